"""Errors into answers: one table says which error becomes which RFC 9457 problem."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
import psycopg2
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.chinese import in_chinese
from api.ogc_query import BadQueryError
from api.revisions import MissingRevisionError
from gridgeo.domain.errors import (
    BadInputError,
    ConflictError,
    ForbiddenError,
    GridgeoError,
    NotFoundError,
    NotSignedInError,
    OutdatedError,
    RateLimitedError,
    RefusedError,
    TooManyAttemptsError,
    UnavailableError,
)

PROBLEM_TYPE = "application/problem+json"
RETRY_AFTER_S = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of problem is called and which status it has."""

    status: int
    slug: str
    title: str
    title_zh: str


DEFECT = Kind(500, "defect", "The server failed", "服务器内部错误")
VALIDATION = Kind(422, "bad-input", "The request cannot be used as it is", "请求内容有误")
MALFORMED = Kind(400, "malformed", "The body cannot be read", "请求体无法解析")
UNAVAILABLE = Kind(503, "unavailable", "Something needed is not available", "服务暂不可用")

KINDS: dict[type[Exception], Kind] = {
    BadQueryError: Kind(400, "bad-query", "A parameter cannot be used", "查询参数有误"),
    BadInputError: VALIDATION,
    RequestValidationError: VALIDATION,
    NotSignedInError: Kind(401, "not-signed-in", "Sign-in or an API key is needed", "请先登录"),
    ForbiddenError: Kind(403, "forbidden", "This is not allowed", "没有权限"),
    NotFoundError: Kind(404, "not-found", "There is no such thing", "没有找到"),
    MissingRevisionError: Kind(428, "revision-needed", "If-Match is needed", "缺少 If-Match"),
    OutdatedError: Kind(412, "outdated", "Others came between", "内容已被他人修改"),
    ConflictError: Kind(409, "conflict", "The state does not allow this", "状态冲突"),
    RefusedError: Kind(409, "refused", "A rule forbids this", "规则不允许"),
    TooManyAttemptsError: Kind(429, "too-many-attempts", "Too many attempts", "尝试次数过多"),
    RateLimitedError: Kind(429, "rate-limited", "Too many requests", "请求过于频繁"),
    UnavailableError: UNAVAILABLE,
    OperationalError: UNAVAILABLE,
    InterfaceError: UNAVAILABLE,
    NoConnectionError: UNAVAILABLE,  # all of the pool were busy for too long
    GridgeoError: VALIDATION,
}

# PostgreSQL's codes of a lock that was not to be had, a deadlock, a failed serialization.
_CONTENDED = frozenset({"55P03", "40P01", "40001"})

# COPY speaks to the driver itself, whose errors nobody wraps.
_OF_DATABASE = (OperationalError, InterfaceError, psycopg2.Error)

STATUS_KINDS: dict[int, Kind] = {
    404: Kind(404, "not-found", "There is no such address", "地址不存在"),
    405: Kind(405, "method-not-allowed", "This address has no such method", "不支持该请求方法"),
    413: Kind(413, "too-large", "The body is too large", "请求体过大"),
    415: Kind(415, "unsupported-type", "This content type is not read here", "不支持的内容类型"),
}


def kind_of(error: Exception) -> Kind:
    """Find the kind of an error: its own class first, then the classes it derives from."""
    for cls in type(error).__mro__:
        if cls in KINDS:
            return KINDS[cls]
    return DEFECT


def problem(
    kind: Kind,
    detail: str,
    *,
    detail_zh: str | None = None,
    request_id: str | None = None,
    field: str | None = None,
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
    members: dict[str, Any] | None = None,
) -> Response:
    """Build an RFC 9457 answer.

    Parameters
    ----------
    kind : Kind
        Gives status, type and title.
    detail : str
        One sentence on this very case.
    detail_zh : str, optional
        The same in Chinese; by default what the catalogue has for it.
    request_id : str, optional
        Goes into ``instance``, so that a caller's report leads to the log line.
    field : str, optional
        The request field at fault.
    errors : list of dict, optional
        One ``{"field", "detail"}`` a fault, where there are several.
    headers : dict, optional
        Further headers, such as ``Allow``.
    members : dict, optional
        Further members of the problem.
    """
    body: dict[str, Any] = {
        "type": f"urn:gridgeo:problem:{kind.slug}",
        "title": kind.title,
        "title_zh": kind.title_zh,
        "status": kind.status,
        "detail": detail,
    }
    chinese = detail_zh or in_chinese(detail)
    if chinese is not None:
        body["detail_zh"] = chinese
    if request_id is not None:
        body["instance"] = f"urn:gridgeo:request:{request_id}"
    if field is not None:
        body["field"] = field
    if errors is not None:
        body["errors"] = errors
    body |= members or {}
    extra = {"Cache-Control": "no-store", **(headers or {})}
    if kind.status == HTTPStatus.SERVICE_UNAVAILABLE:
        extra["Retry-After"] = str(RETRY_AFTER_S)
    if kind.status == HTTPStatus.UNAUTHORIZED:
        extra["WWW-Authenticate"] = 'ApiKey realm="gridgeo"'
    return Response(orjson.dumps(body), kind.status, extra, PROBLEM_TYPE)


