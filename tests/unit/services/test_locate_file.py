import csv
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pytest
import shapely

from gridgeo.domain.errors import BadInputError, UnavailableError
from gridgeo.geometry.china_offsets import gcj02_from_wgs84
from gridgeo.io.point_tables import FORMATS, read_point_batches, write_point_batches
from gridgeo.services.locate_file import locate_file

HSINCHU = Path(__file__).parents[3] / "../shared/data/hsinchu/hsinchu.gpkg"
WEST, EAST = shapely.box(120.0, 24.0, 120.1, 24.1), shapely.box(120.1, 24.0, 120.2, 24.1)


@pytest.fixture
def grids(tmp_path):
    return write(tmp_path / "grids.gpkg", [EAST, WEST], code=["B2", "A1"])


def write(path, geometry, crs="EPSG:4326", **columns):
    gpd.GeoDataFrame(columns, geometry=list(geometry), crs=crs).to_file(path)
    return path


def table(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answers(grids, points, **options):
    out = points.with_name("out.csv")
    summary = locate_file(grids, points, out, **options)
    rows = rows_of(out)
    assert summary.rows.points == len(rows)
    return [row["grid_code"] or row["reason"] for row in rows]


def test_every_row_is_answered_or_has_its_reason(grids, tmp_path):
    points = table(
        tmp_path / "points.csv",
        "id,lon,lat\n1,120.05,24.05\n2,120.15,24.05\n3,120.1,24.05\n4,121,24\n5,24.05,120.05\n"
        "6,,24\n7,east,24\n8,nan,24\n9,inf,24\n10,200,24\n11,120.05\n\n12,120.05,24.05,x\n",
    )
    assert answers(grids, points) == [
        *("A1", "B2", "A1", "outside", "swapped_axes", "no_coordinates", "not_a_number"),
        *("not_a_number", "out_of_range", "out_of_range", "wrong_width", "wrong_width"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_chinese_tables_are_read_and_kept(grids, tmp_path, encoding, separator):
    lines = [["地址", "经度", "纬度"], ["中山路1号", "120.050", "24.05"]]
    text = "\r\n".join(separator.join(line) for line in lines)
    out = tmp_path / "out.csv"
    locate_file(grids, table(tmp_path / "点.csv", text, encoding), out)
    assert rows_of(out) == [
        {
            "地址": "中山路1号",
            "经度": "120.050",
            "纬度": "24.05",
            "grid_code": "A1",
            "reason": "",
        }
    ]


def test_only_line_ends_end_a_row(grids, tmp_path):
    note = "一\u2028二\x0c三\x85四"
    points = table(tmp_path / "p.csv", f'note,lon,lat\n{note},120.05,24.05\n"a\nb",120.15,24.05\n')
    out = tmp_path / "out.csv"
    locate_file(grids, points, out)
    assert [(row["note"], row["grid_code"]) for row in rows_of(out)] == [
        (note, "A1"),
        ("a\nb", "B2"),
    ]


def test_points_are_moved_into_the_system_of_the_grids(tmp_path):
    frame = gpd.GeoDataFrame({"code": ["A1", "B2"]}, geometry=[WEST, EAST], crs=4326)
    frame.to_crs(3826).to_file(tmp_path / "grids.gpkg")
    points = write(tmp_path / "points.gpkg", shapely.points([(120.05, 24.05), (120.15, 24.05)]))
    assert answers(tmp_path / "grids.gpkg", points) == ["A1", "B2"]


def test_shapes_that_are_no_points_are_kept_with_a_reason(grids, tmp_path):
    shapes = [
        shapely.Point(120.05, 24.05),
        shapely.MultiPoint([(120.15, 24.05)]),
        shapely.MultiPoint([(120.15, 24.05), (120.05, 24.05)]),
        WEST,
        shapely.Point(),
        None,
    ]
    points = write(tmp_path / "points.geojson", shapes, number=range(6))
    assert answers(grids, points) == [
        *("A1", "B2", "not_a_point", "not_a_point", "no_coordinates", "no_coordinates")
    ]


def test_a_column_of_the_same_name_is_kept_under_another(grids, tmp_path):
    points = table(tmp_path / "p.csv", "grid_code,x,y\nold,120.05,24.05\n")
    out = tmp_path / "out.csv"
    locate_file(grids, points, out)
    assert rows_of(out)[0]["grid_code_before"] == "old"
    assert rows_of(out)[0]["grid_code"] == "A1"


def test_invalid_grids_are_refused_by_name_and_mended_when_asked(tmp_path):
    bow = shapely.Polygon([(120, 24), (121, 25), (121, 24), (120, 25)])
    grids = write(tmp_path / "grids.gpkg", [bow], code=["K7"])
    points = table(tmp_path / "p.csv", "lon,lat\n120.1,24.5\n120.5,24.1\n")
    with pytest.raises(BadInputError, match="K7"):
        answers(grids, points)
    summary = locate_file(grids, points, tmp_path / "out.csv", repair=True)
    assert summary.repaired == 1
    assert [row["grid_code"] for row in rows_of(tmp_path / "out.csv")] == ["K7", ""]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"id_field": "cod"}, "did you mean 'code'"),
        ({"layer": "grid"}, "did you mean 'grids'"),
        ({"x_field": "lom"}, "did you mean 'lon'"),
        ({"points_crs": "EPSG:none"}, "no coordinate system"),
    ],
)
def test_a_wrong_option_is_named(grids, tmp_path, options, message):
    points = table(tmp_path / "p.csv", "lon,lat\n1,2\n")
    with pytest.raises(BadInputError, match=message):
        answers(grids, points, **options)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2\n", "--lon"),
        (b"lon,lat\n\xff\xff,1\n", "neither UTF-8 nor GBK"),
        (b'lon,lat\n"' + b"9" * 200_000, "after line"),
    ],
)
def test_a_broken_table_leaves_the_old_answer_alone(grids, tmp_path, content, message):
    points, out = tmp_path / "p.csv", tmp_path / "out.csv"
    points.write_bytes(content)
    out.write_text("before")
    with pytest.raises(BadInputError, match=message):
        locate_file(grids, points, out)
    assert out.read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["grids.gpkg", "out.csv", "p.csv"]


