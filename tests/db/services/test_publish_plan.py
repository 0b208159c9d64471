"""Plans into a real PostGIS: made, checked, published, and refused where they must be."""

import threading
from datetime import UTC, datetime, timedelta

import geopandas as gpd
import numpy as np
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, publications
from gridgeo.db.repositories.grids import published_grids, published_versions
from gridgeo.db.session import open_session
from gridgeo.domain.errors import ConflictError, GridgeoError, NotFoundError, RefusedError
from gridgeo.services.check_network import check_network
from gridgeo.services.check_plan import check_plan
from gridgeo.services.create_plan import create_plan
from gridgeo.services.import_layers import import_households, import_units
from gridgeo.services.import_network import import_network
from gridgeo.services.plan_operations import OperationKind, operate, rebase_plan
from gridgeo.services.publish_plan import publish_plan
from tests.support import square_town

pytestmark = pytest.mark.db


def rows(session: Session, statement: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in session.execute(text(statement))]


def test_a_plan_holds_every_unit_once_and_every_household(session: Session) -> None:
    square_town.build(session, 2)
    summary = create_plan(session, "zongzhi", effort="fast")
    assert (summary.units, summary.households, summary.persons) == (24, 2304, 4608)
    assert (summary.grids, summary.in_band) == (6, 6)
    [(units, distinct)] = rows(session, "SELECT count(*), count(DISTINCT unit_id) FROM plan_units")
    assert units == distinct == 24
    codes = [code for (code,) in rows(session, "SELECT code FROM plan_grids ORDER BY code")]
    assert codes == [square_town.community(i) + f"{n:03d}" for i in range(2) for n in (1, 2, 3)]


def test_the_same_seed_gives_the_same_plan(session: Session) -> None:
    square_town.build(session, 2)
    for jobs in (1, 2):
        create_plan(session, "zongzhi", seed=7, jobs=jobs, effort="fast")
    differing = """
        SELECT count(*) FROM plan_units AS one JOIN plan_units AS other USING (unit_id)
        WHERE one.plan_id < other.plan_id AND one.grid_number <> other.grid_number
    """
    assert rows(session, "SELECT count(*) FROM plan_units") == [(48,)]
    assert rows(session, differing) == [(0,)]


def test_a_sound_plan_has_no_finding(session: Session) -> None:
    square_town.build(session, 2)
    assert (
        check_plan(session, create_plan(session, "zongzhi", effort="fast").plan_id).findings == []
    )


def test_publishing_opens_the_plans_grids(session: Session) -> None:
    square_town.build(session, 2)
    plan = create_plan(session, "zongzhi", effort="fast").plan_id
    published = publish_plan(session, plan, actor="reviewer")
    assert (published.version, published.opened, published.closed) == (1, 6, 0)
    session.commit()
    grids = published_grids(session, "zongzhi")
    assert grids.households.tolist() == [384] * 6
    assert published_versions(session) == {"zongzhi": 1}
    assert check_network(session, "zongzhi").findings == []
    assert rows(session, "SELECT state, published_version FROM plans") == [("published", 1)]
    [(payload,)] = rows(session, "SELECT payload FROM outbox")
    assert payload["network"] == "zongzhi"
    assert ("reviewer", "publish") in rows(session, "SELECT actor, action FROM audit_log")
    assert audit.first_broken_entry(session) is None


