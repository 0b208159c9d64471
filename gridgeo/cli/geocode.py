"""``gridgeo geocode``: addresses to places by one's own gazetteer, and back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import Progress
from rich.table import Table

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.screen import Console

if TYPE_CHECKING:
    from collections.abc import Callable

geocode = typer.Typer(no_args_is_help=True, help="Addresses to places, by one's own gazetteer.")
app.add_typer(geocode, name="geocode")


@geocode.command("gazetteer")
def gazetteer_command(
    *,
    source: Annotated[
        list[str] | None,
        typer.Option(
            help="Of buildings, compounds, places, streets, areas, file (standard addresses): these"
            " by default; households."
        ),
    ] = None,
) -> None:
    """Make the gazetteer of the layers in the database; run it again after an import."""
    from gridgeo.services.geocode_gazetteer import USUAL_SOURCES, build_gazetteer

    sources = tuple(source or USUAL_SOURCES)
    with _bar("Reading layers", len(sources)) as advance, database_session() as session:
        reports = build_gazetteer(session, sources, step=lambda _: advance(None))
    for one in reports:
        typer.echo(
            f"{one.source}: {one.rows:,} rows, {one.inserted:,} entries inserted,"
            f" {one.updated:,} updated, {one.removed:,} removed; {one.unread:,} name no place."
        )


@geocode.command("strays")
def strays_command(
    *,
    output: Annotated[Path, typer.Option("-o", "--output", help="CSV of the households.")],
    more_than_m: Annotated[float, typer.Option(min=0, help="From the stated community.")] = 5.0,
) -> None:
    """Find households outside the community that their address states; status 1 if there are."""
    from gridgeo.io.outputs import require_outputs
    from gridgeo.services.stray_households import find_strays, write_strays

    require_outputs({"output": output})
    with _bar("Reading addresses", None) as advance, database_session() as session:
        strays = find_strays(session, more_than_m=more_than_m, progress=advance)
    write_strays(strays, output)
    communities = len({one.stated_area for one in strays})
    typer.echo(
        f"{len(strays):,} households of {communities:,} communities lie outside the community that"
        " their address states."
    )
    if strays:
        raise typer.Exit(1)


@geocode.command("ask")
def ask_command(
    service: Annotated[str, typer.Argument(help="amap or tianditu; needs its key.")],
    *,
    most: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many.")] = 1000,
    by: Annotated[str, typer.Option(help="Who asks, for the audit log.")] = "system",
) -> None:
    """Ask another geocoder for the addresses of the queue; what it finds by number is placed."""
    from gridgeo.config import load_settings
    from gridgeo.services.outside_geocoders import find_service, place_queue_outside

    wanted = find_service(load_settings(), service)
    with _bar("Asking", most) as advance, database_session() as session:
        asked = place_queue_outside(session, wanted, actor=by, most=most, progress=advance)
    typer.echo(
        f"{asked.addresses:,} addresses, {asked.kept:,} answered before; {asked.answered:,} found,"
        f" {asked.placed:,} placed; the others stay in the queue."
    )


@geocode.command("one")
def one_command(address: Annotated[str, typer.Argument(help="The address.")]) -> None:
    """Show the parts of an address and the places that it may mean; 1 where none is clear."""
    from gridgeo.services.geocode_addresses import Geocoder, describe

    with database_session() as session:
        answer = describe(Geocoder(session).geocode(address))
    typer.echo(f"{answer['normal']}: {answer['why']}")
    if answer["candidates"]:
        Console().print(_table(answer["candidates"]))
    if not answer["placed"]:
        raise typer.Exit(1)


@geocode.command("file")
def file_command(
    file: Annotated[Path, typer.Argument(help="A table with addresses: CSV or vector file.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The CSV to write.")],
    address: Annotated[str | None, typer.Option(help="Column with the addresses.")] = None,
    household: Annotated[
        str | None, typer.Option(help="With --queue: column with the households' codes.")
    ] = None,
    queue: Annotated[
        bool, typer.Option("--queue", help="Keep the results; what is not clear waits.")
    ] = False,
) -> None:
    """Write each row with the place of its address, the level, the score and why."""
    from gridgeo.io.outputs import require_outputs
    from gridgeo.services.geocode_file import geocode_file

    require_outputs({"output": output}, (file,))
    with _bar(f"Placing {file.name}", None) as advance, database_session() as session:
        found = geocode_file(
            session,
            file,
            output,
            column=address,
            household=household,
            keep=queue,
            progress=advance,
        )
    levels = ", ".join(f"{count:,} by {level}" for level, count in found.levels.items())
    rest = found.rows - found.placed
    typer.echo(f"{found.rows:,} addresses: {found.placed:,} placed ({levels}), {rest:,} not.")


@geocode.command("near")
def near_command(
    lon: Annotated[float, typer.Argument(help="Longitude, EPSG:4326.")],
    lat: Annotated[float, typer.Argument(help="Latitude.")],
    *,
    within_m: Annotated[float, typer.Option(help="Metres, 2,000 at most.")] = 100.0,
) -> None:
    """Show which addresses are near a point; 1 where none is, with the nearest of all."""
    from gridgeo.services.geocode_addresses import reverse_geocode

    with database_session() as session:
        found = reverse_geocode(session, lon, lat, within_m)
    for one in found.items or filter(None, [found.nearest]):
        typer.echo(f"{one['address']}  {one['level']}  {one['distance_m']:.1f} m")
    if found.why:
        typer.echo(found.why)
        raise typer.Exit(1)


@geocode.command("queue")
def queue_command(
    *,
    area: Annotated[str | None, typer.Option(help="Only of this community.")] = None,
    most: Annotated[int, typer.Option(min=1, max=1000, help="How many are shown.")] = 50,
) -> None:
    """Show the addresses that wait to be placed by hand, and the share placed by community."""
    from gridgeo.services.geocode_queue import Waiting, list_queue, placed_shares

    with database_session() as session:
        waiting = list_queue(session, Waiting(area), most=most)
        shares = placed_shares(session)
    for one in waiting:
        typer.echo(f"{one['id']}  {one['text']}  {one['reason']}")
    for share in shares:
        levels = ", ".join(f"{level} {count:,}" for level, count in share["levels"].items())
        typer.echo(
            f"{share['name'] or 'unknown community'}: {share['placed']:,} of"
            f" {share['addresses']:,} placed ({share['share']:.1%}; {levels or 'none'})."
        )


@geocode.command("place")
def place_command(
    key: Annotated[int, typer.Argument(help="Number in the queue.")],
    lon: Annotated[float, typer.Argument(help="Longitude, EPSG:4326.")],
    lat: Annotated[float, typer.Argument(help="Latitude.")],
    *,
    by: Annotated[str, typer.Option(help="Name of who places it.")],
) -> None:
    """Place an address of the queue; the gazetteer learns it."""
    from gridgeo.services.geocode_queue import place_by_hand

    with database_session() as session:
        done = place_by_hand(session, key, lon, lat, by)
    typer.echo(
        f"{done.addresses:,} addresses are placed by it, {done.households:,} households moved."
    )


@geocode.command("undo")
def undo_command(
    key: Annotated[int, typer.Argument(help="Number of the address that was decided.")],
    *,
    by: Annotated[str, typer.Option(help="Name of who takes it back.")],
) -> None:
    """Take the decision on an address back: it waits again, its households are where they were."""
    from gridgeo.services.decided_addresses import take_back

    with database_session() as session:
        count = take_back(session, key, by)
    typer.echo(f"{count:,} addresses wait again.")


@contextmanager
def _bar(label: str, total: int | None) -> "Iterator[Callable[[int | None], None]]":
    console = Console(stderr=True, highlight=False)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(label, total=total)

        def advance(done: int | None) -> None:
            if done is None:
                bar.advance(task)
            else:
                bar.update(task, completed=done)

        yield advance


def _table(candidates: list[dict[str, Any]]) -> Table:
    table = Table("lon", "lat", "level", "score", "address", "why", highlight=False)
    for one in candidates:
        place = f"{one['lon']:.6f}", f"{one['lat']:.6f}"
        table.add_row(*place, one["level"], f"{one['score']:.2f}", one["address"], one["why"])
    return table
