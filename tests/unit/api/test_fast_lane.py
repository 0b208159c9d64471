"""A defect of the fast lane is answered by the routes, counted and logged; never silent."""

import logging
from types import SimpleNamespace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse

from api.fast_lane import FastLane
from api.metrics import PASSED_ON, REQUESTS, SECONDS, count_request
from api.quick_counts import QuickCounts
from api.quick_lookup import read_question
from gridgeo.domain.errors import UnavailableError

TILE = "/api/v1/tiles/zongzhi/14/13484/6207.mvt"
POINT = "/api/v1/locate?lon=116.31&lat=39.91"


class Snapshots:
    """What is published, where reading it fails."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def current(self):
        raise self.error


def client_of(error):
    state = SimpleNamespace(snapshots=Snapshots(error), settings=SimpleNamespace(public_read=True))
    lane = FastLane(PlainTextResponse("by the route"), state)
    return httpx.AsyncClient(transport=httpx.ASGITransport(lane), base_url="http://test")


def counted(error):
    return PASSED_ON.labels(type(error).__name__)._value.get()


@pytest.mark.anyio
async def test_a_defect_is_counted_each_time_and_logged_once(caplog):
    error = ZeroDivisionError("a defect")
    before = counted(error)
    with caplog.at_level(logging.ERROR, "gridgeo.fast_lane"):
        async with client_of(error) as client:
            for path in (POINT, POINT, TILE):
                assert (await client.get(path)).text == "by the route"
    assert counted(error) - before == 4  # a tile is tried in a thread, too
    [record] = caplog.records
    assert record.exc_info[1] is error


@pytest.mark.anyio
async def test_a_refusal_is_no_defect(caplog):
    error = UnavailableError("still loading")
    before = counted(error)
    async with client_of(error) as client:
        assert (await client.get(POINT)).text == "by the route"
    assert counted(error) == before
    assert not caplog.records


@pytest.fixture
def anyio_backend():
    return "asyncio"


def sums(route, status):
    """Give how many answers are counted, their seconds, and how many came within 5 ms."""
    counted = REQUESTS.labels(route, "GET", str(status))._value.get()
    seconds = SECONDS.labels(route)
    return counted, seconds._sum.get(), sum(one.get() for one in seconds._buckets[:3])


def test_answers_added_up_together_are_counted_as_one_by_one():
    took = [0.0004, 0.001, 0.0011, 0.02, 99.0]
    before = sums("other", 299)
    for seconds in took:
        count_request({"path": "/of/one", "method": "GET"}, 299, seconds)
    alone = [after - ago for after, ago in zip(sums("other", 299), before, strict=True)]
    counts = QuickCounts()
    counts.of("together", 200).extend(took)
    counts.add_up()
    counts.add_up()  # nothing is counted twice
    assert sums("together", 200) == pytest.approx(alone)
    assert alone == pytest.approx((5, sum(took), 3))


@given(st.from_regex(r"-?[0-9]{1,3}(\.[0-9]{1,17})?", fullmatch=True), st.booleans())
def test_a_number_is_read_as_its_float_and_written_as_answers_write_it(text, in_order):
    parts = [f"lon={text}", "lat=1.5"]
    query = "&".join(parts if in_order else parts[::-1])
    assert read_question(query.encode()) == (repr(float(text)).encode(), b"1.5", ())
