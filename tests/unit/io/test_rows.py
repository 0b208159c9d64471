"""Rows held against their kind."""

import geopandas as gpd
import pytest
import shapely

from gridgeo.domain.errors import BadInputError
from gridgeo.io.kinds import BUILDINGS, DEVELOPMENTS, GRIDS, HOUSEHOLDS, PLACES, UNITS, Kind
from gridgeo.io.rows import check_rows

SQUARE = shapely.box(116, 39, 116.1, 39.1)


def rows(of: Kind = UNITS, crs: str = "EPSG:4326", **columns: list[object]) -> gpd.GeoDataFrame:
    count = len(next(iter(columns.values())))
    columns = {"code": [f"u{i}" for i in range(count)], **columns}
    if of is UNITS:
        columns = {"households": [1] * count, **columns}
    geometry = columns.pop("geometry", [SQUARE] * count)
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=crs)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (-1, "is negative"),
        (1.5, "is no whole number"),
        ("many", "is no number"),
        (2**31, "is not between 0 and 2147483647"),
        (None, "is missing"),
        ("", "is missing"),
        (float("nan"), "is missing"),
    ],
)
def test_counts_that_are_none_are_named(value: object, reason: str) -> None:
    checked = check_rows(rows(households=[value, 3]), UNITS)
    assert [(bad.row, bad.key, bad.column, bad.reason) for bad in checked.rejected] == [
        (1, "u0", "households", reason)
    ]
    assert checked.frame["households"].tolist() == [3]
    assert checked.frame["row_number"].tolist() == [2]


@pytest.mark.parametrize("value", [3, 3.0, "3", " 3 "])
def test_whole_numbers_are_read_however_they_are_written(value: object) -> None:
    assert check_rows(rows(households=[value]), UNITS).frame["households"].tolist() == [3]


def test_codes_that_a_file_stores_as_numbers_stay_whole() -> None:
    frame = check_rows(rows(code=[110105001003.0, None]), UNITS).frame
    assert frame["code"].tolist() == ["110105001003"]


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "is missing"),
        (shapely.Polygon(), "is missing"),
        (shapely.Point(116, 39), "is no MultiPolygon or Polygon"),
        (shapely.box(500, 0, 501, 1), "lies outside the globe"),
        (shapely.from_wkt("POLYGON((0 0, 1 1, 0 1, 1 0, 0 0))"), "is invalid: Self-intersection"),
    ],
)
def test_geometry_that_cannot_be_used_is_named(geometry: object, reason: str) -> None:
    [bad] = check_rows(rows(geometry=[geometry]), UNITS).rejected
    assert (bad.column, bad.reason[: len(reason)]) == ("geometry", reason)


def test_only_the_first_fault_of_a_row_is_told() -> None:
    frame = rows(code=[None], households=[-1], geometry=[None])
    assert [bad.column for bad in check_rows(frame, UNITS).rejected] == ["code"]


def test_repeated_keys_name_the_row_that_came_first() -> None:
    [bad] = check_rows(rows(code=["a", "b", "a"]), UNITS).rejected
    assert (bad.row, bad.value, bad.reason) == (3, "a", "stands in row 1 already")


def test_choices_are_read_in_both_languages() -> None:
    frame = rows(
        GRIDS, kind=["基础网格", "MICRO", None, "odd"], status=["启用", None, "预留", "active"]
    )
    checked = check_rows(frame, GRIDS)
    assert checked.frame["kind"].tolist() == ["base", "micro", "base"]
    assert checked.frame["status"].tolist() == ["active", "active", "reserved"]
    assert checked.rejected[0].reason == "is none of: base, dedicated, micro"


def test_polygons_are_moved_and_stored_as_multipolygons() -> None:
    there = gpd.GeoSeries([SQUARE], crs="EPSG:4326").to_crs("EPSG:4547")
    frame = check_rows(rows(crs="EPSG:4547", geometry=list(there)), UNITS).frame
    assert frame.crs == "EPSG:4326"
    assert frame.geometry[0].geom_type == "MultiPolygon"
    assert frame.geometry[0].hausdorff_distance(SQUARE) < 1e-9


