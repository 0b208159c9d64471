"""``gridgeo check``: hold networks against the topology rules, in files or in the database."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from gridgeo.cli import app
from gridgeo.cli.findings_table import has_errors, show_findings
from gridgeo.domain.enums import Relation
from gridgeo.domain.errors import BadInputError

if TYPE_CHECKING:
    from gridgeo.services.check_files import CheckOptions
    from gridgeo.services.network_report import NetworkReport
    from gridgeo.topology.finding import Finding


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
        float, typer.Option(min=0.0, help="Smaller overlaps and gaps are not reported.")
    ] = 1.0,
    sliver_width_m: Annotated[
        float, typer.Option(min=0.0, help="Thinner overlaps and gaps are called slivers.")
    ] = 3.0,
    id_field: Annotated[
        str | None, typer.Option("--id", help="Field with the grids' codes (code or id if there).")
    ] = None,
    households: Annotated[
        str | None, typer.Option(help="Field with the grids' household counts.")
    ] = None,
    band: Annotated[
        str | None, typer.Option(help="Standard to hold the counts against, as 300:400:500.")
    ] = None,
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
    network: Annotated[
        str | None, typer.Option(help="Check this published network of the database instead.")
    ] = None,
    plan: Annotated[
        int | None, typer.Option(help="Check this plan of the database instead.")
    ] = None,
) -> None:
    """Check networks for overlaps, gaps, unmatched borders and more.

    Ends with status 1 when there is a finding of severity error.
    """
    from gridgeo.domain.band import HouseholdBand
    from gridgeo.domain.thresholds import Thresholds
    from gridgeo.io.outputs import require_geopackage, require_outputs
    from gridgeo.services.check_files import CheckOptions
    from gridgeo.services.file_view import ViewOptions
    from gridgeo.services.write_findings import write_findings, write_findings_json

    if [bool(networks), network is not None, plan is not None].count(True) != 1:
        raise BadInputError(
            "Name what to check: files (gridgeo check grids.gpkg), or one of --network and --plan."
        )
    if not networks:
        findings = _check_database(network, plan, output, json)
        raise typer.Exit(1 if has_errors(findings) else 0)
    if (relation is Relation.FREE) != (to is None):
        raise BadInputError("--relation and --to go together.", field="to")
    require_geopackage(output, "output")
    require_outputs({"output": output, "json": json}, (*networks, within, to))
    standard = HouseholdBand.parse(band) if band is not None else None
    options = CheckOptions(
        layer=layer,
        id_field=id_field,
        crs=crs,
        view=ViewOptions(
            within=within,
            within_layer=within_layer,
            households_field=households,
            band=standard or (HouseholdBand() if households else None),
            thresholds=Thresholds(min_area_m2=min_area_m2, sliver_width_m=sliver_width_m),
        ),
        rules=tuple(rule) if rule else None,
        relation=relation,
        other=to,
        other_layer=to_layer,
        other_id_field=to_id,
    )
    reports = _check(networks, options)
    if output is not None:
        write_findings(reports, output)
    if json is not None:
        write_findings_json(reports, json)
    for report in reports:
        size = f"{report.name}: {report.grids:,} grids, {report.area_m2 / 1e6:,.2f} km²"
        show_findings(size, report.findings)
    if any(has_errors(report.findings) for report in reports):
        raise typer.Exit(1)


def _check_database(
    network: str | None, plan: int | None, output: Path | None, json: Path | None
) -> "list[Finding]":
    """Check in the database, where the findings are kept with their places."""
    from gridgeo.cli.database import database_session
    from gridgeo.io.outputs import require_outputs
    from gridgeo.services.check_network import check_network
    from gridgeo.services.check_plan import check_plan
    from gridgeo.services.write_findings import write_records

    if output is not None:
        raise BadInputError(
            "--output is for networks in files; findings of the database are kept there.",
            field="output",
        )
    require_outputs({"json": json})
    with database_session() as session, Console(stderr=True).status("check"):
        if plan is not None:
            findings = check_plan(session, plan)
        else:
            findings = check_network(session, network or "")
    if json is not None:
        write_records(findings, json)
    show_findings(f"plan {plan}" if plan is not None else str(network), findings)
    return findings


def _check(networks: list[Path], options: "CheckOptions") -> "list[NetworkReport]":
    """Check with a progress bar, which leaves nothing behind on the screen."""
    from rich.progress import Progress

    from gridgeo.services.check_files import check_files

    screen = Console(stderr=True)
    with Progress(transient=True, console=screen, disable=not screen.is_terminal) as bar:
        task = bar.add_task("check", total=1.0)
        return check_files(
            networks,
            options,
            progress=lambda step, share: bar.update(task, description=step, completed=share),
        )
