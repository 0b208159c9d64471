"""``gridgeo tiles``: a published network as vector tiles in one file."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.instants import local_instant
from gridgeo.cli.screen import Console
from gridgeo.domain.errors import BadInputError

tiles = typer.Typer(no_args_is_help=True, help="Vector tiles of networks.")
app.add_typer(tiles, name="tiles")


@tiles.callback()
def _group() -> None:
    """Vector tiles of networks."""


@tiles.command("export")
def export_command(
    network: Annotated[str, typer.Argument(help="Code of the network.")],
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The .pmtiles or .mbtiles file to write.")
    ],
    min_zoom: Annotated[int, typer.Option(help="First zoom.")] = 8,
    max_zoom: Annotated[int, typer.Option(help="Last zoom; readers enlarge it beyond.")] = 16,
    version: Annotated[
        int | None, typer.Option(help="Version of the network; the one in force by default.")
    ] = None,
    as_of: Annotated[
        datetime | None, typer.Option(help="Day or time, local; now by default.")
    ] = None,
) -> None:
    """Write a network's vector tiles into a PMTiles or an MBTiles file."""
    from gridgeo.io.outputs import require_outputs
    from gridgeo.services.export_tiles import export_tiles

    if version is not None and as_of is not None:
        raise BadInputError("--version and --as-of exclude each other.", field="version")
    instant = local_instant(as_of, "as-of")
    require_outputs({"output": output})
    with Progress(console=Console(stderr=True), transient=True) as bar, database_session() as db:
        task = bar.add_task("Writing tiles", total=None)
        count = export_tiles(
            db,
            network,
            output,
            zooms=(min_zoom, max_zoom),
            as_of=instant,
            version=version,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    Console(highlight=False, soft_wrap=True).print(
        f"{count:,} tiles of {network} are in {output}.", markup=False
    )
