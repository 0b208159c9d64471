"""Requests that schemathesis makes up from the OpenAPI document: none is answered with 5xx.

The suite tries a few on each operation. ``GRIDGEO_FUZZ_CASES=1000`` tries that many in each group
of operations (tag), shared among those that know so many different ones, and
``GRIDGEO_FUZZ_TAGS=locate,tiles`` only in these groups: ``make fuzz``.
"""

import math
import os
from collections import Counter, defaultdict
from itertools import product

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)
from schemathesis.transport.serialization import Binary

from tests.support.bench import say
from tests.support.small_town import PASSWORD

pytestmark = [pytest.mark.db, pytest.mark.slow]

SLOWEST_S = 60  # the document is written when it is first asked for
CASES = 6  # an operation, at least: some 200 operations take half a minute
TURNS = 5  # through a group, until it has had as many as it should
CASES_A_GROUP = int(os.environ.get("GRIDGEO_FUZZ_CASES", "0"))
TAGS = set(filter(None, os.environ.get("GRIDGEO_FUZZ_TAGS", "").split(",")))
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]


@schemathesis.serializer("application/vnd.apache.arrow.stream")
def as_it_is(context: schemathesis.SerializationContext, value: object) -> bytes:
    """Send what was made up as the stream itself: nearly never a whole one."""
    return value.data if isinstance(value, Binary) else str(value).encode()


@pytest.fixture(scope="module")
def key(closed_address: str) -> str:
    """An administrator's key with every scope, so that requests reach the services."""
    with httpx.Client(base_url=closed_address) as client:
        credentials = {"name": "administrator", "password": PASSWORD}
        token = client.post("/api/v1/session", json=credentials).json()["csrf_token"]
        body = {"name": "fuzz", "scopes": ["admin"]}
        answer = client.post("/api/v1/api-keys", json=body, headers={"X-CSRF-Token": token})
    return answer.json()["secret"]


def try_out(
    operation: schemathesis.APIOperation, session: requests.Session, cases: int, turn: int
) -> int:
    """Send made-up requests, fitting and unfitting ones, and hold the answers to the document.

    Gives how many there were: an operation without parameters knows one alone.
    """
    sent = 0

    @seed(turn)
    @given(case=operation.as_strategy())
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case: schemathesis.Case) -> None:
        nonlocal sent
        sent += 1
        key = {"X-API-Key": session.headers["X-API-Key"]}
        case.headers = {**(case.headers or {}), **key}
        case.validate_response(case.call(session=session), checks=CHECKS)

    send()
    return sent


def test_no_request_breaks_the_server_or_its_word(closed_address, key, subtests, capsys):
    document = f"{closed_address}/api/v1/openapi.json"
    schema = schemathesis.openapi.from_url(document, timeout=SLOWEST_S)
    every = [result.ok() for result in schema.get_all_operations()]
    groups: dict[str, list[schemathesis.APIOperation]] = defaultdict(list)
    for operation in every:
        if not TAGS or group(operation) in TAGS:
            groups[group(operation)].append(operation)
    sent: Counter[str] = Counter()
    with requests.Session() as session:
        session.headers["X-API-Key"] = key
        for name, turn in product(groups, range(TURNS)):
            missing = CASES_A_GROUP - sent[name]
            if turn and missing <= 0:
                continue
            cases = max(2 if turn else CASES, math.ceil(missing / len(groups[name])))
            for operation in groups[name]:
                with subtests.test(operation=operation.label, turn=turn):
                    sent[name] += try_out(operation, session, cases, turn)
    if CASES_A_GROUP:
        say(capsys, *(f"{name}: {count:,} requests" for name, count in sent.items()))
    assert groups.keys() >= TAGS
    assert TAGS or len(every) > 15


def group(operation: schemathesis.APIOperation) -> str:
    return (operation.tags or [operation.path])[0]
