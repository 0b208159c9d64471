"""``gridgeo units``: divide communities into units."""

from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.screen import Console
from gridgeo.domain.enums import UnitSource

SENTENCES = {
    "read": "Reading buildings, compounds, barriers and households",
    "divide": "Dividing the ground",
    "write": "Writing units",
}


@app.command("units")
def units_command(
    area: Annotated[str, typer.Option(help="Code of a community, town or district.")],
    *,
    min_empty_m2: Annotated[
        float, typer.Option(min=0, help="Empty blocks below this go to a neighbour.")
    ] = 2000.0,
    max_hamlet: Annotated[
        int, typer.Option(min=0, help="Hamlets with more households are divided by house.")
    ] = 300,
    max_compound: Annotated[
        int | None,
        typer.Option(min=0, help="Compounds with more households are divided by building."),
    ] = None,
    along_land_use: Annotated[
        bool,
        typer.Option("--along-land-use", help="Borders of land use divide blocks, as streets do."),
    ] = False,
    source: Annotated[
        UnitSource | None,
        typer.Option(
            help="Make units from buildings, from street blocks, or from household points; from"
            " buildings where there are any by default."
        ),
    ] = None,
) -> None:
    """Divide an area into units: the ground around each building, compound or hamlet.

    The area's present units are replaced; plans keep those that they were made of.
    """
    from gridgeo.geometry.tessellation_ground import UnitRules
    from gridgeo.services.build_units import STEPS, build_units

    rules = UnitRules(
        min_empty_m2=min_empty_m2, max_hamlet_hh=max_hamlet, max_compound_hh=max_compound
    )
    with _progress() as progress, database_session() as session:
        task = progress.add_task("", total=len(STEPS))

        def begin(step: str) -> None:
            progress.update(task, description=SENTENCES[step], completed=STEPS.index(step))

        report = build_units(
            session, area, rules=rules, along_land_use=along_land_use, source=source, step=begin
        )
    Console().print(
        f"{report.units:,} units in {report.communities} communities from {report.buildings:,}"
        f" buildings and {report.compounds:,} compounds: {report.households:,} households,"
        f" {report.persons:,} persons; {report.empty:,} units are empty.",
        soft_wrap=True,
        highlight=False,
    )


def _progress() -> Progress:
    screen = Console(stderr=True)
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    )
