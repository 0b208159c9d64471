"""``gridgeo patrols``: tracks of files into the database, and days reckoned from them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridgeo.cli import app
from gridgeo.cli.instants import FirstDay, LastDay
from gridgeo.cli.screen import Console
from gridgeo.cli.step_bar import step_bar

if TYPE_CHECKING:
    from sqlalchemy import Engine

patrols = typer.Typer(no_args_is_help=True, help="Tracks into the database, days reckoned.")
app.add_typer(patrols, name="patrols")


@patrols.command("import")
def import_tracks(
    files: Annotated[
        list[Path],
        typer.Argument(help="CSV, Parquet, GPX, GeoJSON, GeoPackage …", show_default=False),
    ],
    *,
    layer: Annotated[str | None, typer.Option(help="Layer of the files.")] = None,
    crs: Annotated[
        str | None, typer.Option(help="System where a file names none; gcj02, bd09 too.")
    ] = None,
    reckon: Annotated[bool, typer.Option(help="Reckon the days at once.")] = True,
) -> None:
    """Store track points of known workers on duty; what is there already is not stored twice."""
    from gridgeo.cli.database import ready_url
    from gridgeo.db.session import make_engine

    engine = make_engine(ready_url())
    try:
        for file in files:
            _store(engine, file, layer, crs)
        if reckon:
            _reckon(engine)
    finally:
        engine.dispose()


@patrols.command("reckon")
def reckon_days() -> None:
    """Reckon the days that got points since they were last reckoned."""
    from gridgeo.cli.database import ready_url
    from gridgeo.db.session import make_engine

    engine = make_engine(ready_url())
    try:
        _reckon(engine)
    finally:
        engine.dispose()


@patrols.command("rules")
def cleaning_rules_command(
    rule: Annotated[
        list[str] | None, typer.Option("--set", help="Another threshold, as in jump_m=80.")
    ] = None,
    *,
    defaults: Annotated[bool, typer.Option("--defaults", help="All as they came.")] = False,
) -> None:
    """Show the thresholds by which points are cleaned, for all networks, or set some of them.

    After a change all days are reckoned anew; what a network counts is its own setting.
    """
    from gridgeo.cli.database import database_session
    from gridgeo.domain.thresholds import parse_thresholds
    from gridgeo.patrol.rules import CLEANING
    from gridgeo.services.patrols.rules import change_cleaning, cleaning_rules

    values = parse_thresholds(rule or [])
    with database_session() as session:
        if values or defaults:
            change_cleaning(session, values, anew=defaults, actor="command line")
        found = cleaning_rules(session).record()
    for name in CLEANING:
        typer.echo(f"{name} = {found[name]:g}")
    if values or defaults:
        typer.echo("All days wait to be reckoned anew: gridgeo patrols reckon, or the worker.")


@patrols.command("report")
def report_command(
    network: Annotated[str, typer.Argument(help="Code of the network.", show_default=False)],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file: .html, .pdf or .png.")],
    first: FirstDay = None,
    last: LastDay = None,
    measure: Annotated[str, typer.Option(help="passes, minutes or days.")] = "passes",
    paper: Annotated[str, typer.Option(help="a4 or a3, of PDF and PNG.")] = "a4",
) -> None:
    """Write the heat map of a period for a meeting: one page, with the least covered grids.

    Without days it is the month of the last points.
    """
    from gridgeo.cli.database import database_session
    from gridgeo.config import load_settings
    from gridgeo.domain.errors import BadInputError
    from gridgeo.io.outputs import require_outputs
    from gridgeo.services.patrols.write_heat import FORMS, write_heat

    form = output.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise BadInputError(f"Name a file that ends in .{', .'.join(FORMS)}.", field="output")
    if paper not in ("a3", "a4"):
        raise BadInputError(f"There is no paper '{paper}' here; take a3 or a4.", field="paper")
    require_outputs({"output": output})
    days = (first and first.date(), last and last.date())
    with database_session() as session, Console(stderr=True).status("Drawing the map …"):
        font = load_settings().glyph_font
        write_heat(session, network, days, measure, output, form=form, paper=paper, font=font)
    typer.echo(f"The heat map is in {output}.")


def _store(engine: "Engine", file: Path, layer: str | None, crs: str | None) -> None:
    from gridgeo.io.track_files import read_tracks
    from gridgeo.services.patrols.ingest import ingest_file

    table = read_tracks(file, layer=layer, crs=crs)
    with step_bar(file.name) as tell:
        done = ingest_file(
            engine, table.frame, progress=lambda n, of: tell(file.name, n / max(of, 1))
        )
    typer.echo(
        f"{file.name}: {done.received:,} points, {done.added:,} new"
        f" ({done.misdated:,} with a wrong clock), {done.off_duty:,} off duty,"
        f" {done.unknown_worker:,} of unknown workers,"
        f" {len(table.rejected):,} without a usable time."
    )


def _reckon(engine: "Engine") -> None:
    from gridgeo.services.patrols.reckon import reckon_stale

    with step_bar("Reckoning") as tell:
        days = reckon_stale(engine, lambda n, of: tell("Reckoning", n / max(of, 1)))
    typer.echo(f"{days:,} {'day' if days == 1 else 'days'} reckoned.")