def test_recognisable_grids_keep_their_codes_and_the_others_descend(session: Session) -> None:
    square_town.build(session, 1, present=True)
    half = gpd.GeoDataFrame(
        {"code": ["old-west", "old-east"], "area_code": square_town.community(0)},
        geometry=[square_town.cell(0, 0, 1, 4), square_town.cell(1, 0, 2, 4)],
        crs="EPSG:4326",
    )
    import_network(session, square_town.NETWORK, None)
    session.execute(text("UPDATE networks SET code_template = '{area}-{serial:2}'"))
    session.execute(text("ALTER TABLE grid_versions DISABLE TRIGGER grid_versions_keep_history"))
    session.execute(text("DELETE FROM grid_versions"))
    session.execute(text("ALTER TABLE grid_versions ENABLE TRIGGER grid_versions_keep_history"))
    import_network(session, "zongzhi", half)
    plan = create_plan(session, "zongzhi", effort="fast").plan_id
    publish_plan(session, plan)
    descent = rows(
        session,
        "SELECT parent.code, child.code, l.households FROM grid_lineage AS l"
        " JOIN grids AS parent ON parent.id = parent_grid_id"
        " JOIN grids AS child ON child.id = child_grid_id ORDER BY 1, 2",
    )
    kept = set(published_grids(session, "zongzhi").codes) & {"old-west", "old-east"}
    moved = sum(int(str(households)) for _p, _c, households in descent)
    assert moved <= 1152
    assert all(parent != child for parent, child, _h in descent)
    staying = 1152 - moved
    assert (staying > 0) == bool(kept)


def test_history_shows_the_network_of_any_time(session: Session) -> None:
    square_town.build(session, 1, present=True)
    session.commit()
    before = datetime.now(UTC)
    plan = create_plan(session, "zongzhi", effort="fast", seed=1).plan_id
    published = publish_plan(session, plan, before + timedelta(days=1))
    assert published.closed > 0
    session.commit()
    assert set(published_grids(session, "zongzhi").versions) == {1}
    later = published_grids(session, "zongzhi", before + timedelta(days=2))
    assert 2 in set(later.versions)
    assert later.households.sum() == 1152
    with pytest.raises(RefusedError, match="holds from"):
        publish_plan(session, create_plan(session, "zongzhi", effort="fast", seed=2).plan_id)


def test_a_plan_is_published_once(session: Session) -> None:
    square_town.build(session, 1)
    plan = create_plan(session, "zongzhi", effort="fast").plan_id
    publish_plan(session, plan)
    with pytest.raises(ConflictError, match="is published"):
        publish_plan(session, plan)


def test_an_unknown_plan_is_named(session: Session) -> None:
    with pytest.raises(NotFoundError, match="no plan 77"):
        publish_plan(session, 77)


def test_communities_without_units_are_named(session: Session) -> None:
    square_town.build(session, 1)
    session.execute(text("DELETE FROM units"))
    with pytest.raises(RefusedError, match=square_town.community(0)):
        create_plan(session, "zongzhi")


def test_an_overlap_is_refused_and_placed(session: Session) -> None:
    square_town.build(session, 1)
    plan = create_plan(session, "zongzhi", effort="fast").plan_id
    session.execute(
        text(
            "UPDATE plan_grids SET geometry ="
            " ST_Multi(ST_Union(geometry, ST_GeomFromText(:more, 4326))) WHERE number = 1"
        ),
        {"more": square_town.cell(0, 0, 3, 4).wkt},
    )
    with pytest.raises(RefusedError, match=rf"overlap.*{square_town.community(0)}00"):
        publish_plan(session, plan)


def test_a_gap_is_refused(session: Session) -> None:
    square_town.build(session, 1)
    plan = create_plan(session, "zongzhi", effort="fast").plan_id
    hole = square_town.cell(0.4, 0.4, 0.1, 0.1).wkt
    session.execute(
        text(
            "UPDATE plan_grids SET geometry ="
            " ST_Multi(ST_Difference(geometry, ST_GeomFromText(:hole, 4326)))"
        ),
        {"hole": hole},
    )
    with pytest.raises(RefusedError, match=r"(?i)gap|no grid"):
        publish_plan(session, plan)


def test_a_new_code_against_the_template_is_refused(session: Session) -> None:
    square_town.build(session, 1)
    plan = create_plan(session, "zongzhi", effort="fast").plan_id
    session.execute(text("UPDATE plan_grids SET code = 'tower' WHERE number = 1"))
    with pytest.raises(RefusedError, match="the code 'tower' does not follow"):
        publish_plan(session, plan)


