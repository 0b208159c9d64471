"""All tiles of a published network as one file, for places that no server reaches."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import orjson
from sqlalchemy.orm import Session

from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.io.mbtiles import write_mbtiles
from gridgeo.services.locate import load_snapshot
from gridgeo.services.serve_tiles import TileServer
from gridgeo.tiles.levels import FULL_ZOOM
from gridgeo.tiles.mercator import tile_at

MAX_ZOOM = FULL_ZOOM + 1  # readers enlarge its tiles beyond: nothing is simplified in them
Progress = Callable[[int, int], None]
Place = tuple[int, int, int]


def export_tiles(
    session: Session,
    network_code: str,
    path: Path,
    *,
    zooms: tuple[int, int] = (8, MAX_ZOOM),
    as_of: datetime | None = None,
    progress: Progress | None = None,
) -> int:
    """Write the tiles of a network into an MBTiles file; give the number of tiles.

    Parameters
    ----------
    session : Session
        Only read from.
    network_code : str
    path : Path
        Must end in ``.mbtiles``.
    zooms : (int, int)
        First and last, both included, 0 to `MAX_ZOOM`.
    as_of : datetime, optional
        Aware instant; now by default.
    progress : callable, optional
        Told how many tiles of how many were looked at.

    Raises
    ------
    NotFoundError
        If there is no such network, or it has no grids at that instant.
    BadInputError
        If the ending or the zooms are wrong.
    UnavailableError
        If the file cannot be written; nothing half-written stays.
    """
    if path.suffix.lower() != ".mbtiles":
        raise BadInputError(f"'{path.name}' must end in .mbtiles.", field="output")
    if not 0 <= zooms[0] <= zooms[1] <= MAX_ZOOM:
        raise BadInputError(
            f"The zooms {zooms[0]} to {zooms[1]} are none; they rise from 0 to {MAX_ZOOM}.",
            field="min_zoom",
        )
    snapshot = load_snapshot(session, as_of)
    if not len(snapshot.network(network_code).table.codes):
        raise NotFoundError(f"The network '{network_code}' has no grids at that time.")
    server = TileServer(snapshot)
    described = server.tilejson(network_code, [])
    metadata = {
        "name": described["name"],
        "version": described["version"],
        "bounds": ",".join(f"{side:.6f}" for side in described["bounds"]),
        "minzoom": str(zooms[0]),
        "maxzoom": str(zooms[1]),
        "json": orjson.dumps({"vector_layers": described["vector_layers"]}).decode(),
    }
    places = list(_places(described["bounds"], zooms))
    return write_mbtiles(path, metadata, _tiles(server, network_code, places, progress))


def _places(bounds: list[float], zooms: tuple[int, int]) -> Iterator[Place]:
    """List the tiles that a box in EPSG:4326 touches, from the first zoom to the last."""
    west, south, east, north = bounds
    for z in range(zooms[0], zooms[1] + 1):
        left, top = tile_at(west, north, z)
        right, bottom = tile_at(east, south, z)
        yield from ((z, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))


def _tiles(
    server: TileServer, network_code: str, places: list[Place], progress: Progress | None
) -> Iterator[tuple[int, int, int, bytes]]:
    for done, place in enumerate(places, start=1):
        tile = server.tile(network_code, *place)
        if progress is not None:
            progress(done, len(places))
        if tile is not None:
            yield *place, tile.body
