import asyncio

import orjson
import pytest
from sqlalchemy.exc import OperationalError
from starlette.requests import Request

from api.errors import DEFECT, KINDS, kind_of, on_database_error, problem
from gridgeo.domain import errors as domain_errors
from gridgeo.domain.errors import GridgeoError, NotFoundError


def all_errors() -> list[type[GridgeoError]]:
    return [
        value
        for value in vars(domain_errors).values()
        if isinstance(value, type) and issubclass(value, GridgeoError)
    ]


@pytest.mark.parametrize("error", all_errors())
def test_every_error_of_the_domain_stands_in_the_table(error):
    assert error in KINDS


def test_a_subclass_is_answered_like_the_class_that_it_derives_from():
    class NoSuchGridError(NotFoundError):
        pass

    assert kind_of(NoSuchGridError("gone")).status == 404


def test_an_unknown_exception_is_a_defect():
    assert kind_of(ZeroDivisionError()) is DEFECT


def test_a_problem_holds_what_rfc_9457_asks_for():
    answer = problem(KINDS[NotFoundError], "There is no grid 7.", request_id="r1", field="code")
    assert answer.media_type == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    body = orjson.loads(answer.body)
    assert body == {
        "type": "urn:gridgeo:problem:not-found",
        "title": "There is no such thing",
        "title_zh": "没有找到",
        "status": 404,
        "detail": "There is no grid 7.",
        "instance": "urn:gridgeo:request:r1",
        "field": "code",
    }


@pytest.mark.parametrize(
    ("error", "header"),
    [
        (domain_errors.UnavailableError, "retry-after"),
        (domain_errors.NotSignedInError, "www-authenticate"),
    ],
)
def test_problems_carry_the_headers_that_their_status_needs(error, header):
    assert header in problem(KINDS[error], "no").headers


class DriverError(Exception):
    """What a driver raises: a code, and words that must stay inside."""

    def __init__(self, pgcode: str | None) -> None:
        super().__init__("connection to server at 10.0.0.7 failed for user gridgeo")
        self.pgcode = pgcode


@pytest.mark.parametrize(("pgcode", "status"), [(None, 503), ("57P01", 503), ("55P03", 409)])
def test_the_words_of_the_driver_stay_inside(pgcode, status):
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": []})
    error = OperationalError("SELECT 1", {}, DriverError(pgcode))
    answer = asyncio.run(on_database_error(request, error))
    assert answer.status_code == status
    assert b"10.0.0.7" not in answer.body
