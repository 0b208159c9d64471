"""Plans of a network in a real PostGIS: what binds them, what is set apart, what is explained."""

from datetime import date

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.repositories.networks import load_network, save_network
from gridgeo.db.tables import Plan
from gridgeo.domain.dedicated import DedicatedRule, PlaceKind
from gridgeo.domain.errors import BadInputError, RefusedError
from gridgeo.domain.network import NetworkSpec, make_network_spec
from gridgeo.domain.workload import Workload
from gridgeo.services.check_plan import check_plan
from gridgeo.services.create_plan import create_alternatives, create_plan
from gridgeo.services.import_layers import import_kind
from gridgeo.services.network_ground import load_ground
from gridgeo.services.plan_request import PlanRequest
from gridgeo.services.publish_plan import publish_plan
from tests.support import square_town
from tests.support.square_town import cell, community

pytestmark = pytest.mark.db
SCHOOL = DedicatedRule(PlaceKind.SCHOOL, radius_m=40.0)


def rows(session: Session, statement: str, **values: object) -> list[tuple[object, ...]]:
    return [tuple(row) for row in session.execute(text(statement), values)]


def network(session: Session, **changes: object) -> None:
    save_network(session, NetworkSpec("zongzhi", "综治", **changes))  # type: ignore[arg-type]


def add_school(session: Session, ground: shapely.Geometry) -> None:
    frame = gpd.GeoDataFrame(
        {"code": ["S1"], "name": ["实验学校"], "kind": ["学校"]}, geometry=[ground], crs="EPSG:4326"
    )
    assert not import_kind(session, "places", frame).rejected


def explanation(session: Session, plan_id: int) -> dict:
    plan = session.get(Plan, plan_id)
    assert plan is not None
    return plan.summary["explanation"]


def test_a_place_is_cut_out_with_its_units_and_the_plan_can_be_published(session: Session) -> None:
    square_town.build(session, 1)
    network(session, dedicated_rules=(SCHOOL,))
    add_school(session, cell(0, 0))
    summary = create_plan(session, "zongzhi", effort="fast")
    assert (summary.dedicated, summary.units) == (1, 12)
    dedicated = "SELECT name, place_code, band_status, units FROM plan_grids WHERE kind='dedicated'"
    assert rows(session, dedicated) == [("实验学校", "S1", None, 1)]
    found = check_plan(session, summary.plan_id).findings
    assert {finding.rule for finding in found} <= {"band"}  # 1,056 households make no three grids
    assert publish_plan(session, summary.plan_id).opened == summary.grids + 1
    again = create_plan(session, "zongzhi", effort="fast", seed=1)
    assert again.dedicated == 1  # the present one is known again, and keeps its code
    codes = rows(session, "SELECT DISTINCT code FROM plan_grids WHERE kind = 'dedicated'")
    assert len(codes) == 1


def test_people_of_a_cut_out_place_count_where_the_network_says_so(session: Session) -> None:
    square_town.build(session, 1)
    network(session, dedicated_rules=(SCHOOL,), dedicated_counts=True)
    add_school(session, cell(0, 0))
    create_plan(session, "zongzhi", effort="fast")
    status = "SELECT band_status FROM plan_grids WHERE kind = 'dedicated'"
    assert rows(session, status) == [("under",)]


def test_a_place_is_laid_over_and_its_people_are_left_out(session: Session) -> None:
    square_town.build(session, 1)
    network(session, dedicated="overlay", dedicated_rules=(SCHOOL,))
    add_school(session, cell(0, 0, 1, 4))
    summary = create_plan(session, "zongzhi", effort="fast")
    over = "SELECT units, households, area_code FROM plan_grids WHERE kind = 'dedicated'"
    assert rows(session, over) == [(0, 4 * square_town.PER_UNIT, community(0))]
    # 12 units of 96 households less 4 make two grids of four units each, not three.
    assert (summary.grids, summary.in_band, summary.units) == (2, 2, 12)
    publish_plan(session, summary.plan_id)
    assert create_plan(session, "zongzhi", effort="fast").dedicated == 0  # it is there already


def test_a_place_that_is_no_unit_is_told(session: Session) -> None:
    square_town.build(session, 1)
    network(session, dedicated_rules=(DedicatedRule(PlaceKind.SCHOOL, 10.0),))
    add_school(session, cell(0, 0).centroid)
    summary = create_plan(session, "zongzhi", effort="fast")
    assert summary.dedicated == 0
    [note] = explanation(session, summary.plan_id)["notes"]
    assert note["code"] == "S1"
    assert "covers most of no unit" in note["sentence"]


