"""Answers with tiles, built the same way by the routes and by the fast lane."""

from starlette.datastructures import Headers
from starlette.responses import Response

from api.encodings import IDENTITY, choose_encoding
from api.snapshots import Current
from gridgeo.tiles.tileset import Tile

MVT = "application/vnd.mapbox-vector-tile"

# How long a tile may be kept, by whom is added to it.
FOR_EVER = "max-age=31536000, immutable"
FOR_AN_HOUR = "max-age=3600"
ASK_ANEW = "no-cache"
NOT_AT_ALL = "no-store"


def cache_rule(lasting: str, *, public: bool) -> str:
    """Say who may keep an answer and for how long."""
    return f"{'public' if public else 'private'}, {lasting}"


def published_rule(current: Current, network: str, token: str | None, *, public: bool) -> str:
    """Say how long a tile of what is published may be kept under an address with this token."""
    lasting = FOR_EVER if current.is_token(network, token) else ASK_ANEW
    return cache_rule(lasting, public=public)


def tile_answer(tile: Tile | None, request: Headers, rule: str, media_type: str = MVT) -> Response:
    """Answer with a tile in the encoding that its reader likes best, 204 or 304.

    Parameters
    ----------
    tile : Tile or None
        None shows nothing.
    request : Headers
        ``Accept-Encoding`` and ``If-None-Match`` are read.
    rule : str
        ``Cache-Control`` of the answer, from `cache_rule`.
    media_type : str
        What the bytes are.
    """
    headers = {"cache-control": rule, "vary": "Accept-Encoding"}
    if tile is None:
        return Response(status_code=204, headers=headers)
    encoding = choose_encoding(request.get("accept-encoding", ""))
    headers["etag"] = tile.tag(encoding)
    if is_known(request.get("if-none-match"), headers["etag"]):
        return Response(status_code=304, headers=headers)
    if encoding != IDENTITY:
        headers["content-encoding"] = encoding
    return Response(tile.encoded(encoding), headers=headers, media_type=media_type)


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Compare entity tags as RFC 9110 says for ``If-None-Match``: weakly, any of a list."""
    if if_none_match is None:
        return False
    known = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    return "*" in known or tag in known