def register(app: FastAPI) -> None:
    """Let every error of the table, and every refused request, leave as a problem."""
    app.add_exception_handler(GridgeoError, _on_gridgeo_error)
    app.add_exception_handler(OperationalError, on_database_error)
    app.add_exception_handler(InterfaceError, on_database_error)
    app.add_exception_handler(NoConnectionError, on_database_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)


def request_id_of(request: Request) -> str | None:
    """Give the request's id as the middleware set it."""
    found: str | None = request.scope.get("state", {}).get("request_id")
    return found


async def _on_gridgeo_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, GridgeoError)  # noqa: S101 - registered for this class alone
    if isinstance(error.__cause__, _OF_DATABASE):
        return await on_database_error(request, error.__cause__)
    headers, members = {}, {}
    if isinstance(error, RateLimitedError):
        headers["Retry-After"] = str(error.retry_after_s)
    if isinstance(error, OutdatedError):
        headers["ETag"] = f'"{error.revision}"'
        members = {"revision": error.revision, "changes": error.changes}
    return problem(
        kind_of(error),
        error.message,
        detail_zh=error.zh,
        request_id=request_id_of(request),
        field=error.field,
        headers=headers,
        members=members,
    )


async def on_database_error(request: Request, error: Exception) -> Response:
    """Answer for a database that is away (503) or busy with the same rows (409)."""
    # The driver's own text may hold addresses of servers and values of the request.
    code = getattr(getattr(error, "orig", error), "pgcode", None)
    if code in _CONTENDED:
        kind, detail = KINDS[ConflictError], "Somebody else is changing the same; try again."
    else:
        kind, detail = UNAVAILABLE, "The database does not answer; try again in a few seconds."
    return problem(kind, detail, request_id=request_id_of(request))


async def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
    faults = [_fault(item) for item in error.errors()]
    malformed = any(item["type"] == "json_invalid" for item in error.errors())
    first = faults[0]
    return problem(
        MALFORMED if malformed else VALIDATION,
        f"{first['field']}: {first['detail']}",
        detail_zh=f"{first['field']}：{first.get('detail_zh', first['detail'])}",
        request_id=request_id_of(request),
        field=first["field"],
        errors=faults,
    )


def _fault(item: dict[str, Any]) -> dict[str, str]:
    """Name the field of a validation fault; the value itself is never echoed."""
    place = [str(part) for part in item["loc"]]
    if item["type"] == "json_invalid":
        return _told("body", "This is not valid JSON.")
    if len(place) > 1 and place[0] in {"query", "path", "body", "header", "cookie"}:
        place = place[1:]
    return _told(".".join(place), str(item["msg"]))


def _told(field: str, detail: str) -> dict[str, str]:
    chinese = in_chinese(detail)
    told = {"field": field, "detail": detail}
    return told if chinese is None else {**told, "detail_zh": chinese}


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class alone
    kind = STATUS_KINDS.get(error.status_code)
    if kind is None:
        phrase = HTTPStatus(error.status_code).phrase
        kind = Kind(error.status_code, phrase.lower().replace(" ", "-"), phrase, "请求无法处理")
    return problem(
        kind,
        _sentence(kind, request),
        request_id=request_id_of(request),
        headers=dict(error.headers or {}),
    )


def _sentence(kind: Kind, request: Request) -> str:
    sentences = {
        404: "Nothing is served at this address; /api/v1/openapi.json lists what is.",
        405: f"{request.method} is not served at this address.",
        413: "The body is larger than this server takes.",
    }
    return sentences.get(kind.status, f"{kind.title}.")
