"""Findings in a real PostGIS: kept from check to check, accepted, opened again, withdrawn."""

from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit
from gridgeo.db.session import open_session
from gridgeo.domain.errors import BadInputError, NotFoundError, RefusedError
from gridgeo.domain.finding_filter import FindingFilter
from gridgeo.services.accept_finding import accept_finding, withdraw_exception
from gridgeo.services.check_network import check_network
from gridgeo.services.check_plan import check_plan
from gridgeo.services.create_plan import create_plan
from gridgeo.services.import_network import import_network
from gridgeo.services.list_findings import count_findings, list_findings
from gridgeo.services.publish_plan import publish_plan
from tests.support import square_town

pytestmark = pytest.mark.db


def import_strips(session: Session, widths: tuple[float, ...]) -> None:
    """Publish one community in strips of these widths, in units; 384 households are three."""
    west = [sum(widths[:i]) for i in range(len(widths))]
    grids = gpd.GeoDataFrame(
        {
            "code": [f"{square_town.community(0)}{i + 1:03d}" for i in range(len(widths))],
            "area_code": square_town.community(0),
        },
        geometry=[square_town.cell(x, 0, w, 4) for x, w in zip(west, widths, strict=True)],
        crs="EPSG:4326",
    )
    import_network(session, "zongzhi", grids)


@pytest.fixture
def town(session: Session) -> Session:
    """One community, a grid of two units' width and one of one: 768 and 384 households."""
    square_town.build(session, 1)
    import_strips(session, (2, 1))
    return session


def only(session: Session, rule: str, **wanted: object) -> dict:
    items, _ = list_findings(session, FindingFilter("zongzhi", rule=rule, **wanted))
    assert len(items) == 1
    return items[0]


def test_a_finding_keeps_its_row_and_is_resolved_when_it_is_mended(town: Session) -> None:
    check_network(town, "zongzhi")
    first = only(town, "band")
    check_network(town, "zongzhi")
    assert only(town, "band")["first_seen_at"] == first["first_seen_at"]
    import_strips(town, (1, 1, 1))
    assert check_network(town, "zongzhi").findings == []
    assert list_findings(town, FindingFilter("zongzhi"))[0] == []
    resolved = town.execute(text("SELECT count(*) FROM findings WHERE resolved_at IS NOT NULL"))
    assert resolved.scalar_one() == 1


def test_an_accepted_finding_stands_apart_until_it_is_withdrawn(town: Session) -> None:
    report = check_network(town, "zongzhi")
    (found,) = report.findings
    accept_finding(town, found.id, "在建，明年拆分", actor="李四")
    again = check_network(town, "zongzhi")
    assert (again.findings, [one.id for one in again.accepted]) == ([], [found.id])
    assert list_findings(town, FindingFilter("zongzhi"))[0] == []
    shown = only(town, "band", accepted=True)
    assert (shown["accepted"]["reason"], shown["accepted"]["granted_by"]) == (
        "在建，明年拆分",
        "李四",
    )
    withdraw_exception(town, found.id, actor="王五")
    assert only(town, "band")["accepted"] is None
    assert [one.id for one in check_network(town, "zongzhi").findings] == [found.id]
    log = [tuple(row) for row in town.execute(text("SELECT actor, action FROM audit_log"))]
    assert ("李四", "accept") in log
    assert ("王五", "withdraw") in log
    assert audit.first_broken_entry(town) is None
    with pytest.raises(NotFoundError, match="has no exception"):
        withdraw_exception(town, found.id, actor="王五")


def test_an_accepted_finding_that_changes_is_open_again(town: Session) -> None:
    (found,) = check_network(town, "zongzhi").findings
    accept_finding(town, found.id, "大型小区", actor="李四")
    # 96 households more: the count leaves the tenth that an exception allows.
    town.execute(
        text("UPDATE grid_versions SET households = households + 96 WHERE upper_inf(valid)")
    )
    report = check_network(town, "zongzhi")
    assert found.id in {one.id for one in report.findings}
    assert report.accepted == ()