def test_reserved_grids_have_their_day_and_their_count(session: Session) -> None:
    square_town.build(session, 2)
    session.execute(text("UPDATE units SET households = 0 WHERE code LIKE :code"),
                    {"code": community(1) + "%"})  # fmt: skip
    session.execute(text("DELETE FROM households WHERE code LIKE :code"),
                    {"code": "h" + community(1) + "%"})  # fmt: skip
    frame = gpd.GeoDataFrame(
        {"code": ["D1"], "planned_households": [800], "occupancy_percent": [100],
         "ready_on": ["2027-01-01"]},
        geometry=[cell(3, 0, 3, 4)], crs="EPSG:4326",
    )  # fmt: skip
    assert not import_kind(session, "developments", frame).rejected
    summary = create_plan(session, "zongzhi", effort="fast", reserve_on=date(2030, 1, 1))
    assert (summary.reserved, summary.grids, summary.in_band) == (2, 3, 3)
    reserved = """
        SELECT sum(expected_households), min(active_from) > '2027-01-01', min(reason)
        FROM plan_grids WHERE status = 'reserved'
    """
    [(expected, later, reason)] = rows(session, reserved)
    assert (expected, later) == (804, True)  # 12 units of 67 each
    assert str(reason).startswith("Reserved: ")
    publish_plan(session, summary.plan_id)
    status = "SELECT status, count(*) FROM grid_versions GROUP BY status ORDER BY status"
    assert rows(session, status) == [("active", 3), ("reserved", 2)]


def test_micro_grids_nest_in_the_grids_of_the_network_that_they_are_built_on(
    session: Session,
) -> None:
    square_town.build(session, 2, present=True)
    spec = make_network_spec("wei", "微网格", urban="90:96:200", relation="nests_in",
                             related="zongzhi")  # fmt: skip
    save_network(session, spec)
    summary = create_plan(session, "wei", effort="fast")
    assert summary.in_band == summary.grids >= 12
    crossing = """
        SELECT count(*) FROM plan_grids AS g WHERE NOT EXISTS (
            SELECT FROM grid_versions AS v WHERE v.network_code = 'zongzhi'
            AND ST_Area(ST_Difference(g.geometry, v.geometry)) < 1e-12)
    """
    assert rows(session, crossing) == [(0,)]


def test_a_network_that_is_the_same_has_the_same_grids(session: Session) -> None:
    square_town.build(session, 2, present=True)
    save_network(session, make_network_spec("dangjian", "党建", relation="same_as",
                                            related="zongzhi"))  # fmt: skip
    summary = create_plan(session, "dangjian", effort="fast")
    assert summary.grids == 6
    same = """
        SELECT count(*) FROM plan_grids AS g JOIN grid_versions AS v
          ON v.network_code = 'zongzhi' AND ST_Equals(g.geometry, v.geometry)
        WHERE g.plan_id = :plan
    """
    assert rows(session, same, plan=summary.plan_id) == [(6,)]


def test_a_network_built_on_one_without_grids_is_refused(session: Session) -> None:
    square_town.build(session, 1)
    save_network(session, make_network_spec("wei", "微网格", relation="nests_in",
                                            related="zongzhi"))  # fmt: skip
    with pytest.raises(RefusedError, match="publish that one first"):
        create_plan(session, "wei", effort="fast")


def test_with_present_grids_in_the_band_nothing_changes_hands(session: Session) -> None:
    square_town.build(session, 2, present=True)
    summary = create_plan(session, "zongzhi", effort="fast", keep=1.0)
    found = explanation(session, summary.plan_id)["disruption"]
    assert (found["households"], found["persons"], found["workers"]) == (0, 0, 0)
    assert found["grids"] == {"unchanged": 6, "changed": 0, "gone": 0, "new": 0}
    assert summary.continued == 6


def test_the_explanation_says_what_each_community_could_have(session: Session) -> None:
    square_town.build(session, 2)
    summary = create_plan(session, "zongzhi", effort="fast")
    told = explanation(session, summary.plan_id)
    assert [one["community"] for one in told["communities"]] == [community(0), community(1)]
    assert all(one["grids"] == 3 for one in told["communities"])
    assert told["misses"] == []
    assert told["disruption"] is None


def test_alternatives_are_drafts_of_their_own(session: Session) -> None:
    square_town.build(session, 2, present=True)
    made = create_alternatives(session, "zongzhi", effort="fast")
    names = [name for (name,) in rows(session, "SELECT name FROM plans ORDER BY id")]
    assert len(names) == len(made) >= 1
    assert names[0] == "综治方案·紧凑"
    assert made[0][0].figures.grids == made[0][1].grids


