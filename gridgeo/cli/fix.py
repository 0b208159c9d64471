"""``gridgeo fix``: repair a network; without ``--output`` it only tells."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from gridgeo.cli import app
from gridgeo.cli.crosswalk_sides import is_stored
from gridgeo.cli.findings_table import has_errors, show_findings
from gridgeo.cli.fix_stored import how_to_bring_in, repair_stored
from gridgeo.cli.screen import Console
from gridgeo.cli.step_bar import step_bar
from gridgeo.topology import words

if TYPE_CHECKING:
    from gridgeo.topology.finding import Finding
    from gridgeo.topology.repair import Repair

MOST_SHOWN = 20  # changes on the screen; the files hold all of them


@app.command("fix")
def fix_command(
    network: Annotated[
        str, typer.Argument(help="Network to repair: a vector file, db:CODE or db:CODE@DAY.")
    ],
    *,
    layer: Annotated[str | None, typer.Option(help="Layer of the network.")] = None,
    within: Annotated[
        Path | None, typer.Option(help="Ground that has to be covered without a gap.")
    ] = None,
    within_layer: Annotated[str | None, typer.Option(help="Layer of that ground.")] = None,
    winner: Annotated[
        str, typer.Option(help="Who keeps contested ground: smaller, older or households.")
    ] = "smaller",
    filler: Annotated[
        str, typer.Option(help="Who is given a gap: border (the longest), older or households.")
    ] = "border",
    lock: Annotated[
        list[str] | None, typer.Option(help="Grid that gives nothing away; may be repeated.")
    ] = None,
    largest_gap_m2: Annotated[
        float | None, typer.Option(min=0.0, help="Leave larger gaps as they are.")
    ] = None,
    min_area_m2: Annotated[
        float, typer.Option(min=0.0, help="Smaller changes count as matched borders.")
    ] = 1.0,
    id_field: Annotated[
        str | None,
        typer.Option("--id", help="Field with the grids' codes (code, id, 网格编码 if there)."),
    ] = None,
    households: Annotated[
        str | None, typer.Option(help="Field with the grids' household counts.")
    ] = None,
    crs: Annotated[
        str | None, typer.Option(help="Coordinate system, where the file names none.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="GeoPackage for the repaired network.")
    ] = None,
    excel: Annotated[
        Path | None, typer.Option(help="Excel file (.xlsx) for the changes, headed in Chinese.")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="JSON file for the changes.")] = None,
) -> None:
    """Resolve overlaps, fill gaps, cut spikes and match borders, and list every change.

    Without --output nothing is written but the list: look at it first. The database is only read
    from. Ends with status 1 when the repaired network still has an error.
    """
    from gridgeo.domain.errors import BadInputError
    from gridgeo.io.outputs import require_ending, require_geopackage, require_outputs
    from gridgeo.services.fix_file import FixOptions, FixReport, fix_file, write_fixed
    from gridgeo.services.repair_network import NetworkRepair, write_repair
    from gridgeo.services.write_changes import write_changes_json, write_changes_workbook
    from gridgeo.topology.repair import Filler, RepairRules, Winner

    for option, value, kinds in (("winner", winner, Winner), ("filler", filler, Filler)):
        if value not in list(kinds):
            raise BadInputError(
                f"--{option} is '{value}', but must be one of {', '.join(kinds)}.", field=option
            )
        if value == "households" and households is None and not is_stored(network):
            raise BadInputError(
                f"--{option} households needs the counts: name their field with --households.",
                field="households",
            )
    require_geopackage(output, "output")
    require_ending(excel, ".xlsx", "excel")
    inputs = (within,) if is_stored(network) else (Path(network), within)
    require_outputs({"output": output, "excel": excel, "json": json}, inputs)
    limit = float("inf") if largest_gap_m2 is None else largest_gap_m2
    rules = RepairRules(Winner(winner), Filler(filler), tuple(lock or ()), limit)
    report: FixReport | NetworkRepair
    with step_bar("read") as tell:
        if is_stored(network):
            of_files = {
                **{"layer": layer, "within": within, "within-layer": within_layer},
                **{"id": id_field, "households": households, "crs": crs},
            }
            report = repair_stored(network, rules, min_area_m2, of_files, tell)
            name, metric = network.removeprefix("db:"), report.view.crs
        else:
            options = FixOptions(
                layer=layer,
                within=within,
                within_layer=within_layer,
                min_area_m2=min_area_m2,
                id_field=id_field,
                households_field=households,
                crs=crs,
                rules=rules,
            )
            report = fix_file(Path(network), options, tell)
            name, metric = report.network.name, report.network.crs
    if output is not None:
        if isinstance(report, FixReport):
            write_fixed(report, output)
        else:
            write_repair(report, output)
    if excel is not None:
        write_changes_workbook(report.repair, report.left, metric, excel)
    if json is not None:
        write_changes_json(name, report.repair, report.left, json)
    _show(name, report.repair, report.left, written=output)
    if output is not None and not isinstance(report, FixReport):
        typer.echo(how_to_bring_in(network, report, output))
    if has_errors(report.left):
        raise typer.Exit(1)


def _show(name: str, done: "Repair", left: "list[Finding]", written: Path | None) -> None:
    console = Console(highlight=False)
    what = f"written to {written}" if written else "nothing written yet: name a file with --output"
    console.print(
        f"{name}: {len(done.changes):,} changes, {len(done.redrawn):,} grids"
        f" redrawn, {len(done.emptied):,} without ground left; {what}.",
        markup=False,
    )
    if done.changes:
        table = Table("fault", "from", "to", "m²")
        table.columns[3].justify = "right"
        for column in table.columns[1:3]:
            column.overflow = "fold"  # codes are never shortened
        for one in done.changes[:MOST_SHOWN]:
            ends = (escape(one.losing or "-"), escape(one.gaining or "-"))
            table.add_row(one.fault, *ends, words.number(one.area_m2))
        console.print(table)
    show_findings("After the repair", left)
