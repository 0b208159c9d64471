"""Households that have an address and no place: looked up in one's own gazetteer."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.services.geocode_queue import list_queue, place_by_hand
from gridgeo.services.imports.request import ImportRequest
from gridgeo.services.imports.run import preview_import, run_import
from tests.support import square_town

pytestmark = pytest.mark.db

BY_ADDRESS = ImportRequest("households", geocode=True)


@pytest.fixture
def town(session: Session, tmp_path) -> Session:
    square_town.build(session, 1)
    (tmp_path / "标准地址.csv").write_text(
        "编码,地址,经度,纬度\nS1,和平路1号1幢,116.0005,39.9005\nS2,和平路3号2幢,116.0015,39.9005\n"
    )
    run_import(session, tmp_path / "标准地址.csv", ImportRequest("gazetteer"))
    session.execute(text("DELETE FROM households"))
    return session


def test_what_is_clear_gets_its_place_and_the_rest_waits_in_the_queue(town, tmp_path):
    path = tmp_path / "住户.csv"
    path.write_text(
        "户编码,家庭住址,户数\nh1,和平路一号1栋101室,1\nh2,和平路3号2幢,2\nh3,供销社旧楼,1\n",
        encoding="gbk",
    )
    seen = preview_import(town, path, BY_ADDRESS)
    assert (seen.effect.states.new, [bad.row for bad in seen.rejected]) == (2, [3])
    assert list_queue(town) == []  # a preview leaves nothing behind

    report = run_import(town, path, BY_ADDRESS)
    assert (report.inserted, [(bad.row, bad.column) for bad in report.rejected]) == (
        2, [(3, "address")],
    )  # fmt: skip
    assert "无法定位" in report.rejected[0].reason_zh
    placed = town.execute(
        text("SELECT code, position_quality, ST_X(geometry), ST_Y(geometry) FROM households"
             " ORDER BY code")
    ).all()  # fmt: skip
    assert [tuple(row) for row in placed] == [
        ("h1", "geocoded", 116.0005, 39.9005),
        ("h2", "geocoded", 116.0015, 39.9005),
    ]
    [waiting] = list_queue(town)
    assert (waiting["subject"], waiting["text"]) == ("household:h3", "供销社旧楼")

    place_by_hand(town, waiting["id"], 116.0025, 39.9005, "李明")
    again = run_import(town, path, BY_ADDRESS)
    assert (again.inserted, again.unchanged, again.rejected) == (1, 2, [])


def test_without_asking_nothing_is_looked_up(town, tmp_path):
    (tmp_path / "h.csv").write_text("code,address\nh1,和平路1号1幢\n")
    report = run_import(town, tmp_path / "h.csv", ImportRequest("households"))
    assert [(bad.column, bad.reason) for bad in report.rejected] == [("geometry", "is missing")]
