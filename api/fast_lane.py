"""The two busiest questions, answered before the framework: a point's grids, and a tile.

Only the plain case is taken: an open server, a caller without credentials, ordinary parameters, an
answer at hand. All else - every refusal too - goes on to the routes, which give the same answers:
both build them with the same functions. What is gained is the framework's work on each request,
several times that of the answer itself.
"""

import math
import re
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access import PUBLIC_ACTIONS, Action
from api.answers import locate_answer
from api.snapshots import Current
from api.state import State
from api.tile_answers import published_rule, tile_answer
from gridgeo.domain.errors import GridgeoError

LOCATE = "/api/v1/locate"
# Zooms of two digits at most; which numbers make a tile is for the tile server to say.
_TILE = re.compile(
    r"/api/v1/tiles/([A-Za-z][A-Za-z0-9_-]{0,31})/(\d{1,2})/(\d{1,9})/(\d{1,9})\.mvt", re.ASCII
)
_NUMBER = re.compile(r"-?\d{1,3}(?:\.\d{1,20})?", re.ASCII)
_LOCATE_NAMES = frozenset({"lon", "lat", "network"})
_MOST_QUERY = 512


class FastLane:
    """Answers lookups and tiles at once where it can, and passes on what it cannot.

    Parameters
    ----------
    app : ASGIApp
        The rest of the application.
    state : State
        Its parts.
    """

    def __init__(self, app: ASGIApp, state: State) -> None:
        self.app = app
        self.snapshots = state.snapshots
        self.opened = state.settings.public_read and {Action.LOOKUP, Action.TILES} <= PUBLIC_ACTIONS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        answer = self._answer(scope) if self.opened and _is_plain(scope) else None
        await (answer or self.app)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        try:
            current = self.snapshots.current()
            if scope["path"] == LOCATE:
                return _locate(current, scope["query_string"])
            return _tile(current, scope)
        except GridgeoError:
            return None  # the route comes to the same refusal, and writes it as a problem


def _is_plain(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and scope["path"].startswith((LOCATE, "/api/v1/tiles/"))
        and len(scope["query_string"]) <= _MOST_QUERY
        and not any(name in (b"cookie", b"x-api-key") for name, _ in scope["headers"])
    )


def _locate(current: Current, query: bytes) -> Response | None:
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    values = dict(pairs)
    if not {"lon", "lat"} <= values.keys() <= _LOCATE_NAMES:
        return None
    networks = [value for name, value in pairs if name == "network"]
    if len(pairs) != 2 + len(networks):
        return None  # lon or lat twice
    if not (_NUMBER.fullmatch(values["lon"]) and _NUMBER.fullmatch(values["lat"])):
        return None
    lon, lat = float(values["lon"]), float(values["lat"])
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return None
    return locate_answer(current.held, lon, lat, networks or None)


def _tile(current: Current, scope: Scope) -> Response | None:
    found = _TILE.fullmatch(scope["path"])
    query = scope["query_string"]
    if found is None or (query and not query.startswith(b"v=")) or b"&" in query or b"%" in query:
        return None
    network, z, x, y = found.group(1), int(found.group(2)), int(found.group(3)), int(found.group(4))
    if not current.tiles.holds(network, z, x, y):
        return None  # writing it may take long: that is for the pool of threads
    tile = current.tiles.tile(network, z, x, y)
    version = query[2:].decode("latin-1")
    return tile_answer(
        tile, Headers(scope=scope), published_rule(current, network, version, public=True)
    )