def test_an_exception_ends_on_its_day(town: Session) -> None:
    (found,) = check_network(town, "zongzhi").findings
    past = town.execute(text("SELECT now() - interval '1 second'")).scalar_one()
    accept_finding(town, found.id, "只到昨天", actor="李四", ends_at=past)
    assert only(town, "band")["accepted"] is None
    assert len(check_network(town, "zongzhi").findings) == 1


def test_there_is_no_exception_from_a_gap(town: Session) -> None:
    import_strips(town, (1, 1, 0.9))
    gaps = [one for one in check_network(town, "zongzhi").findings if one.rule == "gap"]
    with pytest.raises(RefusedError, match="no exception from the rule 'gap'"):
        accept_finding(town, gaps[0].id, "历史遗留", actor="李四")


@pytest.mark.parametrize(
    ("reason", "actor", "said"),
    [(" ", "李四", "why"), ("x" * 2001, "李四", "why"), ("x", " ", "who")],
)
def test_an_exception_needs_a_reason_and_a_name(town: Session, reason, actor, said) -> None:
    (found,) = check_network(town, "zongzhi").findings
    with pytest.raises(BadInputError, match=said):
        accept_finding(town, found.id, reason, actor=actor)


def test_what_nobody_found_cannot_be_accepted(town: Session) -> None:
    with pytest.raises(NotFoundError, match="no open finding 'feed'"):
        accept_finding(town, "feed", "x", actor="李四")


def test_findings_are_filtered_and_counted(town: Session) -> None:
    import_strips(town, (2, 0.7))
    check_network(town, "zongzhi")
    west = square_town.WEST
    counted = count_findings(town, FindingFilter("zongzhi"))
    assert {row["rule"] for row in counted} >= {"band", "gap", "uncovered"}
    for wanted in (
        FindingFilter(rule="gap", area=square_town.community(0)),
        FindingFilter(rule="gap", grid=f"{square_town.community(0)}002"),
        FindingFilter(rule="gap", box=(west + 0.0025, 39.9, west + 0.004, 39.91)),
    ):
        assert len(list_findings(town, wanted)[0]) == 1
    nowhere = FindingFilter(rule="gap", box=(west, 39.9, west + 0.001, 39.91))
    assert list_findings(town, nowhere)[0] == []
    assert list_findings(town, FindingFilter(rule="gap", grid="none"))[0] == []


def test_a_plan_in_pieces_is_published_only_where_somebody_accepts_it(session: Session) -> None:
    square_town.build(session, 1)
    plan = create_plan(session, "zongzhi", effort="fast").plan_id
    # Whole units change hands, so that nothing but contiguity suffers.
    draw = text(
        "UPDATE plan_grids SET geometry = ST_Multi(ST_GeomFromText(:wkt, 4326)) WHERE number = :n"
    )
    strips = [square_town.cell(c, 0, 1, 4) for c in range(3)]
    north, south = square_town.cell(0, 2, 1, 2), square_town.cell(0, 0, 1, 2)
    shapes = [south.union(strips[2]), strips[1], north]
    numbers = [n for (n,) in session.execute(text("SELECT number FROM plan_grids ORDER BY number"))]
    for number, shape in zip(numbers, shapes, strict=True):
        session.execute(draw, {"wkt": shape.wkt, "n": number})
    with pytest.raises(RefusedError, match="not contiguous"):
        publish_plan(session, plan)
    (found,) = [one for one in check_plan(session, plan).findings if one.rule == "contiguity"]
    accept_finding(session, found.id, "隔河相望，由同一网格员负责", actor="李四")
    assert publish_plan(session, plan).opened == 3


def test_two_who_accept_the_same_finding_at_once_leave_one_exception(engine: Engine) -> None:
    with open_session(engine) as session:
        square_town.build(session, 1)
        import_strips(session, (2, 1))
        found = check_network(session, "zongzhi").findings[0]

    def accept(actor: str) -> str:
        with open_session(engine) as session:
            return accept_finding(session, found.id, "大型小区", actor=actor).granted_by

    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(accept, [f"p{number}" for number in range(8)]))
    with open_session(engine) as session:
        granted = session.execute(text("SELECT granted_by FROM finding_exceptions")).scalars().all()
        assert len(granted) == 1
        assert set(granted) <= set(names)
        assert audit.first_broken_entry(session) is None