def test_a_neighbour_that_reaches_in_is_refused(session: Session) -> None:
    """Only one of two communities is planned; the other's present grid overlaps it."""
    square_town.build(session, 2)
    neighbour = gpd.GeoDataFrame(
        {"code": ["reaching"], "area_code": [square_town.community(1)]},
        geometry=[square_town.cell(2.5, 0, 3.5, 4)],
        crs="EPSG:4326",
    )
    import_network(session, "zongzhi", neighbour)
    plan = create_plan(session, "zongzhi", [square_town.community(0)], effort="fast").plan_id
    with pytest.raises(RefusedError, match="reaching"):
        publish_plan(session, plan)


def test_a_household_outside_all_grids_is_refused(session: Session) -> None:
    square_town.build(session, 1)
    plan = create_plan(session, "zongzhi", effort="fast").plan_id
    import_households(session, square_town.households(1).iloc[:1].assign(code="late"))
    session.execute(text("UPDATE areas SET geometry = ST_Multi(ST_Expand(geometry, 0.0000001))"))
    session.execute(
        text(
            "UPDATE households SET geometry = ST_SetSRID(ST_MakePoint(:lon, 39.9005), 4326)"
            " WHERE code = 'late'"
        ),
        {"lon": square_town.WEST - 0.00000005},
    )
    with pytest.raises(RefusedError, match="24 households lie in no grid"):
        publish_plan(session, plan)


def test_units_that_changed_since_are_a_conflict(session: Session) -> None:
    square_town.build(session, 1)
    plan = create_plan(session, "zongzhi", effort="fast").plan_id
    import_units(session, square_town.units(1).assign(households=101))
    with pytest.raises(ConflictError, match=r"12 units|24 units"):
        publish_plan(session, plan)


def test_a_base_that_was_published_over_is_a_conflict(session: Session) -> None:
    square_town.build(session, 1, present=True)
    first, second = (
        create_plan(session, "zongzhi", effort="fast", seed=seed).plan_id for seed in (0, 1)
    )
    assert publish_plan(session, first).closed > 0
    with pytest.raises(ConflictError, match="based on version 1, but version 2"):
        publish_plan(session, second)


def published_by_a_clock_ahead(session: Session, by: timedelta) -> int:
    """Publish a version by a clock that is set back by so much then; give the next plan."""
    square_town.build(session, 1, present=True)
    first, second = (
        create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id for _ in range(2)
    )
    rename(session, first, "001")
    publish_plan(session, first, datetime.now(UTC) + by)
    rebase_plan(session, second)
    rename(session, second, "002")
    return second


def rename(session: Session, plan: int, serial: str) -> None:
    wanted = {"grid": f"{square_town.community(0)}{serial}", "name": "北苑网格"}
    operate(session, plan, OperationKind.SET_ATTRIBUTES, wanted)


def test_a_clock_set_back_far_refuses_and_says_so(session: Session) -> None:
    plan = published_by_a_clock_ahead(session, timedelta(hours=2))
    with pytest.raises(RefusedError, match="clock was set back: set it right"):
        publish_plan(session, plan)
    assert publications.current_version(session, "zongzhi") == 2
    assert publish_plan(session, plan, datetime.now(UTC) + timedelta(hours=3)).version == 3


def test_after_a_clock_set_back_a_little_versions_still_follow_each_other(
    session: Session,
) -> None:
    plan = published_by_a_clock_ahead(session, timedelta(seconds=50))
    published = publish_plan(session, plan)
    before = "SELECT max(valid_from) FROM publications WHERE version < 3"
    assert published.valid_from > session.scalar(text(before))
    overlapping = """
        SELECT a.id FROM grid_versions AS a JOIN grid_versions AS b
          ON a.grid_id = b.grid_id AND a.id < b.id AND a.valid && b.valid
    """
    assert rows(session, overlapping) == []
    assert rows(session, "SELECT id FROM grid_versions WHERE isempty(valid)") == []
    held = text("SELECT sum(households) FROM grid_versions WHERE valid @> :at")
    for shift in (timedelta(0), timedelta(microseconds=-1)):
        at = {"at": published.valid_from + shift}
        assert session.scalar(held, at) == 1152  # every home in one grid at every instant


