"""Answers of lookup and tiles, built the same way by the routes and by the fast lane."""

import gzip
from datetime import datetime

from starlette.datastructures import Headers
from starlette.responses import Response

from api.params import check_position
from api.responses import Json
from api.snapshots import Held
from gridgeo.services.serve_tiles import BASE
from gridgeo.tiles.tileset import Tile

MVT = "application/vnd.mapbox-vector-tile"


def locate_answer(
    held: Held,
    lon: float,
    lat: float,
    networks: list[str] | None = None,
    accuracy_m: float | None = None,
    as_of: datetime | None = None,
) -> Json:
    """Look a point up in one snapshot.

    Raises
    ------
    BadInputError
        If the position cannot be meant; swapped axes are named as such.
    NotFoundError
        If a network is unknown.
    """
    check_position(lon, lat, held.bounds)
    answers = held.snapshot.locate(lon, lat, networks, accuracy_m)
    return Json({"point": {"lon": lon, "lat": lat}, "as_of": as_of, "answers": answers})


def tile_answer(
    tile: Tile | None, request: Headers, network: str, *, lasting: bool, public: bool
) -> Response:
    """Answer with a tile as it is kept (gzip), unpacked for who cannot read that, 204 or 304.

    Parameters
    ----------
    tile : Tile or None
        None shows nothing.
    request : Headers
        ``Accept-Encoding`` and ``If-None-Match`` are read.
    network : str
        Whose tile it is.
    lasting : bool
        Whether the address carries the version, so that the tile may be kept for ever.
    public : bool
        Whether anybody may keep it, or its reader alone.
    """
    headers = {
        "cache-control": _cache_rule(network, lasting=lasting, public=public),
        "vary": "Accept-Encoding",
    }
    if tile is None:
        return Response(status_code=204, headers=headers)
    packed = "gzip" in request.get("accept-encoding", "")
    # Another encoding is another representation: a strong tag must tell them apart.
    headers["etag"] = tile.etag if packed else f'{tile.etag[:-1]}-plain"'
    if _is_known(request.get("if-none-match"), headers["etag"]):
        return Response(status_code=304, headers=headers)
    if packed:
        headers["content-encoding"] = "gzip"
        return Response(tile.body, headers=headers, media_type=MVT)
    return Response(gzip.decompress(tile.body), headers=headers, media_type=MVT)


def _cache_rule(network: str, *, lasting: bool, public: bool) -> str:
    audience = "public" if public else "private"
    if not lasting:
        return f"{audience}, no-cache"
    # The ground is stamped by its imports, which a database made anew counts from 1 again.
    return f"{audience}, " + ("max-age=3600" if network == BASE else "max-age=31536000, immutable")


def _is_known(if_none_match: str | None, tag: str) -> bool:
    """Compare entity tags as RFC 9110 says for ``If-None-Match``: weakly, any of a list."""
    if if_none_match is None:
        return False
    known = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    return "*" in known or tag in known
