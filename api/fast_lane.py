"""The two busiest questions, answered before the framework: a point's grids, and a tile.

Only the plain case is taken: an open server, a caller without credentials, ordinary parameters, an
answer at hand. All else - every refusal too - goes on to the routes, which give the same answers:
both build them with the same functions. What is gained is the framework's work on each request,
several times that of the answer itself. These answers are counted, not logged one by one, and carry
only those headers that mean something for what they are.
"""

import itertools
import logging
import re
import secrets
import time

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access import PUBLIC_ACTIONS, Action
from api.hot_tiles import HotTiles
from api.metrics import LOCATE, count_passed_on
from api.metrics import TILES as TILE_ROUTE
from api.middleware import REQUEST_ID
from api.quick_counts import QUICK_COUNTS
from api.quick_lookup import QuickLookup
from api.snapshots import Current
from api.state import State
from api.tile_answers import published_rule, tile_answer
from gridgeo.domain.errors import GridgeoError

LOG = logging.getLogger("gridgeo.fast_lane")
TILES = "/api/v1/tiles/"
# Zooms of two digits at most; which numbers make a tile is for the tile server to say.
_TILE = re.compile(
    r"/api/v1/tiles/([A-Za-z][A-Za-z0-9_-]{0,31})/(\d{1,2})/(\d{1,9})/(\d{1,9})\.mvt", re.ASCII
)
_CREDENTIALS = frozenset({b"cookie", b"x-api-key", b"authorization"})
_AS_SAID = (b"x-content-type-options", b"nosniff")
_JSON_HEADERS = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"private, no-cache"),
    _AS_SAID,
)
_ID_START = secrets.token_hex(8).encode()
_numbers = itertools.count()


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
        self.hot = HotTiles()
        self.quick = QuickLookup()
        self._lookups = QUICK_COUNTS.of(LOCATE, 200)
        self._reported: set[tuple[type[Exception], int]] = set()
        self.opened = state.settings.public_read and {Action.LOOKUP, Action.TILES} <= PUBLIC_ACTIONS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if not self.opened or scope["type"] != "http" or scope["method"] != "GET":
            return await self.app(scope, receive, send)
        started = time.perf_counter()
        request_id = _open_caller(scope)
        if request_id is None:
            return await self.app(scope, receive, send)
        answer = self._answer(scope) or await self._heavy_tile(scope)
        if answer is None:
            return await self.app(scope, receive, send)
        status, headers, body = answer
        headers.append((b"x-request-id", request_id))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        noted = self._lookups if scope["path"] == LOCATE else QUICK_COUNTS.of(TILE_ROUTE, status)
        noted.append(time.perf_counter() - started)
        return None

    def _answer(self, scope: Scope) -> "_Answer | None":
        path = scope["path"]
        try:
            if path == LOCATE:
                body = self.quick.answer(self.snapshots.current(), scope["query_string"])
                return None if body is None else _json(body)
            if path.startswith(TILES):
                return self.hot.answer(self.snapshots.current(), scope, _tile)
        except GridgeoError:
            return None  # a refusal: the route comes to the same one, and writes it
        except Exception as error:
            self._report(error)
        return None

    async def _heavy_tile(self, scope: Scope) -> "_Answer | None":
        """Let a thread write a tile that takes long, and answer with it then."""
        place = _place_of(scope)
        if place is None:
            return None
        try:
            current = self.snapshots.current()
            await run_in_threadpool(current.tiles.tile, *place)
            return self.hot.answer(current, scope, _tile)
        except GridgeoError:
            return None  # as above
        except Exception as error:
            self._report(error)
        return None

    def _report(self, error: Exception) -> None:
        """Count a defect of this lane, and log each kind once: the route answers in its place."""
        count_passed_on(type(error).__name__)
        kind = type(error), _line_of(error)
        if kind not in self._reported:
            self._reported.add(kind)
            LOG.error("the fast lane failed, and the routes answer in its place", exc_info=error)


_Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


def _line_of(error: Exception) -> int:
    """Give the line in which an error was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return 0 if trace is None else trace.tb_lineno


def _open_caller(scope: Scope) -> bytes | None:
    """Give the request's id; None for a caller with credentials, whom the routes check."""
    request_id = None
    for name, value in scope["headers"]:
        if name in _CREDENTIALS:
            return None
        if name == b"x-request-id" and REQUEST_ID.fullmatch(value.decode("latin-1")):
            request_id = value
    return request_id or b"%b%08x" % (_ID_START, next(_numbers))


def _json(body: bytes) -> _Answer:
    return 200, [*_JSON_HEADERS, (b"content-length", b"%d" % len(body))], body


def _tile(current: Current, scope: Scope) -> _Answer | None:
    place = _place_of(scope)
    if place is None or not current.tiles.is_quick(*place):
        return None
    token = scope["query_string"][2:].decode("latin-1")
    rule = published_rule(current, place[0], token, public=True)
    return _parts(tile_answer(current.tiles.tile(*place), Headers(scope=scope), rule))


def _place_of(scope: Scope) -> tuple[str, int, int, int] | None:
    """Read network, zoom, x and y of a tile's plain address; None for all else."""
    found, query = _TILE.fullmatch(scope["path"]), scope["query_string"]
    if found is None or (query and not query.startswith(b"v=")) or b"&" in query or b"%" in query:
        return None
    return found.group(1), int(found.group(2)), int(found.group(3)), int(found.group(4))


def _parts(response: Response) -> _Answer:
    return response.status_code, [*response.raw_headers, _AS_SAID], bytes(response.body)
