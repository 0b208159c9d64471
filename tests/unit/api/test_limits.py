"""The table of limits in the documentation says what the code does."""

import re
from pathlib import Path

import pytest

from api import idempotency, point_bodies, point_uploads, track_bodies
from api.errors import KINDS
from api.file_answers import MOST_AT_ONCE
from api.main import STATEMENT_S
from api.ogc_query import _MOST_LIMIT, DEFAULT_LIMIT
from api.routers.locate import MOST_ACCURACY_M
from api.schemas.patrols import MOST_POINTS as MOST_POSITIONS
from gridgeo.config import Settings
from gridgeo.domain.errors import (
    BadInputError,
    ConflictError,
    RateLimitedError,
    TooManyAttemptsError,
    UnavailableError,
)
from gridgeo.geocode.characters import MOST_CHARACTERS
from gridgeo.services.api_keys import REQUESTS_PER_MINUTE
from gridgeo.services.locate_batch import MOST_DATES, MOST_STATES
from gridgeo.services.run_server import GRACE_S
from gridgeo.services.sign_in import FAILURES_BEFORE_REST
from gridgeo.tiles.mercator import MAX_ZOOM

PAGE = Path(__file__).parents[3] / "docs/api.md"
MIB, GIB = 1 << 20, 1 << 30


def rows():
    section = PAGE.read_text().split("## Limits")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", section, re.MULTILINE)
    return {what.replace("`", ""): (limit, answer) for what, limit, answer in cells[1:]}


@pytest.mark.parametrize(
    ("what", "figures"),
    [
        ("body of a request", [Settings().max_body_bytes // MIB]),
        ("body of POST /locate/batch", [point_bodies.MOST_BODY_BYTES // MIB]),
        ("body of POST /locate/jobs", [point_uploads.MOST_UPLOAD_BYTES // GIB]),
        ("body of POST /tracks", [track_bodies.MOST_BODY_BYTES // MIB]),
        ("positions of POST /tracks", [MOST_POSITIONS]),
        ("body of POST /imports/files", [Settings().max_import_bytes // GIB]),
        ("body sent with an Idempotency-Key", [idempotency.MOST_BYTES // MIB]),
        ("points of POST /locate/batch", [point_bodies.MOST_POINTS]),
        ("different dates in a batch", [MOST_DATES, MOST_STATES]),
        ("accuracy_m of a lookup", [MOST_ACCURACY_M]),
        ("address of a lookup", [MOST_CHARACTERS]),
        ("items of a page under /ogc", [_MOST_LIMIT, DEFAULT_LIMIT]),
        ("zooms of tiles", [0, MAX_ZOOM]),
        ("downloads that are written at once", [MOST_AT_ONCE]),
        ("requests of an API key", [REQUESTS_PER_MINUTE]),
        ("wrong passwords in a row", [FAILURES_BEFORE_REST]),
        ("one statement in the database", [STATEMENT_S]),
        ("requests that run when the server is told to stop", [GRACE_S]),
    ],
)
def test_a_limit_is_what_the_page_says(what, figures):
    found = [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", rows()[what][0])]
    assert found == figures


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("downloads that are written at once", UnavailableError),
        ("body sent with an Idempotency-Key", BadInputError),
        ("requests of an API key", RateLimitedError),
        ("wait for another's lock in the database", ConflictError),
        ("one statement in the database", UnavailableError),
        ("wrong passwords in a row", TooManyAttemptsError),
    ],
)
def test_an_answer_is_what_the_page_says(what, error):
    assert rows()[what][1] == str(KINDS[error].status)
