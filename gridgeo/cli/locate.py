"""``gridgeo locate``: which grid each point of a file falls in."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from gridgeo.cli import app

WORDS = {
    "outside": "outside every grid",
    "swapped_axes": "with longitude and latitude swapped",
    "out_of_range": "out of range",
    "no_coordinates": "without coordinates",
    "not_a_number": "with coordinates that are no numbers",
    "not_a_point": "that are no points",
    "wrong_width": "with more or fewer cells than the header",
}


@app.command()
def locate(
    grids: Annotated[Path, typer.Argument(help="Polygons: any vector file.", show_default=False)],
    points: Annotated[
        Path, typer.Argument(help="Points: CSV or any vector file.", show_default=False)
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The CSV to write.", show_default=False)],
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

    A point that several grids cover, on a shared border or in an overlap, gets the lowest code.
    """
    from gridgeo.io.outputs import require_outputs
    from gridgeo.services.locate_file import locate_file

    require_outputs({"out": out}, (grids, points))
    console = Console(stderr=True, highlight=False)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(f"Locating {points.name}", total=None)
        summary = locate_file(
            grids,
            points,
            out,
            layer=layer,
            points_layer=points_layer,
            id_field=id_field,
            x_field=lon,
            y_field=lat,
            crs=crs,
            points_crs=points_crs,
            repair=repair,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if summary.repaired:
        console.print(f"{summary.repaired} invalid polygons of {grids.name} were mended.")
    parts = [f"{summary.answered:,} answered"]
    parts += [f"{count:,} {WORDS[reason]}" for reason, count in summary.reasons.items()]
    typer.echo(f"{summary.points:,} points in {summary.grids:,} grids: {', '.join(parts)}.")
