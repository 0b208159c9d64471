"""Lists of standard addresses: compared, merged, undone, and the gazetteer follows each time."""

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.services.geocode_addresses import Geocoder
from gridgeo.services.geocode_gazetteer import build_gazetteer
from gridgeo.services.imports.request import ImportRequest
from gridgeo.services.imports.run import preview_import, run_import
from gridgeo.services.imports.undo import undo_import
from tests.support import square_town
from tests.support.square_town import cell

pytestmark = pytest.mark.db

LIST = ImportRequest("gazetteer", dataset="标准地址")
ENTRIES = """
    SELECT source_key, anchor, number, building, level, area_code, ST_AsEWKB(geometry)
    FROM gazetteer WHERE source = 'file' ORDER BY 1, 2
"""


def entries(session: Session) -> list[tuple]:
    return [tuple(row) for row in session.execute(text(ENTRIES))]


def table(folder, *rows: str, heading: str = "标准地址编码,标准地址,经度,纬度"):
    path = folder / "标准地址.csv"
    path.write_text("\n".join((heading, *rows)) + "\n", encoding="gbk")
    return path


@pytest.fixture
def town(session: Session) -> Session:
    square_town.build(session, 1)
    return session


def test_an_edition_is_compared_merged_and_led_back_with_the_gazetteer(town, tmp_path):
    first = table(
        tmp_path, "S1,和平路1号,116.0005,39.9005", "S2,和平路3号2幢,116.0015,39.9005",
        "S3,101,116.0015,39.9005",
    )  # fmt: skip
    seen = preview_import(town, first, LIST)
    assert (seen.effect.states.new, [one.row for one in seen.rejected]) == (2, [3])
    assert seen.rejected[0].reason_zh == "看不出地点"
    assert seen.reading.mapping == {"code": "标准地址编码", "address": "标准地址"}
    assert entries(town) == []
    begun = run_import(town, first, LIST)
    assert (begun.inserted, len(begun.rejected)) == (2, 1)
    before = entries(town)
    assert {row[0] for row in before} == {"S1", "S2"}
    assert Geocoder(town).geocode("和平路三号2栋").clear

    second = table(
        tmp_path, "S1,和平路5号,116.0005,39.9005", "S4,东一路7号,116.0025,39.9005"
    )  # fmt: skip
    seen = preview_import(town, second, LIST)
    states = seen.effect.states
    assert (states.new, states.changed, states.gone) == (1, 1, 1)
    assert seen.effect.columns == {"address": 1}
    done = run_import(
        town, second, ImportRequest("gazetteer", dataset="标准地址", remove_gone=True)
    )
    geocoder = Geocoder(town)
    assert [geocoder.geocode(a).clear for a in ("和平路5号", "东一路7号")] == [True, True]
    assert not geocoder.geocode("和平路3号2幢").clear

    undo_import(town, done.import_id, actor="a")
    assert entries(town) == before
    assert [one.inserted for one in build_gazetteer(town, ["file"])] == [0]
    undo_import(town, begun.import_id, actor="a")
    assert entries(town) == []
    assert town.scalar(text("SELECT count(*) FROM gazetteer_names")) == 0


def test_names_alone_lines_and_surfaces_are_taken_too(town, tmp_path):
    frame = gpd.GeoDataFrame(
        {"地名": ["东一路", "市图书馆", "市图书馆"]},
        geometry=[shapely.LineString([(116.0, 39.9), (116.002, 39.9)]), cell(0, 0), cell(1, 1)],
        crs="EPSG:4326",
    )
    frame.to_file(tmp_path / "poi.gpkg")
    report = run_import(town, tmp_path / "poi.gpkg", ImportRequest("gazetteer"))
    assert (report.inserted, [one.reason for one in report.rejected]) == (
        2, ["stands in row 2 already"],
    )  # fmt: skip
    best = Geocoder(town).geocode("市图书馆").best
    assert best is not None
    assert cell(0, 0).covers(shapely.Point(best.found.lon, best.found.lat))
