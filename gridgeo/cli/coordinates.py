"""``gridgeo coordinates``: which coordinate system a file is really in."""

from pathlib import Path
from typing import Annotated

import typer

from gridgeo.cli import app


@app.command()
def coordinates(
    file: Annotated[Path, typer.Argument(help="Shapes or points whose system is in doubt.")],
    reference: Annotated[Path, typer.Argument(help="Places of the same ground, where they are.")],
    *,
    layer: Annotated[str | None, typer.Option(help="Layer of FILE.")] = None,
    reference_layer: Annotated[str | None, typer.Option(help="Layer of REFERENCE.")] = None,
) -> None:
    """Rank what the coordinates of FILE may be; status 1 where no answer is clear."""
    from pyproj import CRS

    from gridgeo.geometry.crs import transform
    from gridgeo.io.coordinate_guess import clear_guess, guess_coordinates, read_raw_shapes
    from gridgeo.io.vector import read_layer

    known = read_layer(reference, layer=reference_layer)
    places = transform(known.geometry.to_numpy(), known.crs, CRS.from_epsg(4326))
    guesses = guess_coordinates(read_raw_shapes(file, layer), places)
    for one in guesses[:6]:
        shift = f"{one.east_m:+,.0f} m east, {one.north_m:+,.0f} m north"
        beside = shift if one.east_m == one.east_m else "not near as it stands"  # NaN
        typer.echo(f"{one.name}: {one.score:.1%} of it falls on what is known; {beside}")
    best = clear_guess(guesses)
    if best is None:
        typer.echo("No answer is clear: look at the file on the map, and say which it is.")
        raise typer.Exit(1)
    typer.echo(f"The coordinates are {best.name}.")
