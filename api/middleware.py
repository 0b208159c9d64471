"""What surrounds every request: an id, a log line without personal data, safe headers."""

import logging
import re
import time
import uuid
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import DEFECT, STATUS_KINDS, problem
from api.metrics import count_request

ACCESS_LOG = logging.getLogger("gridgeo.access")
DEFECT_LOG = logging.getLogger("gridgeo.defects")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

# Styles may be inline because map and table libraries set them; scripts never are.
CONTENT_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)
SAFE_HEADERS = {
    # What an answer says otherwise (tiles, assets) stays; the rest is asked for anew each time.
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=()",
}
SAFE_PAIRS = [(name.lower().encode(), value.encode()) for name, value in SAFE_HEADERS.items()]


class RequestContext:
    """Give each request an id, log it in one line, and turn a defect into a problem.

    The line holds method, path, status, milliseconds and bytes. Query strings, addresses of
    clients, user names and bodies are left out: they may say where somebody lives.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        answer = _Answer(send, request_id)
        started = time.perf_counter()
        try:
            await self.app(scope, receive, answer.send)
        except Exception:
            DEFECT_LOG.exception("request failed", extra={"fields": {"request_id": request_id}})
            if answer.status is not None:
                raise  # the answer has begun: the connection must break, not look complete
            failed = problem(
                DEFECT, "The fault is on our side and has been logged.", request_id=request_id
            )
            await failed(scope, receive, answer.send)
        finally:
            seconds = time.perf_counter() - started
            count_request(scope, answer.status, seconds)
            _log(scope, answer, request_id, seconds)


class BodyLimit:
    """Refuse bodies over a size: at once by their stated length, else as soon as they pass it."""

    def __init__(
        self, app: ASGIApp, most_bytes: int, larger: Mapping[str, int] | None = None
    ) -> None:
        self.app = app
        self.most_bytes = most_bytes
        self.larger = larger or {}  # by path: tables of points, say

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or answer 413."""
        most_bytes = self.larger.get(scope.get("path", ""), self.most_bytes)
        stated = Headers(scope=scope).get("content-length", "0") if scope["type"] == "http" else "0"
        if stated.isdigit() and int(stated) > most_bytes:
            kind = STATUS_KINDS[413]
            detail = f"The body is larger than the {most_bytes} bytes that this server takes."
            refusal = problem(kind, detail, request_id=scope.get("state", {}).get("request_id"))
            await refusal(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most_bytes:
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)


class _Answer:
    """Watches an answer go by: its status and size; adds the headers every answer has."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._request_id = request_id
        self.status: int | None = None
        self.size = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = message["headers"] = list(message.get("headers", ()))
            given = {name for name, _ in headers}
            headers.append((b"x-request-id", self._request_id.encode()))
            headers.extend(pair for pair in SAFE_PAIRS if pair[0] not in given)
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self._send(message)


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _log(scope: Scope, answer: _Answer, request_id: str, seconds: float) -> None:
    if not ACCESS_LOG.isEnabledFor(logging.INFO):
        return
    fields = {
        "request_id": request_id,
        "method": scope["method"],
        "path": scope["path"],
        "status": answer.status,
        "ms": round(seconds * 1000, 2),
        "bytes": answer.size,
    }
    ACCESS_LOG.info("request", extra={"fields": fields})