@pytest.mark.parametrize(
    ("columns", "shapes", "message"),
    [
        ({"code": ["A", "A"]}, [WEST, EAST], "several grids A"),
        ({"code": ["A", None]}, [WEST, EAST], "have no 'code', the first in row 2"),
        ({"code": [" ", "B"]}, [WEST, EAST], "have no 'code', the first in row 1"),
        ({"label": ["A", "B"]}, [WEST, EAST], "--id"),
        ({"code": ["A", "B"]}, [WEST, EAST.boundary], "grids are polygons"),
    ],
)
def test_grids_without_clear_codes_are_refused(tmp_path, columns, shapes, message):
    grids = write(tmp_path / "grids.geojson", shapes, **columns)
    with pytest.raises(BadInputError, match=message):
        answers(grids, table(tmp_path / "p.csv", "lon,lat\n1,2\n"))


def test_a_closed_folder_is_said(grids, tmp_path):
    points = table(tmp_path / "p.csv", "lon,lat\n1,2\n")
    with pytest.raises(UnavailableError, match="cannot be written"):
        locate_file(grids, points, tmp_path / "nowhere" / "out.csv")


@pytest.mark.skipif(not HSINCHU.exists(), reason="the shared data folder does not exist")
def test_real_areas_agree_with_a_spatial_join(tmp_path):
    areas = gpd.read_file(HSINCHU, layer="areas")
    rng = np.random.default_rng(5)
    low, high = areas.total_bounds[:2], areas.total_bounds[2:]
    corners = shapely.get_coordinates(areas.geometry)[::40]
    places = np.vstack([rng.uniform(low, high, (3_000, 2)), corners])
    points = gpd.GeoDataFrame(geometry=shapely.points(places), crs=areas.crs)
    points.to_file(tmp_path / "points.gpkg")
    joined = points.sjoin(areas[["code", "geometry"]], predicate="covered_by")
    expected = joined.groupby(level=0)["code"].min().reindex(range(len(points)), fill_value="")

    locate_file(HSINCHU, tmp_path / "points.gpkg", tmp_path / "out.csv", layer="areas")
    assert [row["grid_code"] for row in rows_of(tmp_path / "out.csv")] == expected.tolist()


@pytest.mark.parametrize("ending", ["parquet", "arrow"])
def test_columnar_files_give_the_answers_of_the_same_csv(grids, tmp_path, ending):
    lines = ["id,lon,lat", "1,0.5,0.5", "2,9.5,0.5", "3,,0.5", "4,500,0.5", "5,40,40"]
    text = table(tmp_path / "p.csv", "\n".join(lines) + "\n")
    locate_file(grids, text, tmp_path / "out.csv")
    expected = rows_of(tmp_path / "out.csv")

    columns = {
        "id": [1, 2, 3, 4, 5],
        "lon": [0.5, 9.5, None, 500, 40],
        "lat": [0.5, 0.5, 0.5, 0.5, 40],
    }
    points, out = tmp_path / f"p.{ending}", tmp_path / f"out.{ending}"
    with points.open("wb") as sink:
        batch = pa.RecordBatch.from_pydict(columns)
        with write_point_batches(sink, FORMATS[f".{ending}"], batch.schema) as writer:
            writer.write_batch(batch)
    summary = locate_file(grids, points, out)
    found = pa.Table.from_batches(list(read_point_batches(out, FORMATS[f".{ending}"]).batches))
    answers = zip(found["grid_code"].to_pylist(), found["reason"].to_pylist(), strict=True)
    assert [(code or "", reason or "") for code, reason in answers] == [
        (row["grid_code"], row["reason"]) for row in expected
    ]
    assert found["id"].to_pylist() == [1, 2, 3, 4, 5]
    assert summary.rows.points == 5


def test_an_empty_table_has_its_header_answered(grids, tmp_path):
    points = table(tmp_path / "p.csv", "id,lon,lat\n")
    summary = locate_file(grids, points, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == "id,lon,lat,grid_code,reason\n"
    assert summary.rows.points == 0


def test_shifted_coordinates_are_moved_back(tmp_path):
    grids = write(tmp_path / "g.geojson", [shapely.box(116.3, 39.9, 116.31, 39.91)], code=["A"])
    lon, lat = gcj02_from_wgs84([116.3001, 116.3099], [39.9001, 39.9099])
    lines = [f"{x!r},{y!r}" for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
    points = table(tmp_path / "p.csv", "lon,lat\n" + "\n".join(lines) + "\n")
    assert [code for code, _ in codes_and_reasons(grids, points, "gcj02")] == ["A", "A"]
    assert codes_and_reasons(grids, points, "4326")[1] == ("", "outside")


def codes_and_reasons(grids, points, crs):
    out = points.with_suffix(".out.csv")
    locate_file(grids, points, out, points_crs=crs)
    return [(row["grid_code"], row["reason"]) for row in rows_of(out)]


def test_a_broken_columnar_file_is_refused(grids, tmp_path):
    points = tmp_path / "p.parquet"
    points.write_bytes(b"PAR1 and then nothing of use")
    with pytest.raises(BadInputError, match="no table in parquet"):
        locate_file(grids, points, tmp_path / "out.csv")
