"""``gridgeo crosswalk``: which grids of two networks meet, and what they share."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from gridgeo.cli import app


@app.command("crosswalk")
def crosswalk_command(
    a: Annotated[Path, typer.Argument(help="One network, any vector format.")],
    b: Annotated[Path, typer.Argument(help="The other network.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="CSV file to write.")],
    households: Annotated[
        Path | None, typer.Option(help="Points or small areas with household counts.")
    ] = None,
    count: Annotated[
        str | None, typer.Option(help="Field with the counts (points without it count 1 each).")
    ] = None,
    layer_a: Annotated[str | None, typer.Option(help="Layer of A.")] = None,
    layer_b: Annotated[str | None, typer.Option(help="Layer of B.")] = None,
    households_layer: Annotated[str | None, typer.Option(help="Layer of the households.")] = None,
    id_a: Annotated[str | None, typer.Option(help="Field with A's codes.")] = None,
    id_b: Annotated[str | None, typer.Option(help="Field with B's codes.")] = None,
    sliver_width_m: Annotated[
        float, typer.Option(min=0.0, help="Thinner common ground is called a sliver.")
    ] = 3.0,
    crs: Annotated[
        str | None, typer.Option(help="Coordinate system, where a file names none.")
    ] = None,
) -> None:
    """Write one line for every pair of grids that meet: shared area, households and their shares.

    With --count but without --households, the counts are those of A's own grids.
    """
    from gridgeo.io.outputs import require_outputs
    from gridgeo.services.crosswalk_files import Source, crosswalk_files, write_crosswalk

    require_outputs({"output": output}, (a, b, households))
    homes = None
    if households is not None:
        homes = Source(households, households_layer, count, crs)
    elif count is not None:
        homes = Source(a, layer_a, count, crs)
    with Console(stderr=True).status("Laying the networks over each other"):
        crosswalk = crosswalk_files(
            Source(a, layer_a, id_a, crs), Source(b, layer_b, id_b, crs), homes, sliver_width_m
        )
    write_crosswalk(crosswalk, output)
    console = Console(highlight=False)
    met = [row for row in crosswalk.rows if row.a and row.b]
    console.print(f"{len(met):,} pairs of grids meet; written to {output}.", markup=False)
    if crosswalk.agreement is not None:
        console.print(
            f"{crosswalk.households:,} households; {crosswalk.agreement:.1%} of them have the same"
            " grid in both networks."
        )
