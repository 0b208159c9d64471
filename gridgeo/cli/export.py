"""``gridgeo export``: published grids, or a layer of places, as a file."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from gridgeo.cli import app
from gridgeo.cli.database import database_session
from gridgeo.cli.instants import local_instant
from gridgeo.cli.screen import Console
from gridgeo.domain.errors import BadInputError

_FILE_HELP = (
    "The file: .gpkg, .shp, .zip (shapefile), .geojson, .kml, .xlsx, .csv, .fgb, .dxf, .parquet."
)


@app.command("export")
def export_command(
    what: Annotated[
        str,
        typer.Argument(
            help="network; or areas, barriers, compounds, buildings, households, places,"
            " developments, land_use, units, gazetteer."
        ),
    ],
    code: Annotated[str | None, typer.Argument(help="Code of the network.")] = None,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help=_FILE_HELP)],
    as_of: Annotated[
        datetime | None, typer.Option(help="Day or time of a network, local; now by default.")
    ] = None,
    version: Annotated[
        int | None, typer.Option(help="Version of a network, in place of a day.")
    ] = None,
    crs: Annotated[
        str, typer.Option(help="Coordinate system: EPSG:4490, EPSG:4547, gcj02, bd09 …")
    ] = "EPSG:4326",
    encoding: Annotated[str, typer.Option(help="utf-8; or gbk for shapefile and CSV.")] = "utf-8",
) -> None:
    """Write a network's grids, or a layer, in the format that the file's ending says."""
    from gridgeo.io.outputs import require_outputs
    from gridgeo.services.export_layer import export_layer
    from gridgeo.services.export_network import export_network

    start = local_instant(as_of, "as-of")
    require_outputs({"output": output})
    if version is not None and as_of is not None:
        raise BadInputError("--version and --as-of exclude each other.", field="version")
    if what != "network" and (code or as_of or version is not None):
        raise BadInputError(f"{what} are exported as they are now, all of them.", field="what")
    if what == "network" and not code:
        raise BadInputError("Say which network, by its code.", field="code")
    with Console(stderr=True).status("Exporting …"), database_session() as session:
        if what == "network":
            count = export_network(
                session,
                str(code),
                output,
                as_of=start,
                version=version,
                crs=crs,
                encoding=encoding,
            )
            name = f"grids of {code}"
        else:
            count = export_layer(
                session, what, output, crs=crs, encoding=encoding, actor="command line"
            )
            name = what
    Console().print(f"{count} {name} are in {output}.", soft_wrap=True)