def test_workload_and_rules_are_stored_with_the_network(session: Session) -> None:
    square_town.build(session, 1)
    workload = Workload(households=1.0, key_persons=4.0, walking_minutes=0.2)
    network(session, workload=workload, dedicated_rules=(SCHOOL,), dedicated_counts=True)
    loaded = load_network(session, "zongzhi")
    assert loaded.workload == workload
    assert loaded.dedicated_grids.rule_for(PlaceKind.SCHOOL) == SCHOOL
    assert loaded.dedicated_counts
    assert create_plan(session, "zongzhi", effort="fast").in_band == 3


def test_events_of_a_year_weigh_in_the_unit_where_they_were(session: Session) -> None:
    square_town.build(session, 1)
    network(session, workload=Workload(households=0.0, events=1.0))
    for state, column, day, times in (
        ("closed", 0, "2026-03-02", 24),
        ("filed", 2, "2025-06-01", 12),
        ("dismissed", 1, "2026-02-01", 6),
        ("closed", 1, "2025-03-01", 6),  # more than a year before the newest
    ):
        place = cell(column, 1).centroid
        added = text("""
            INSERT INTO events (kind, state, reported_at, details, geometry)
            SELECT '矛盾纠纷', :state, CAST(:day AS timestamptz), '{}',
                   ST_SetSRID(ST_MakePoint(:x, :y), 4326) FROM generate_series(1, :times)
        """)
        session.execute(
            added, {"state": state, "day": day, "x": place.x, "y": place.y, "times": times}
        )
    loaded = load_ground(session, "zongzhi", None, PlanRequest())
    load = dict(zip(loaded.units.codes.tolist(), loaded.ground.given.load.tolist(), strict=True))
    weighing = {code: value for code, value in load.items() if value}
    assert weighing == {f"{community(0)}-01": 2.0, f"{community(0)}-21": 1.0}  # a month


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"locked": ("G9",)}, "no present grid 'G9'"),
        ({"pinned": ("U9",)}, "no unit 'U9'"),
        ({"keep": 1.5}, "from 0 .* to 1"),
        ({"effort": "quick"}, "is no effort"),
    ],
)
def test_what_cannot_be_asked_is_refused(session: Session, arguments: dict, word: str) -> None:
    square_town.build(session, 1, present=True)
    with pytest.raises(BadInputError, match=word):
        create_plan(session, "zongzhi", **arguments)


def test_locked_grids_stay_and_the_plan_knows_them(session: Session) -> None:
    square_town.build(session, 1, present=True)
    code = community(0) + "001"
    summary = create_plan(session, "zongzhi", effort="fast", keep=0.0, locked=(code,))
    locked = "SELECT code, units, ST_Area(ST_Envelope(geometry)) FROM plan_grids WHERE locked"
    [(found, units, area)] = rows(session, locked)
    assert (found, units) == (code, 4)
    assert area == pytest.approx(4 * square_town.STEP**2)  # the strip, as it was
    assert summary.in_band == 3


def test_pinned_units_stay_and_the_plan_knows_them(session: Session) -> None:
    square_town.build(session, 1, present=True)
    pinned = (f"{community(0)}-00", f"{community(0)}-20")
    create_plan(session, "zongzhi", effort="fast", keep=0.0, pinned=pinned)
    kept = """
        SELECT u.code, g.code FROM plan_units AS p JOIN units AS u ON u.id = p.unit_id
        JOIN plan_grids AS g ON (g.plan_id, g.number) = (p.plan_id, p.grid_number)
        WHERE p.pinned ORDER BY u.code
    """
    found = dict(rows(session, kept))
    assert tuple(found) == pinned
    assert len(set(found.values())) == 2


def test_larger_grids_break_no_grid_of_the_network_that_they_are_made_of(
    session: Session,
) -> None:
    square_town.build(session, 2, present=True)
    spec = make_network_spec("yibao", "医保", urban="700:800:1200", relation="whole_grids_of",
                             related="zongzhi")  # fmt: skip
    save_network(session, spec)
    summary = create_plan(session, "yibao", effort="fast")
    assert (summary.grids, summary.in_band) == (2, 2)
    assert square_town.count_broken(session, summary.plan_id) == 0


def test_a_compound_that_fits_one_grid_is_not_cut(session: Session) -> None:
    square_town.build(session, 1)
    compounds = gpd.GeoDataFrame(
        {"code": ["C1"], "name": ["长园"]}, geometry=[cell(0, 1, 3, 1)], crs="EPSG:4326"
    )
    assert not import_kind(session, "compounds", compounds).rejected
    session.execute(
        text("UPDATE units SET compound_code = 'C1' WHERE code LIKE :row"), {"row": "%1"}
    )
    create_plan(session, "zongzhi", effort="fast")
    held = """
        SELECT count(*), count(DISTINCT grid_number) FROM plan_units AS p
        JOIN units AS u ON u.id = p.unit_id WHERE u.compound_code = 'C1'
    """
    assert rows(session, held) == [(3, 1)]
