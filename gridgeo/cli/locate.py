"""``gridgeo locate``: which grid each point of a file falls in."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import Progress

from gridgeo.cli import app
from gridgeo.cli.screen import Console
from gridgeo.domain.errors import BadInputError

if TYPE_CHECKING:
    from gridgeo.services.locate_file import LocateSummary

WORDS = {
    "outside": "outside every grid",
    "swapped_axes": "with longitude and latitude swapped",
    "out_of_range": "out of range",
    "no_coordinates": "without coordinates",
    "not_a_number": "with coordinates that are no numbers",
    "not_a_point": "that are no points",
    "bad_date": "with a date that is none",
    "before_first_version": "dated before the first version",
    "wrong_width": "with more or fewer cells than the header",
}


@app.command()
def locate(
    grids: Annotated[
        Path,
        typer.Argument(help="Polygons: any vector file.", show_default=False),
    ],
    points: Annotated[
        Path | None,
        typer.Argument(help="Points: CSV or any vector file.", show_default=False),
    ] = None,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The CSV to write.", show_default=False)
    ],
    network: Annotated[
        str | None, typer.Option(help="Take this network's published grids, not a file's.")
    ] = None,
    as_of: Annotated[
        datetime | None, typer.Option(help="With --network: day or time, local; now by default.")
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(help="With --network: column with each row's own date; as_of where there is."),
    ] = None,
    layer: Annotated[str | None, typer.Option(help="Layer of GRIDS.")] = None,
    points_layer: Annotated[str | None, typer.Option(help="Layer of POINTS.")] = None,
    id_field: Annotated[
        str | None, typer.Option("--id", help="Field with the grids' codes.")
    ] = None,
    lon: Annotated[str | None, typer.Option(help="CSV column with longitude or east.")] = None,
    lat: Annotated[str | None, typer.Option(help="CSV column with latitude or north.")] = None,
    crs: Annotated[
        str | None, typer.Option(help="Coordinate system where a file names none.")
    ] = None,
    points_crs: Annotated[
        str | None, typer.Option(help="The same for POINTS alone; a CSV is EPSG:4326 without.")
    ] = None,
    repair: Annotated[bool, typer.Option("--repair", help="Mend invalid polygons.")] = False,
) -> None:
    """Write each point of POINTS with the code of its grid, or the reason why it has none.

    With --network, POINTS is the only file: gridgeo locate POINTS --network CODE -o OUT.csv.

    A point that several grids cover, on a shared border or in an overlap, gets the lowest code.
    """
    from gridgeo.io.outputs import require_outputs

    by_network = {"as-of": as_of, "date": date}
    by_file = {"layer": layer, "id": id_field, "crs": crs, "repair": repair or None}
    _require_none(by_network if network is None else by_file, given=network is not None)
    if network is not None:
        if points is not None:
            raise BadInputError("Give a file of grids or --network, not both.", field="network")
        require_outputs({"output": output}, (grids,))
        options = {
            "date_field": date,
            "points_layer": points_layer,
            "x_field": lon,
            "y_field": lat,
            "points_crs": points_crs,
        }
        _tell(_from_database(network, as_of, grids, output, options), network)
        return
    if points is None:
        raise BadInputError(
            "Name a file of grids and one of points, or a network with --network.", field="points"
        )
    from gridgeo.services.locate_file import locate_file

    require_outputs({"output": output}, (grids, points))
    with _bar() as bar:
        summary = locate_file(
            grids,
            points,
            output,
            layer=layer,
            points_layer=points_layer,
            id_field=id_field,
            x_field=lon,
            y_field=lat,
            crs=crs,
            points_crs=points_crs,
            repair=repair,
            progress=_follow(bar, points),
        )
    _tell(summary, grids.name)


def _require_none(options: dict[str, Any], *, given: bool) -> None:
    """Refuse options that mean nothing here, rather than pass over them."""
    named = [name for name, value in options.items() if value is not None]
    if named:
        where = "with --network" if given else "without --network"
        raise BadInputError(f"--{named[0]} means nothing {where}.", field=named[0])


def _from_database(
    network: str, as_of: datetime | None, points: Path, output: Path, options: dict[str, Any]
) -> "LocateSummary":
    from gridgeo.cli.database import database_session
    from gridgeo.cli.instants import local_instant
    from gridgeo.services.locate_in_network import locate_in_network

    instant = local_instant(as_of, "as-of")
    with _bar() as bar, database_session() as session:
        follow = _follow(bar, points)
        return locate_in_network(
            session, network, points, output, as_of=instant, progress=follow, **options
        )


def _bar() -> Progress:
    console = Console(stderr=True, highlight=False)
    return Progress(console=console, transient=True, disable=not console.is_terminal)


def _follow(bar: Progress, points: Path) -> Callable[[int, int], None]:
    task = bar.add_task(f"Locating {points.name}", total=None)
    return lambda done, total: bar.update(task, completed=done, total=total)


def _tell(summary: "LocateSummary", grids: str) -> None:
    if summary.repaired:
        typer.echo(f"{summary.repaired} invalid polygons of {grids} were mended.", err=True)
    rows = summary.rows
    parts = [f"{rows.answered:,} answered"]
    parts += [f"{count:,} {WORDS[reason]}" for reason, count in rows.reasons.items()]
    typer.echo(f"{rows.points:,} points in {summary.grids:,} grids: {', '.join(parts)}.")
