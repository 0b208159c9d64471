"""``gridgeo export``: published grids as a file."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.instants import local_instant
from gridgeo.domain.errors import BadInputError

_FILE_HELP = "The file: .gpkg, .shp, .zip (shapefile), .geojson, .kml, .xlsx, .csv, .fgb, .parquet."


@app.command("export")
def export_command(
    what: Annotated[str, typer.Argument(help="network.")],
    code: Annotated[str, typer.Argument(help="Code of the network.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help=_FILE_HELP)],
    as_of: Annotated[
        datetime | None, typer.Option(help="Day or time, local; now by default.")
    ] = None,
    crs: Annotated[
        str, typer.Option(help="Coordinate system: EPSG:4490, EPSG:4547, gcj02, bd09 …")
    ] = "EPSG:4326",
    encoding: Annotated[str, typer.Option(help="utf-8; or gbk for shapefile and CSV.")] = "utf-8",
) -> None:
    """Write a network's grids as they are, or were, in the format that the file's ending says."""
    from gridgeo.io.outputs import require_outputs
    from gridgeo.services.export_network import export_network

    if what != "network":
        raise BadInputError(f"'{what}' cannot be exported; there is: network.", field="what")
    start = local_instant(as_of, "as-of")
    require_outputs({"output": output})
    with Console(stderr=True).status("Exporting …"), database_session() as session:
        count = export_network(session, code, output, as_of=start, crs=crs, encoding=encoding)
    Console().print(f"{count} grids of {code} are in {output}.", soft_wrap=True)
