"""Crosswalks of networks, drafts and files with the homes of a real PostGIS."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import shapely
from sqlalchemy.orm import Session

from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.services.create_plan import create_plan
from gridgeo.services.crosswalk_files import Source
from gridgeo.services.crosswalk_networks import Drafted, Published, crosswalk_networks
from gridgeo.services.publish_plan import publish_plan
from tests.support import published, square_town

pytestmark = pytest.mark.db

WEST, SOUTH = square_town.WEST, square_town.SOUTH


def halves(middle: float) -> list[dict[str, object]]:
    """Two grids over everything in the town, parted at a longitude."""
    low, high = SOUTH - 1, SOUTH + 1
    return [
        {"code": "W", "geometry": shapely.box(WEST - 1, low, middle, high)},
        {"code": "E", "geometry": shapely.box(middle, low, WEST + 1, high)},
    ]


@pytest.fixture
def town(session: Session) -> Session:
    square_town.build(session, 2, present=True)
    published.add_network(session, "chengguan", "城管")
    published.publish(session, "chengguan", halves(WEST + 2 * square_town.STEP))
    return session


def test_every_household_and_person_is_counted_once(town: Session) -> None:
    walk = crosswalk_networks(Published("zongzhi"), Published("chengguan"), session=town).crosswalk
    assert (walk.households, walk.persons) == (2304, 4608)
    assert sum(row.households for row in walk.rows) == 2304
    assert sum(row.persons for row in walk.rows) == 4608
    assert {row.b for row in walk.rows if row.households} == {"W", "E"}


def test_agreement_is_told_by_community(town: Session) -> None:
    walk = crosswalk_networks(Published("zongzhi"), Published("chengguan"), session=town).crosswalk
    assert sum(one.households for one in walk.communities) == 2304
    assert sum(one.same for one in walk.communities) == round(walk.agreement * 2304)
    assert all(one.community for one in walk.communities)


def test_a_draft_is_laid_over_what_is_published(town: Session) -> None:
    plan = create_plan(town, "zongzhi", effort="fast").plan_id
    walk = crosswalk_networks(Drafted(plan), Published("zongzhi"), session=town).crosswalk
    assert walk.a.name == f"综治 #{plan}"
    assert walk.households == 2304


def test_a_network_agrees_wholly_with_itself(town: Session) -> None:
    plan = create_plan(town, "zongzhi", effort="fast").plan_id
    publish_plan(town, plan, actor="reviewer")
    walk = crosswalk_networks(Drafted(plan), Published("zongzhi"), session=town).crosswalk
    assert walk.agreement == 1.0
    assert {row.kind for row in walk.rows if row.same} == {"same"}


def test_the_past_is_another_network_than_the_present(town: Session) -> None:
    moved = halves(WEST + 3 * square_town.STEP)
    published.publish(town, "chengguan", moved, version=2, valid_from="2026-03-01T00:00:00Z")
    before = datetime.fromisoformat("2026-03-01T00:00:00+00:00") - timedelta(days=1)
    walk = crosswalk_networks(
        Published("chengguan", before), Published("chengguan"), session=town
    ).crosswalk
    (moving,) = [row for row in walk.rows if not row.same and row.a and row.b]
    assert (moving.a, moving.b) == ("E", "W")
    assert walk.agreement == pytest.approx(1 - moving.households / 2304)


def test_a_file_is_laid_over_a_network(town: Session, tmp_path: Path) -> None:
    path = tmp_path / "drawn.gpkg"
    square_town.strips(2).to_crs("EPSG:4547").to_file(path)
    report = crosswalk_networks(Source(path, field="code"), Published("chengguan"), session=town)
    assert report.crosswalk.households == 2304
    assert report.target.to_epsg() == 4547


@pytest.mark.parametrize("what", [Published("nobody"), Drafted(999)])
def test_what_is_not_there_is_said(town: Session, what: Published | Drafted) -> None:
    with pytest.raises(NotFoundError):
        crosswalk_networks(what, Published("zongzhi"), session=town)


def test_networks_of_two_places_are_refused(town: Session, tmp_path: Path) -> None:
    far = square_town.strips(2).translate(5, 5)
    path = tmp_path / "far.gpkg"
    square_town.strips(2).set_geometry(far).to_file(path)
    with pytest.raises(BadInputError, match="nowhere near"):
        crosswalk_networks(Source(path, field="code"), Published("zongzhi"), session=town)
