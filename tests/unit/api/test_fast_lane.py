"""A defect of the fast lane is answered by the routes, counted and logged; never silent."""

import logging
from types import SimpleNamespace

import httpx
import pytest
from starlette.responses import PlainTextResponse

from api.fast_lane import FastLane
from api.metrics import PASSED_ON
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
