"""Writes that may be sent twice: the same Idempotency-Key gets the same answer, once.

The answer is kept in the transaction of the write itself, before it is committed: a crash leaves
both or neither. Refusals roll the transaction back and are not kept, so they may be tried again.
"""

import functools
import hashlib
import inspect
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request, params
from fastapi.routing import APIRoute
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.deps import SAFE_METHODS, CallerDep, SessionDep
from gridgeo.db.repositories.idempotency import KeptAnswer
from gridgeo.domain.errors import BadInputError
from gridgeo.services.answer_once import find_answer, keep_answer

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
MOST_BYTES = 16 * 1024 * 1024  # of a body that is held against an earlier one
# Their answers hold something that is shown once, and not stored: a repetition is refused.
SECRET_ANSWERS = frozenset(
    {"create_api_key", "create_user", "create_webhook", "reset_user_password"}
)
_KEPT_HEADERS = ("content-type", "location", "etag")


@dataclass(frozen=True, slots=True)
class Pending:
    """A write that has been let through, and whose answer is to be kept."""

    session: Session
    user_id: int
    key: str
    operation: str
    request_hash: bytes


class _AnsweredError(Exception):
    """The write has been done before; carries what was answered then."""

    def __init__(self, answer: KeptAnswer) -> None:
        super().__init__("answered before")
        self.answer = answer


async def claim_key(
    request: Request,
    session: SessionDep,
    caller: CallerDep,
    key: Annotated[
        str | None,
        Header(
            alias=HEADER,
            min_length=1,
            max_length=200,
            pattern=r"^[\x21-\x7e]+$",
            description="Your own name for this write: sent again within 24 hours it is not done"
            " twice, and gets the same answer",
        ),
    ] = None,
) -> None:
    """Take the key for the request's transaction, and look for an earlier answer.

    Raises
    ------
    ConflictError
        A write with this key is still going on.
    BadInputError
        The key was used for something else, or the body is too large to be compared.
    """
    if key is None or caller.user_id is None:
        return  # who is nobody is refused by the route itself
    request_hash = hashlib.sha256(await request.body()).digest()
    operation = f"{request.method} {request.url.path}?{request.url.query}"
    pending = Pending(session, caller.user_id, key, operation, request_hash)
    earlier = await run_in_threadpool(
        find_answer, session, pending.user_id, key, operation, request_hash
    )
    if earlier is None:
        request.state.idempotency = pending
    else:
        session.info["answered"] = earlier


class WriteRoute(APIRoute):
    """A route whose writes honour the header Idempotency-Key; for ``APIRouter(route_class=…)``.

    Its functions take the request's session as ``session``.
    """

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        methods: set[str] | list[str] | None = None,
        dependencies: Sequence[params.Depends] | None = None,
        **options: Any,
    ) -> None:
        if not set(methods or ["GET"]) <= SAFE_METHODS:
            endpoint = _answer_once(endpoint)
            dependencies = [*(dependencies or ()), Depends(claim_key)]
        super().__init__(path, endpoint, methods=methods, dependencies=dependencies, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Keep the answer before the request's transaction is committed."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            if HEADER in request.headers:
                _check_length(request)
                await request.body()  # kept in the request, for whoever reads it next
            try:
                response = await handler(request)
            except _AnsweredError as answered:
                return _repeat(answered.answer)
            pending: Pending | None = getattr(request.state, "idempotency", None)
            if pending is not None and hasattr(response, "body"):
                await run_in_threadpool(_keep, pending, self.operation_id or self.name, response)
            return response

        return handle


def _answer_once(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Let the route's leave and validation come first, then give the earlier answer if any."""

    @functools.wraps(endpoint)
    def answer(**parts: Any) -> Any:
        _check_answered(parts["session"])
        return endpoint(**parts)

    @functools.wraps(endpoint)
    async def answer_later(**parts: Any) -> Any:
        _check_answered(parts["session"])
        return await endpoint(**parts)

    return answer_later if inspect.iscoroutinefunction(endpoint) else answer


def _check_answered(session: Session) -> None:
    earlier = session.info.pop("answered", None)
    if earlier is not None:
        raise _AnsweredError(earlier)


def _check_length(request: Request) -> None:
    """Refuse what is too long to be kept in memory, and what does not say how long it is."""
    length = request.headers.get("content-length", "0")
    unknown = "transfer-encoding" in request.headers
    if unknown or (length.isdigit() and int(length) > MOST_BYTES):
        raise BadInputError(
            f"An {HEADER} is for bodies of up to {MOST_BYTES} bytes; leave it out here.",
            field=HEADER,
        )


def _keep(pending: Pending, operation_id: str, response: Response) -> None:
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    body = None if operation_id in SECRET_ANSWERS else bytes(response.body)
    answer = KeptAnswer(
        pending.operation, pending.request_hash, response.status_code, headers, body
    )
    keep_answer(pending.session, pending.user_id, pending.key, answer)


def _repeat(answer: KeptAnswer) -> Response:
    return Response(answer.body, answer.status, {**answer.headers, REPLAYED: "true"})
