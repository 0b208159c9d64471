"""Workers and postings from lists, and households outside the community of their address."""

from datetime import UTC, datetime

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.domain.errors import ConflictError
from gridgeo.services.import_layers import import_households
from gridgeo.services.imports.request import ImportRequest
from gridgeo.services.imports.run import preview_import, run_import
from gridgeo.services.imports.undo import undo_import
from gridgeo.services.stray_households import find_strays, list_strays
from tests.support import square_town

pytestmark = pytest.mark.db

GRIDS = [f"{square_town.community(0)}{i:03d}" for i in (1, 2)]
POSTINGS = ImportRequest("postings", network="zongzhi")


@pytest.fixture
def town(session: Session, tmp_path) -> Session:
    square_town.build(session, 1, present=True)
    (tmp_path / "w.csv").write_text(
        "工号,姓名,手机\nW1,李明,13900000001\nW2,王芳,\n", encoding="gbk"
    )
    assert run_import(session, tmp_path / "w.csv", ImportRequest("workers")).inserted == 2
    return session


def postings(folder, *rows: str):
    path = folder / "p.csv"
    path.write_text("\n".join(("工号,网格编码,岗位,上岗日期,离岗日期", *rows)) + "\n")
    return path


def test_postings_come_in_change_their_end_and_go_back(town, tmp_path):
    rows = [f"W1,{GRIDS[0]},网格员,2026-01-01,", f"W1,{GRIDS[1]},网格长,2026-01-01,2026-07-01",
            "W2,none,网格员,2026-01-01,", f"W9,{GRIDS[0]},网格员,2026-01-01,",
            f"W2,{GRIDS[0]},网格员,2026-02-01,2026-01-01",
            f"W1,{GRIDS[0]},网格员,2026-03-01,"]  # fmt: skip
    first = run_import(town, postings(tmp_path, *rows), POSTINGS)
    assert first.inserted == 2
    assert [(bad.row, bad.column) for bad in first.rejected] == [
        (3, "grid_code"), (4, "worker_code"), (5, "valid_to"), (6, "valid_from"),
    ]  # fmt: skip
    again = postings(tmp_path, f"W1,{GRIDS[0]},网格员,2026-01-01,2026-09-01", rows[1])
    states = preview_import(town, again, POSTINGS).effect.states
    assert (states.new, states.changed, states.same) == (0, 1, 1)
    second = run_import(town, again, POSTINGS)
    assert (second.inserted, second.updated) == (0, 1)
    ends = text("SELECT upper(valid) FROM postings ORDER BY id")
    assert town.scalars(ends).all()[0] == datetime(2026, 9, 1, tzinfo=UTC)
    with pytest.raises(ConflictError, match="changed since"):
        undo_import(town, first.import_id, actor="a")
    assert undo_import(town, second.import_id, actor="a").changed == 1
    assert town.scalars(ends).all()[0] is None
    assert undo_import(town, first.import_id, actor="a").deleted == 2


def test_a_posting_that_meets_another_is_refused_whole(town, tmp_path):
    run_import(town, postings(tmp_path, f"W1,{GRIDS[0]},网格员,2026-01-01,"), POSTINGS)
    with pytest.raises(ConflictError, match="begun on another day"):
        run_import(town, postings(tmp_path, f"W1,{GRIDS[0]},网格员,2026-02-01,"), POSTINGS)


def test_households_outside_their_stated_community_are_found(session: Session) -> None:
    square_town.build(session, 2)
    inside, beyond = square_town.cell(0, 0).centroid, square_town.cell(4, 1).centroid
    frame = gpd.GeoDataFrame(
        {"code": ["a", "b", "c", "d"], "households": 2,
         "address": ["第1社区1号", "第1社区2号", "第9社区3号", None]},
        geometry=[inside, beyond, beyond, shapely.Point(100, 30)],
        crs="EPSG:4326",
    )  # fmt: skip
    import_households(session, frame)
    strays = find_strays(session)
    assert [(one.household, one.stated_area, one.area) for one in strays] == [
        ("b", square_town.community(0), square_town.community(1))
    ]
    first, following = list_strays(session, most=1)
    assert (first, following) == (strays, None)
    assert strays[0].distance_m == pytest.approx(1.5 * 0.001 * 111_320 * 0.767, rel=0.01)
