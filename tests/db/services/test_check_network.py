"""Published networks held against each other, their own history and their own thresholds."""

from datetime import timedelta

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import mapping
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.repositories.networks import save_network
from gridgeo.db.repositories.thresholds import load_thresholds, save_thresholds
from gridgeo.domain.enums import Relation
from gridgeo.domain.network import NetworkSpec
from gridgeo.services.check_network import check_network
from gridgeo.services.check_plan import check_plan
from gridgeo.services.create_plan import create_plan
from gridgeo.services.import_layers import import_households
from gridgeo.services.import_network import import_network
from gridgeo.services.plan_operations import OperationKind, operate
from tests.support import square_town
from tests.support.published import publish

pytestmark = pytest.mark.db

CODES = [f"{square_town.community(0)}{i + 1:03d}" for i in range(3)]


@pytest.fixture
def town(session: Session) -> Session:
    """One community in three sound strips of 384 households."""
    square_town.build(session, 1, present=True)
    return session


def rules(session: Session, network: str = "zongzhi") -> set[tuple[str, tuple[str, ...]]]:
    return {(one.rule, one.codes) for one in check_network(session, network).findings}


def strips(*numbers: int) -> list[dict]:
    return [
        {
            "code": CODES[i],
            "area_code": square_town.community(0),
            "geometry": square_town.cell(i, 0, 1, 4),
            "households": 384,
        }
        for i in numbers
    ]


def test_a_sound_network_has_no_findings(town: Session) -> None:
    assert rules(town) == set()


def test_a_code_that_came_back_after_its_grid_had_ended_is_found(town: Session) -> None:
    now = town.execute(text("SELECT now()")).scalar_one()
    for version, numbers in ((2, (1, 2)), (3, (0, 1, 2))):
        at = (now + timedelta(minutes=version)).isoformat()
        publish(town, "zongzhi", strips(*numbers), version=version, valid_from=at)
    report = check_network(town, "zongzhi", now + timedelta(minutes=4))
    assert {(one.rule, one.codes) for one in report.findings} == {("code", (CODES[0],))}


def test_a_networks_own_threshold_holds(town: Session) -> None:
    town.execute(text("UPDATE grid_versions SET households = 340"))
    assert {rule for rule, _ in rules(town)} == {"stale"}
    save_thresholds(town, "zongzhi", {"stale_share": 0.2})
    town.flush()
    assert load_thresholds(town, "zongzhi").stale_share == 0.2
    assert rules(town) == set()


def test_a_network_is_held_against_the_relation_that_it_owes(town: Session) -> None:
    spec = NetworkSpec("wangge", "网格", relation=Relation.NESTS_IN, related_network_code="zongzhi")
    save_network(town, spec)
    halves = gpd.GeoDataFrame(
        {"code": [f"{square_town.community(0)}90{i}" for i in (1, 2)]},
        geometry=[square_town.cell(0, 0, 1.5, 4), square_town.cell(1.5, 0, 1.5, 4)],
        crs="EPSG:4326",
    )
    import_network(town, spec, halves)
    found = [one for one in check_network(town, "wangge").findings if one.rule == "nesting"]
    assert len(found) == 2
    assert found[0].networks == ("wangge", "zongzhi")
    kept = town.execute(text("SELECT count(*) FROM findings WHERE rule = 'nesting'")).scalar_one()
    assert kept == 2


def test_a_plan_is_held_against_what_others_owe_its_network(town: Session) -> None:
    spec = NetworkSpec("wangge", "网格", relation=Relation.NESTS_IN, related_network_code="zongzhi")
    save_network(town, spec)
    halves = gpd.GeoDataFrame(
        {"code": [f"{square_town.community(0)}90{i}" for i in (1, 2, 3)]},
        geometry=[square_town.cell(x, 0, width, 4) for x, width in ((0, 1), (1, 1), (2, 1))],
        crs="EPSG:4326",
    )
    import_network(town, spec, halves)
    plan = create_plan(town, "zongzhi", effort="fast", keep=1.0).plan_id
    assert check_plan(town, plan).findings == []
    rows = [
        {"grid": CODES[i], "geometry": mapping(square_town.cell(0, 4 / 3 * i, 3, 4 / 3))}
        for i in range(3)
    ]
    operate(town, plan, OperationKind.REPAIR, {"polygons": rows}, dry_run=False)
    owed = [one for one in check_plan(town, plan).findings if one.rule == "nesting"]
    assert {(one.networks, one.severity.value) for one in owed} == {
        (("wangge", "zongzhi"), "warning")
    }
    assert len(owed) == 3


def test_a_cut_building_is_found_in_the_database(town: Session) -> None:
    town.execute(
        text(
            "INSERT INTO buildings (code, geometry)"
            " VALUES ('b1', ST_Multi(ST_GeomFromText(:wkt, 4326)))"
        ),
        {"wkt": square_town.cell(0.8, 1.2, 0.4, 0.4).wkt},
    )
    assert ("cut", (CODES[0], CODES[1])) in rules(town)


def test_households_outside_their_stated_community_are_a_finding_of_each_pair(
    session: Session,
) -> None:
    square_town.build(session, 2, present=True)
    homes = gpd.GeoDataFrame(
        {
            "code": ["a", "b", "c", "d"],
            "households": [0, 3, 4, 1],
            "address": ["第1社区1号", "第1社区2号", "第1社区3号", "第2社区4号"],
        },
        geometry=[
            *(square_town.cell(column, 1).centroid for column in (0, 4, 5)),
            shapely.Point(100, 30),
        ],
        crs="EPSG:4326",
    )
    assert import_households(session, homes).rejected == []
    report = check_network(session, "zongzhi")
    found = {one.codes: one for one in report.findings if one.rule == "misplaced"}
    east = square_town.community(1)
    # Whose place is no place at all is shown where the address says.
    assert set(found) == {(f"{east}002", f"{east}003"), (f"{east}002",)}
    near, lost = found[f"{east}002", f"{east}003"], found[f"{east}002",]
    assert (near.households, near.severity.value) == (7, "warning")
    assert near.zh.startswith("地址写明在第1社区的 7 户（2 处住址）位于第2社区，最远在该社区外 ")
    assert "say" in lost.en
    assert "no community" in lost.en
    kept = session.execute(text("SELECT sentence_zh, ST_AsText(geometry) FROM findings"))
    assert not any("第1社区2号" in f"{row}" for row in kept)  # no address, no single place
    session.execute(text("UPDATE households SET address = NULL"))
    assert check_network(session, "zongzhi").findings == []
    left = session.scalar(text("SELECT count(*) FROM findings WHERE resolved_at IS NULL"))
    assert left == 0
