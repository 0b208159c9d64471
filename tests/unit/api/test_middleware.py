import asyncio
import json
import logging

import pytest

from api.logs import JsonFormatter
from api.middleware import SAFE_HEADERS, RequestContext


def ask(app, path="/api/v1/locate", query=b"lon=116.3&address=secret", headers=()):
    """Send one request through the middleware and give the messages that come back."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query,
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(RequestContext(app)(scope, receive, send))
    return sent


async def answers_ok(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def headers_of(sent):
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def test_a_given_request_id_comes_back_and_a_hostile_one_does_not():
    assert (
        headers_of(ask(answers_ok, headers=[("x-request-id", "abc-1")]))["x-request-id"] == "abc-1"
    )
    given = headers_of(ask(answers_ok, headers=[("x-request-id", 'x"\n{evil}')]))["x-request-id"]
    assert len(given) == 32


def test_every_answer_has_the_safe_headers():
    found = headers_of(ask(answers_ok))
    for name, value in SAFE_HEADERS.items():
        assert found[name.lower()] == value
    assert "unsafe-inline" not in SAFE_HEADERS["Content-Security-Policy"].split("style-src")[0]


def test_the_log_line_holds_no_query_string(caplog):
    logging.getLogger("gridgeo.access").propagate = True
    with caplog.at_level(logging.INFO, "gridgeo.access"):
        ask(answers_ok)
    line = json.loads(JsonFormatter().format(caplog.records[-1]))
    assert line["path"] == "/api/v1/locate"
    assert line["status"] == 200
    assert line["bytes"] == 2
    assert "secret" not in json.dumps(line)
    assert "116.3" not in json.dumps(line)


def test_a_defect_becomes_a_problem_and_a_log_entry(caplog):
    async def breaks(scope, receive, send):
        raise ZeroDivisionError

    with caplog.at_level(logging.ERROR, "gridgeo.defects"):
        sent = ask(breaks)
    assert sent[0]["status"] == 500
    body = json.loads(sent[1]["body"])
    assert body["type"] == "urn:gridgeo:problem:defect"
    assert headers_of(sent)["x-request-id"] in body["instance"]
    assert "ZeroDivisionError" in JsonFormatter().format(caplog.records[-1])


def test_a_defect_in_the_middle_of_an_answer_breaks_it_off():
    async def breaks_late(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(breaks_late)