def test_heights_are_dropped() -> None:
    frame = rows(geometry=[shapely.force_3d(SQUARE, 7)])
    assert not check_rows(frame, UNITS).frame.geometry[0].has_z


def test_a_household_may_lack_a_point_when_it_names_a_building() -> None:
    frame = rows(HOUSEHOLDS, building_code=["b1", None], geometry=[None, None])
    checked = check_rows(frame, HOUSEHOLDS)
    assert checked.frame["code"].tolist() == ["u0"]
    assert [bad.row for bad in checked.rejected] == [2]


def test_a_household_on_a_polygon_gets_a_point_inside() -> None:
    frame = check_rows(rows(HOUSEHOLDS, geometry=[SQUARE]), HOUSEHOLDS).frame
    assert frame.geometry[0].geom_type == "Point"
    assert frame.geometry[0].within(SQUARE)


def test_floors_start_at_one() -> None:
    [bad] = check_rows(rows(BUILDINGS, floors=[0]), BUILDINGS).rejected
    assert bad.reason == "is not between 1 and 300"


def test_data_without_a_system_or_a_required_column_are_refused_whole() -> None:
    with pytest.raises(BadInputError, match="coordinate system"):
        check_rows(rows(households=[1]).set_crs(None, allow_override=True), UNITS)
    with pytest.raises(BadInputError, match="'households'"):
        check_rows(rows(households=[1]).drop(columns="households"), UNITS)


@pytest.mark.parametrize(
    "text", ["2027-06-01", "2027/6/1", "20270601", "2027-06-01 08:00:00", "2027年6月1日"]
)
def test_days_are_read_as_offices_write_them(text: str) -> None:
    frame = rows(DEVELOPMENTS, planned_households=[300], ready_on=[text])
    assert check_rows(frame, DEVELOPMENTS).frame["ready_on"].tolist() == ["2027-06-01"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("soon", "is no day such as 2027-06-01"), ("2027-13-01", "is no day"), ("", "is missing")],
)
def test_days_that_are_none_are_named(text: str, reason: str) -> None:
    frame = rows(DEVELOPMENTS, planned_households=[300, 300], ready_on=[text, "2027-06-01"])
    rejected = check_rows(frame, DEVELOPMENTS).rejected
    assert [(bad.row, bad.column) for bad in rejected] == [(1, "ready_on")]
    assert reason in rejected[0].reason


def test_places_may_be_points_or_polygons_of_known_kinds() -> None:
    frame = rows(PLACES, kind=["医院", "factory", "castle"], geometry=[SQUARE, SQUARE, SQUARE])
    frame.loc[1, "geometry"] = SQUARE.centroid
    checked = check_rows(frame, PLACES)
    assert checked.frame["kind"].tolist() == ["hospital", "enterprise"]
    assert checked.frame.geometry.geom_type.tolist() == ["Polygon", "Point"]
    assert checked.rejected[0].reason.startswith("is none of: campus, enterprise")


def test_points_that_are_nowhere_are_named_with_their_numbers() -> None:
    points = [shapely.Point(*place) for place in ((0, 0), (32.1, 114.5), (114.5, 32.1))]
    frame = gpd.GeoDataFrame({"code": ["a", "b", "c"]}, geometry=points, crs="EPSG:4326")
    checked = check_rows(frame, HOUSEHOLDS)
    assert [(bad.row, bad.value, bad.reason[:16]) for bad in checked.rejected] == [
        (1, "0, 0", "lies at 0, 0, wh"), (2, "32.1, 114.5", "lies outside the"),
    ]  # fmt: skip
    assert all(bad.advice and bad.advice_zh and bad.reason_zh for bad in checked.rejected)
