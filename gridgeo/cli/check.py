"""``gridgeo check``: hold networks against the topology rules, in files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from gridgeo.cli import app
from gridgeo.cli.findings_table import show_reports
from gridgeo.domain.errors import BadInputError

if TYPE_CHECKING:
    from gridgeo.services.check_files import CheckOptions, NetworkReport


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
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="GeoPackage for the findings.")
    ] = None,
    json: Annotated[Path | None, typer.Option(help="JSON file for the findings.")] = None,
) -> None:
    """Check networks for overlaps, gaps, unmatched borders and more.

    Ends with status 1 when there is a finding of severity error.
    """
    from gridgeo.domain.band import HouseholdBand
    from gridgeo.services.check_files import CheckOptions, write_findings, write_findings_json

    if not networks:
        raise BadInputError("Name at least one network to check, as in: gridgeo check grids.gpkg.")
    standard = HouseholdBand.parse(band) if band is not None else None
    options = CheckOptions(
        layer=layer,
        within=within,
        within_layer=within_layer,
        min_area_m2=min_area_m2,
        sliver_width_m=sliver_width_m,
        id_field=id_field,
        households_field=households,
        band=standard or (HouseholdBand() if households else None),
        crs=crs,
        rules=tuple(rule) if rule else None,
    )
    reports = _check(networks, options)
    if output is not None:
        write_findings(reports, output)
    if json is not None:
        write_findings_json(reports, json)
    show_reports(reports)
    if any(report.has_errors for report in reports):
        raise typer.Exit(1)


def _check(networks: list[Path], options: "CheckOptions") -> "list[NetworkReport]":
    """Check with a progress bar, which leaves nothing behind on the screen."""
    from rich.progress import Progress

    from gridgeo.services.check_files import check_files

    with Progress(transient=True, console=Console(stderr=True)) as bar:
        task = bar.add_task("check", total=1.0)
        return check_files(
            networks,
            options,
            progress=lambda step, share: bar.update(task, description=step, completed=share),
        )
