"""Imports into a real PostGIS: by key, twice, in any coordinate system, with bad rows named."""

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.domain.errors import BadInputError
from gridgeo.services.create_plan import create_plan
from gridgeo.services.import_layers import (
    import_areas,
    import_barriers,
    import_buildings,
    import_compounds,
    import_households,
    import_units,
)
from tests.support import square_town

pytestmark = pytest.mark.db


def buildings() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"code": ["b1", "b2"], "households": [30, 40], "compound_code": [None, None]},
        geometry=[square_town.cell(0.2, 0.2, 0.2, 0.2), square_town.cell(1.2, 0.2, 0.2, 0.2)],
        crs="EPSG:4326",
    )


def test_a_second_import_of_the_same_changes_nothing(session: Session) -> None:
    first = import_areas(session, square_town.areas(2))
    again = import_areas(session, square_town.areas(2))
    assert (first.inserted, first.updated, first.unchanged) == (3, 0, 0)
    assert (again.inserted, again.updated, again.unchanged) == (0, 0, 3)


def test_a_changed_row_is_updated_by_its_key(session: Session) -> None:
    import_areas(session, square_town.areas(2))
    changed = square_town.areas(2)
    changed.loc[1, "name"] = "新名字社区"
    report = import_areas(session, changed)
    assert (report.inserted, report.updated, report.unchanged) == (0, 1, 2)
    names = session.scalars(text("SELECT name FROM areas WHERE level = 'community' ORDER BY code"))
    assert list(names) == ["新名字社区", "第2社区"]


def test_coordinates_are_moved_and_the_way_is_recorded(session: Session) -> None:
    frame = square_town.areas(1)
    import_areas(session, frame.to_crs("EPSG:4547"), source="a.shp", actor="planner")
    stored = shapely.from_wkt(session.scalar(text("SELECT ST_AsText(geometry) FROM areas LIMIT 1")))
    assert stored.hausdorff_distance(frame.geometry[0]) < 1e-8
    row = session.execute(text("SELECT * FROM imports")).one()
    assert (row.kind, row.source, row.source_crs) == ("areas", "a.shp", "EPSG:4547")
    assert "Gauss" in row.transform
    assert (row.rows_read, row.inserted, row.imported_by) == (2, 2, "planner")


def test_bad_rows_are_named_and_the_others_are_in(session: Session) -> None:
    import_areas(session, square_town.areas(1))
    frame = square_town.units(1)
    frame["households"] = frame["households"].astype(object)
    frame.loc[1, "households"] = -3
    frame.loc[2, "households"] = "many"
    frame.loc[3, "code"] = frame.loc[0, "code"]
    frame.loc[4, "area_code"] = "999"
    frame.loc[5, "geometry"] = shapely.from_wkt("POLYGON((0 0, 1 1, 0 1, 1 0, 0 0))")
    frame.loc[6, "geometry"] = None
    report = import_units(session, frame)
    assert [(bad.row, bad.column, bad.value, bad.reason) for bad in report.rejected] == [
        (2, "households", "-3", "is negative"),
        (3, "households", "many", "is no number"),
        (4, "code", frame.loc[0, "code"], "stands in row 1 already"),
        (5, "area_code", "999", "is not among the areas"),
        (6, "geometry", "Polygon", "is invalid: Self-intersection[0.5 0.5]"),
        (7, "geometry", "", "is missing"),
    ]
    assert report.inserted == len(frame) - 6
    kept = session.execute(text('SELECT row, "column" FROM import_rejections ORDER BY position'))
    assert [tuple(row) for row in kept] == [(str(bad.row), bad.column) for bad in report.rejected]


def test_an_area_below_a_rejected_parent_is_rejected_too(session: Session) -> None:
    frame = square_town.areas(2)
    frame.loc[0, "parent_code"] = "000"
    report = import_areas(session, frame)
    assert [bad.value for bad in report.rejected] == ["000", square_town.TOWN, square_town.TOWN]


def test_data_without_a_coordinate_system_are_refused(session: Session) -> None:
    with pytest.raises(BadInputError, match="coordinate system"):
        import_areas(session, square_town.areas(1).set_crs(None, allow_override=True))


def test_a_missing_column_is_refused_by_name(session: Session) -> None:
    with pytest.raises(BadInputError, match="level"):
        import_areas(session, square_town.areas(1).drop(columns="level"))


def test_households_without_a_point_stand_in_their_building(session: Session) -> None:
    import_buildings(session, buildings())
    frame = gpd.GeoDataFrame(
        {"code": ["h1", "h2", "h3"], "building_code": ["b1", "nowhere", None], "households": 30},
        geometry=[None, None, None],
        crs="EPSG:4326",
    )
    report = import_households(session, frame)
    assert [(bad.row, bad.column) for bad in report.rejected] == [
        (2, "building_code"),
        (3, "geometry"),
    ]
    inside = session.execute(
        text(
            "SELECT ST_Within(h.geometry, b.geometry), h.position_quality, h.households"
            " FROM households AS h JOIN buildings AS b ON b.code = h.building_code"
        )
    ).all()
    assert [tuple(row) for row in inside] == [(True, "geocoded", 30)]


def test_small_areas_with_counts_are_households_at_a_point_inside(session: Session) -> None:
    frame = square_town.units(1)[["code", "households", "geometry"]]
    assert import_households(session, frame).inserted == 12
    total = session.execute(
        text("SELECT sum(households), bool_and(position_quality = 'geocoded') FROM households")
    ).one()
    assert tuple(total) == (1152, True)


def test_barriers_take_lines_and_surfaces(session: Session) -> None:
    frame = gpd.GeoDataFrame(
        {"code": ["r1", "w1", "p1"], "kind": ["道路", "water", "bridge"]},
        geometry=[
            shapely.LineString([(116, 39.9), (116.1, 39.9)]),
            square_town.cell(0, 0),
            square_town.cell(0, 0),
        ],
        crs="EPSG:4326",
    )
    report = import_barriers(session, frame)
    assert report.inserted == 2
    assert "is none of" in report.rejected[0].reason
    assert session.scalar(text("SELECT kind FROM barriers WHERE code = 'r1'")) == "road"


def test_a_building_of_an_unknown_compound_is_named(session: Session) -> None:
    frame = buildings()
    frame.loc[1, "compound_code"] = "c1"
    assert import_buildings(session, frame).rejected[0].reason == "is not among the compounds"
    compound = gpd.GeoDataFrame(
        {"code": ["c1"], "name": ["示范小区"]}, geometry=[square_town.cell(1, 0)], crs="EPSG:4326"
    )
    import_compounds(session, compound)
    assert import_buildings(session, frame).inserted == 1


def test_a_planned_unit_is_superseded_not_changed(session: Session) -> None:
    square_town.build(session, 1)
    plan = create_plan(session, "zongzhi", effort="fast").plan_id
    changed = square_town.units(1)
    changed.loc[0, "households"] = 150
    report = import_units(session, changed)
    assert (report.inserted, report.updated, report.unchanged) == (0, 1, 11)
    planned = session.scalar(
        text(
            "SELECT sum(u.households) FROM plan_units AS p JOIN units AS u ON u.id = p.unit_id"
            " WHERE p.plan_id = :plan"
        ),
        {"plan": plan},
    )
    current = text("SELECT sum(households) FROM units WHERE superseded_at IS NULL")
    assert (planned, session.scalar(current)) == (1152, 1206)
