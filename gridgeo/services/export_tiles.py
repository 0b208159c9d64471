"""All tiles of a published network as one file, for places that no server reaches."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.io.mbtiles import TileFacts, write_mbtiles
from gridgeo.io.pmtiles import hilbert_order, write_pmtiles
from gridgeo.services.locate import load_snapshot
from gridgeo.services.serve_tiles import TileServer
from gridgeo.services.tilejson import MAX_ZOOM
from gridgeo.services.versions import start_of_version
from gridgeo.tiles.mercator import tile_at

Progress = Callable[[int, int], None]
Place = tuple[int, int, int]


def export_tiles(
    session: Session,
    network_code: str,
    path: Path,
    *,
    zooms: tuple[int, int] = (8, MAX_ZOOM),
    as_of: datetime | None = None,
    version: int | None = None,
    progress: Progress | None = None,
) -> int:
    """Write the tiles of a network into one file; give the number of tiles.

    Parameters
    ----------
    session : Session
        Only read from.
    network_code : str
    path : Path
        Ends in ``.pmtiles`` or ``.mbtiles``.
    zooms : (int, int)
        First and last, both included, 0 to `MAX_ZOOM`.
    as_of : datetime, optional
        Aware instant; now by default.
    version : int, optional
        The publication whose grids are meant, instead of an instant.
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
    packed = path.suffix.lower()
    if packed not in (".mbtiles", ".pmtiles"):
        raise BadInputError(f"'{path.name}' must end in .pmtiles or .mbtiles.", field="output")
    if not 0 <= zooms[0] <= zooms[1] <= MAX_ZOOM:
        raise BadInputError(
            f"The zooms {zooms[0]} to {zooms[1]} are none; they rise from 0 to {MAX_ZOOM}.",
            field="min_zoom",
        )
    if version is not None:
        as_of = start_of_version(session, network_code, version)
    snapshot = load_snapshot(session, as_of)
    if not len(snapshot.network(network_code).table.codes):
        raise NotFoundError(f"The network '{network_code}' has no grids at that time.")
    server = TileServer(snapshot)
    described = server.tilejson(network_code, [])
    places = list(_places(described["bounds"], zooms))
    if packed == ".pmtiles":
        places.sort(key=hilbert_order)
    facts = TileFacts(
        name=described["name"],
        version=described["version"],
        bounds=tuple(described["bounds"]),
        zooms=zooms,
        vector_layers=described["vector_layers"],
    )
    write = write_pmtiles if packed == ".pmtiles" else write_mbtiles
    return write(path, facts, _tiles(server, network_code, places, progress))


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
