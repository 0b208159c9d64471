"""The ground of a draft over HTTP: units with exact counts, for those whose task they are."""

from collections.abc import Iterator

import httpx
import pytest
import shapely

from gridgeo.db.session import make_engine, open_session
from gridgeo.services.create_plan import create_plan
from tests.support import small_town
from tests.support.small_town import LEFT, RIGHT

pytestmark = pytest.mark.db


@pytest.fixture(scope="module")
def plan(town_url: str) -> Iterator[int]:
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
        small_town.add_scoped_planner(session, "left-only", LEFT)
        made = create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id
    yield made
    engine.dispose()


def ground(client: httpx.Client, plan: int, *areas: str) -> httpx.Response:
    return client.get(f"/api/v1/plans/{plan}/ground", params=[("area", one) for one in areas])


def test_the_units_of_a_community_carry_counts_grids_and_borders(plan, signed_in):
    answer = ground(signed_in("planner"), plan, LEFT)
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told["areas"] == [{"code": LEFT, "minimum": 300, "target": 400, "maximum": 500}]
    assert [one["code"] for one in told["units"]] == [f"{LEFT}-{n:02d}" for n in range(16)]
    held = {one["number"]: 0 for one in told["grids"]}
    for unit in told["units"]:
        held[unit["grid"]] += unit["households"]
    assert held == {one["number"]: one["households"] for one in told["grids"]}
    shapes = [shapely.geometry.shape(one["geometry"]) for one in told["units"]]
    assert shapely.coverage_is_valid(shapes)


def test_the_first_community_is_meant_when_none_is_named(plan, signed_in):
    assert [one["code"] for one in ground(signed_in("planner"), plan).json()["areas"]] == [LEFT]


def test_exact_counts_are_for_those_whose_task_the_community_is(plan, signed_in):
    scoped = signed_in("left-only")
    assert ground(scoped, plan, LEFT).status_code == 200
    assert ground(scoped, plan, RIGHT).status_code == 403
    assert ground(signed_in("worker"), plan, LEFT).status_code == 403


def test_a_community_beyond_the_plan_is_not_found(plan, signed_in):
    answer = ground(signed_in("planner"), plan, "110199001099")
    assert (answer.status_code, answer.json()["field"]) == (404, "area")