def run_publishers(engine: Engine, plans: list[int]) -> list[object]:
    """Publish plans at once, one session and one thread each."""
    outcomes: list[object] = [None] * len(plans)
    start = threading.Barrier(len(plans))

    def publish(place: int) -> None:
        start.wait()
        try:
            with open_session(engine) as session:
                outcomes[place] = publish_plan(session, plans[place])
        except GridgeoError as error:
            outcomes[place] = error

    threads = [threading.Thread(target=publish, args=(i,)) for i in range(len(plans))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_eight_publishers_of_the_same_ground_leave_one_version(engine: Engine) -> None:
    with open_session(engine) as session:
        square_town.build(session, 1)
        plans = [create_plan(session, "zongzhi", effort="fast", seed=s).plan_id for s in range(8)]
    outcomes = run_publishers(engine, plans)
    assert sum(isinstance(one, ConflictError) for one in outcomes) == 7
    with open_session(engine) as session:
        assert published_versions(session) == {"zongzhi": 1}
        assert published_grids(session, "zongzhi").households.sum() == 1152
        assert check_network(session, "zongzhi").findings == []
        assert audit.first_broken_entry(session) is None


def test_eight_publishers_of_different_ground_all_get_in(engine: Engine) -> None:
    with open_session(engine) as session:
        square_town.build(session, 8)
        plans = [
            create_plan(session, "zongzhi", [square_town.community(i)], effort="fast").plan_id
            for i in range(8)
        ]
    outcomes = run_publishers(engine, plans)
    assert sorted(one.version for one in outcomes) == list(range(1, 9))  # type: ignore[attr-defined]
    with open_session(engine) as session:
        grids = published_grids(session, "zongzhi")
        assert len(set(grids.codes)) == len(grids) == 24
        assert grids.households.sum() == 8 * 1152
        assert check_network(session, "zongzhi").findings == []
        [(open_versions,)] = rows(
            session, "SELECT count(*) FROM grid_versions WHERE upper_inf(valid)"
        )
        assert open_versions == 24


def test_cut_out_dedicated_grids_keep_their_units(session: Session) -> None:
    square_town.build(session, 1)
    tower = gpd.GeoDataFrame(
        {"code": ["tower"], "kind": ["dedicated"], "area_code": [square_town.community(0)]},
        geometry=[square_town.cell(0, 0)],
        crs="EPSG:4326",
    )
    import_network(session, "zongzhi", tower)
    summary = create_plan(session, "zongzhi", effort="fast")
    assert summary.dedicated == 1
    assert rows(
        session, "SELECT code, units, band_status FROM plan_grids WHERE kind = 'dedicated'"
    ) == [("tower", 1, None)]
    publish_plan(session, summary.plan_id)
    codes = published_grids(session, "zongzhi").codes
    assert np.count_nonzero(codes == "tower") == 1
    rules = {finding.rule for finding in check_network(session, "zongzhi").findings}
    assert rules <= {"band", "code"}  # eleven units cannot all be in the band


def test_a_grid_outside_the_band_needs_a_reason(session: Session) -> None:
    square_town.build(session, 1)
    plan = create_plan(session, "zongzhi", effort="fast").plan_id
    session.execute(text("UPDATE plan_grids SET band_status = 'over' WHERE number = 1"))
    code = session.scalar(text("SELECT code FROM plan_grids WHERE band_status = 'over'"))
    with pytest.raises(RefusedError, match=f"without a reason, one of them {code}"):
        publish_plan(session, plan)
    session.execute(text("UPDATE plan_grids SET reason = 'a tower' WHERE band_status = 'over'"))
    assert publish_plan(session, plan).version == 1
