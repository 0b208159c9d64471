"""``gridgeo check``: hold networks against the topology rules, in files or in the database."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridgeo.cli import app
from gridgeo.cli.file_options import refuse_file_options
from gridgeo.cli.findings_table import has_errors, show_findings
from gridgeo.cli.step_bar import step_bar
from gridgeo.domain.enums import Relation
from gridgeo.domain.errors import BadInputError

if TYPE_CHECKING:
    from gridgeo.services.check_files import CheckOptions
    from gridgeo.services.network_report import NetworkReport


@app.command("check")
def check_command(
    networks: Annotated[
        list[Path] | None, typer.Argument(help="Networks to check, any vector format.")
    ] = None,
    *,
    layer: Annotated[str | None, typer.Option(help="Layer of the networks.")] = None,
    within: Annotated[
        Path | None, typer.Option(help="Ground that has to be covered without a gap.")
    ] = None,
    within_layer: Annotated[str | None, typer.Option(help="Layer of that ground.")] = None,
    min_area_m2: Annotated[
        float | None, typer.Option(min=0.0, help="Smaller overlaps and gaps are left out (1).")
    ] = None,
    sliver_width_m: Annotated[
        float | None, typer.Option(min=0.0, help="Thinner overlaps and gaps are slivers (3).")
    ] = None,
    threshold: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE, as in stale_share=0.2; may be repeated.")
    ] = None,
    id_field: Annotated[
        str | None,
        typer.Option("--id", help="Field with the grids' codes (code, id, 网格编码 if there)."),
    ] = None,
    households: Annotated[
        str | None, typer.Option(help="Field with the grids' household counts.")
    ] = None,
    drawn: Annotated[
        str | None, typer.Option(help="Field with the counts when the grids were drawn.")
    ] = None,
    band: Annotated[
        str | None, typer.Option(help="Standard to hold the counts against, as 300:400:500.")
    ] = None,
    homes: Annotated[Path | None, typer.Option(help="Household points.")] = None,
    homes_layer: Annotated[str | None, typer.Option(help="Layer of the households.")] = None,
    count: Annotated[
        str | None, typer.Option(help="Field of --homes: how many households each stands for.")
    ] = None,
    barriers: Annotated[
        Path | None, typer.Option(help="Rivers, railways, roads: fields kind and rank.")
    ] = None,
    buildings: Annotated[Path | None, typer.Option(help="Buildings, not to be cut.")] = None,
    compounds: Annotated[Path | None, typer.Option(help="Compounds, not to be cut.")] = None,
    template: Annotated[
        str | None, typer.Option(help="Scheme of the codes, as {area:12}{serial:3}.")
    ] = None,
    retired: Annotated[
        Path | None, typer.Option(help="Text file with the codes of ended grids, one a line.")
    ] = None,
    accepted: Annotated[
        Path | None,
        typer.Option(help="CSV or JSON of findings that somebody accepted, with reason and name."),
    ] = None,
    dedicated: Annotated[
        str, typer.Option(help="Dedicated grids are cut_out of the base grids, or overlay them.")
    ] = "cut_out",
    crs: Annotated[
        str | None, typer.Option(help="Coordinate system, where the file names none.")
    ] = None,
    rule: Annotated[list[str] | None, typer.Option(help="Only this rule; may be repeated.")] = None,
    relation: Annotated[
        Relation, typer.Option(help="What the networks must keep towards --to.")
    ] = Relation.FREE,
    to: Annotated[Path | None, typer.Option(help="The other network of --relation.")] = None,
    to_layer: Annotated[str | None, typer.Option(help="Layer of the other network.")] = None,
    to_id: Annotated[str | None, typer.Option(help="Field with the other's codes.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="GeoPackage for the findings.")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="JSON file for the findings.")] = None,
    excel: Annotated[Path | None, typer.Option(help="Excel workbook for the findings.")] = None,
    html: Annotated[
        Path | None, typer.Option(help="HTML report with a map, for screen and paper.")
    ] = None,
    network: Annotated[
        str | None, typer.Option(help="Check this published network of the database instead.")
    ] = None,
    plan: Annotated[
        int | None, typer.Option(help="Check this plan of the database instead.")
    ] = None,
) -> None:
    """Check networks for overlaps, gaps, households without a grid, cut buildings and more.

    Ends with status 1 when there is a finding of severity error that nobody has accepted.
    """
    from gridgeo.domain.band import HouseholdBand
    from gridgeo.domain.code_template import CodeTemplate
    from gridgeo.domain.network import DEDICATED
    from gridgeo.domain.thresholds import Thresholds, parse_thresholds
    from gridgeo.io.outputs import require_ending, require_geopackage, require_outputs
    from gridgeo.services.accepted_file import read_accepted, set_apart
    from gridgeo.services.check_files import CheckOptions
    from gridgeo.services.file_surroundings import Places
    from gridgeo.services.file_view import ViewOptions

    if [bool(networks), network is not None, plan is not None].count(True) != 1:
        raise BadInputError(
            "Name what to check: files (gridgeo check grids.gpkg), or one of --network and --plan."
        )
    if (relation is Relation.FREE) != (to is None):
        raise BadInputError("--relation and --to go together.", field="to")
    if dedicated not in DEDICATED:
        raise BadInputError(f"'{dedicated}' is none of: {', '.join(DEDICATED)}.", field="dedicated")
    places = Places(homes, homes_layer, count, barriers, buildings, compounds)
    inputs = [within, to, retired, accepted, homes, barriers, buildings, compounds]
    require_geopackage(output, "output")
    require_ending(excel, ".xlsx", "excel")
    outputs = {"output": output, "json": json, "excel": excel, "html": html}
    require_outputs(outputs, (*(networks or ()), *inputs))
    if not networks:
        if accepted is not None:
            raise BadInputError(
                "The database keeps its exceptions: gridgeo findings accept.", field="accepted"
            )
        refuse_file_options(
            {
                **{"layer": layer, "id": id_field, "crs": crs, "rule": rule, "to": to},
                **{"within": within, "within-layer": within_layer, "homes": homes},
                **{"homes-layer": homes_layer, "count": count, "households": households},
                **{"drawn": drawn, "band": band, "barriers": barriers, "buildings": buildings},
                **{"compounds": compounds, "template": template, "retired": retired},
                **{"to-layer": to_layer, "to-id": to_id, "threshold": threshold},
                "min-area-m2": min_area_m2 is not None,
                "sliver-width-m": sliver_width_m is not None,
                "dedicated": dedicated != "cut_out",
            },
            "the database knows what its networks are held against, and their sizes are set with"
            " gridgeo networks thresholds",
        )
        report = _check_database(network, plan)
        _hand_over([report], **outputs)
        return
    sizes = {"min_area_m2": min_area_m2, "sliver_width_m": sliver_width_m}
    asked = {name: value for name, value in sizes.items() if value is not None}
    standard = HouseholdBand.parse(band) if band is not None else None
    options = CheckOptions(
        layer=layer,
        id_field=id_field,
        crs=crs,
        view=ViewOptions(
            within=within,
            within_layer=within_layer,
            households_field=households,
            drawn_field=drawn,
            band=standard or (HouseholdBand() if households else None),
            template=None if template is None else CodeTemplate(template),
            retired=retired,
            places=places,
            thresholds=Thresholds().changed({**parse_thresholds(threshold or []), **asked}),
        ),
        rules=tuple(rule) if rule else None,
        overlay=dedicated == "overlay",
        relation=relation,
        other=to,
        other_layer=to_layer,
        other_id_field=to_id,
    )
    exceptions = read_accepted(accepted) if accepted is not None else {}
    reports = _check_files(networks, options)
    today = date.today()
    _hand_over([set_apart(one, exceptions, today) for one in reports], **outputs)


def _hand_over(
    reports: "Sequence[NetworkReport]",
    *,
    output: Path | None,
    json: Path | None,
    excel: Path | None,
    html: Path | None,
) -> None:
    """Write the findings where they were asked for, show them, and end with their status."""
    from gridgeo.services.findings_workbook import write_findings_workbook
    from gridgeo.services.report_findings import write_findings_page
    from gridgeo.services.write_findings import write_findings, write_findings_json

    for path, write in (
        (output, write_findings),
        (json, write_findings_json),
        (excel, write_findings_workbook),
        (html, write_findings_page),
    ):
        if path is not None:
            write(reports, path)
    for report in reports:
        size = f"{report.name}: {report.grids:,} grids, {report.area_m2 / 1e6:,.2f} km²"
        show_findings(size, report.findings, len(report.accepted))
    if any(has_errors(report.findings) for report in reports):
        raise typer.Exit(1)


def _check_database(network: str | None, plan: int | None) -> "NetworkReport":
    """Check in the database, where the findings are kept with their places."""
    from gridgeo.cli.database import database_session
    from gridgeo.services.check_network import check_network
    from gridgeo.services.check_plan import check_plan

    with database_session() as session, step_bar("check") as tell:
        if plan is not None:
            return check_plan(session, plan, progress=tell)
        return check_network(session, network or "", progress=tell)


def _check_files(networks: list[Path], options: "CheckOptions") -> "list[NetworkReport]":
    from gridgeo.services.check_files import check_files

    with step_bar("check") as tell:
        return check_files(networks, options, progress=tell)
