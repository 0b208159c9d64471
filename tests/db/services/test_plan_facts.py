"""What a plan of a network heeds of the ground, and in which words it tells of it."""

import geopandas as gpd
import pytest
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories.networks import save_network
from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import CountUnit, Relation
from gridgeo.domain.errors import BadInputError
from gridgeo.domain.network import NetworkSpec
from gridgeo.services.create_plan import create_plan
from gridgeo.services.import_layers import import_kind
from gridgeo.services.list_plans import read_explanation
from gridgeo.services.network_ground import load_ground
from gridgeo.services.plan_request import PlanRequest
from tests.support import square_town
from tests.support.square_town import cell, community

pytestmark = pytest.mark.db


def test_what_misses_a_band_of_persons_is_told_in_persons(session: Session) -> None:
    square_town.build(session, 1)  # 2,304 persons
    by_persons = NetworkSpec(
        "zongzhi", "综治", unit=CountUnit.PERSONS, urban=HouseholdBand(900, 1000, 1100)
    )
    save_network(session, by_persons)
    told = read_explanation(session, create_plan(session, "zongzhi", effort="fast").plan_id)
    sentence = "2304 persons are more than 2 x 1100 = 2200 and fewer than 3 x 900 = 2700"
    assert told["misses"]
    assert all(sentence in miss["sentence"] for miss in told["misses"])
    [part] = told["communities"][0]["parts"]
    assert "2304 persons would need at least 3 grids" in part["why"]


@pytest.mark.parametrize(("rank", "closed"), [(1, True), (2, False)])
def test_a_trunk_road_closes_the_borders_along_it(
    session: Session, rank: int, closed: bool
) -> None:
    square_town.build(session, 1)
    west, south, _, north = cell(1, 0, 1, square_town.ROWS).bounds
    road = gpd.GeoDataFrame(
        {"code": ["B1"], "kind": ["road"], "rank": [rank]},
        geometry=[shapely.LineString([(west, south - 0.01), (west, north + 0.01)])],
        crs="EPSG:4326",
    )
    assert not import_kind(session, "barriers", road).rejected
    graph = load_ground(session, "zongzhi", None, PlanRequest()).ground.graph
    assert int(graph.components().max()) == int(closed)


def test_a_river_through_a_grid_that_must_not_be_broken_parts_nothing(session: Session) -> None:
    square_town.build(session, 1, present=True)
    west, south, east, _ = cell(0, 2, square_town.COLUMNS).bounds
    river = gpd.GeoDataFrame(
        {"code": ["B1"], "kind": ["water"]},
        geometry=[shapely.LineString([(west - 0.01, south), (east + 0.01, south)])],
        crs="EPSG:4326",
    )
    assert not import_kind(session, "barriers", river).rejected
    larger = NetworkSpec(
        "chengguan", "城管", urban=HouseholdBand(384, 768, 768), level="built_on",
        relation=Relation.WHOLE_GRIDS_OF, related_network_code="zongzhi",
    )  # fmt: skip
    save_network(session, larger)
    summary = create_plan(session, "chengguan", effort="fast")
    assert (summary.in_band, summary.grids) == (2, 2)
    assert square_town.count_broken(session, summary.plan_id) == 0


def test_a_pin_in_no_present_grid_is_named(session: Session) -> None:
    square_town.build(session, 1)
    code = f"{community(0)}-00"
    with pytest.raises(BadInputError, match=f"The unit '{code}' lies in no present grid"):
        create_plan(session, "zongzhi", effort="fast", pinned=(code,))
