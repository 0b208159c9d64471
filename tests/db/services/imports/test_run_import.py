"""Files into a real PostGIS: held against what is there, changed, undone, in many systems."""

import csv
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.domain.errors import BadInputError, ConflictError, RefusedError
from gridgeo.geometry.china_offsets import bd09_from_wgs84, gcj02_from_wgs84
from gridgeo.services.import_layers import import_buildings, import_kind
from gridgeo.services.imports.jobs import describe_preview
from gridgeo.services.imports.request import ImportRequest
from gridgeo.services.imports.run import preview_import, run_import
from gridgeo.services.imports.undo import undo_import
from tests.support import square_town
from tests.support.postgis import PROJECT
from tests.support.small_pbf import write_boundaries

pytestmark = pytest.mark.db

ALL = "SELECT code, floors, households, ST_AsEWKB(geometry) FROM buildings ORDER BY code"


def houses(count: int = 40) -> gpd.GeoDataFrame:
    cells = [square_town.cell(0.1 + 0.2 * (i % 8), 0.1 + 0.2 * (i // 8), 0.1, 0.1)
             for i in range(count)]  # fmt: skip
    return gpd.GeoDataFrame(
        {"code": [f"b{i:03d}" for i in range(count)], "floors": 6, "households": 12},
        geometry=cells,
        crs="EPSG:4326",
    )


def rows(session: Session) -> list[tuple]:
    return [tuple(row) for row in session.execute(text(ALL))]


def write(frame: gpd.GeoDataFrame, path: Path) -> Path:
    pyogrio.write_dataframe(frame, path)
    return path


BUILDINGS = ImportRequest("buildings", dataset="houses")


def test_a_second_edition_changes_only_what_differs_and_goes_back_to_the_bit(session, tmp_path):
    first = run_import(session, write(houses(), tmp_path / "a.gpkg"), BUILDINGS)
    before = rows(session)
    other = houses().iloc[2:].copy()
    other.loc[5, "floors"] = 9
    other.loc[6, "geometry"] = square_town.cell(3.1, 0.1, 0.1, 0.1)
    other = pd.concat([other, houses(41).iloc[40:]])
    path = write(other, tmp_path / "b.gpkg")

    preview = preview_import(session, path, BUILDINGS)
    states = preview.effect.states
    assert (states.new, states.changed, states.same, states.gone) == (1, 2, 36, 2)
    assert preview.effect.columns == {"floors": 1, "geometry": 1}
    assert preview.effect.examples["gone"] == ["b000", "b001"]
    assert rows(session) == before

    second = run_import(
        session, path, ImportRequest("buildings", dataset="houses", remove_gone=True)
    )
    assert (second.inserted, second.updated, second.unchanged, second.removed) == (1, 2, 36, 2)
    with pytest.raises(ConflictError, match=f"undo import {second.import_id} first"):
        undo_import(session, first.import_id, actor="a")
    undone = undo_import(session, second.import_id, actor="a")
    assert (undone.deleted, undone.changed, undone.brought_back) == (1, 2, 2)
    assert rows(session) == before
    with pytest.raises(ConflictError, match="undone by a already"):
        undo_import(session, second.import_id, actor="a")
    undo_import(session, first.import_id, actor="a")
    assert rows(session) == []
    actions = session.scalars(text("SELECT action FROM audit_log WHERE action LIKE 'undo%'"))
    assert list(actions) == ["undo_import", "undo_import"]


def test_what_was_changed_by_hand_or_is_in_use_is_not_undone(session, tmp_path):
    report = run_import(session, write(houses(2), tmp_path / "a.gpkg"), BUILDINGS)
    session.execute(text("UPDATE buildings SET floors = 7 WHERE code = 'b001'"))
    with pytest.raises(ConflictError, match=r"b001.*by hand"):
        undo_import(session, report.import_id, actor="a")
    session.execute(text("UPDATE buildings SET floors = 6 WHERE code = 'b001'"))
    (tmp_path / "h.csv").write_text("code,building_code\nh1,b000\n")
    homes = run_import(session, tmp_path / "h.csv", ImportRequest("households"))
    with pytest.raises(ConflictError, match="still used by households"):
        undo_import(session, report.import_id, actor="a")
    undo_import(session, homes.import_id, actor="a")
    assert undo_import(session, report.import_id, actor="a").deleted == 2


def test_rows_that_fail_are_written_corrected_and_imported(session, tmp_path):
    frame = houses(6)
    frame["floors"] = frame["floors"].astype(str)
    frame.loc[1, "floors"] = "six"
    frame.loc[3, "geometry"] = shapely.from_wkt("POLYGON((0 0, 1 1, 0 1, 1 0, 0 0))")
    frame.loc[5, "code"] = "b000"
    path, bad = write(frame, tmp_path / "a.gpkg"), tmp_path / "bad.csv"
    with pytest.raises(RefusedError, match="3 of 6 rows"):
        run_import(session, path, ImportRequest("buildings", most_rejected=0.2), rejected=bad)
    assert rows(session) == []
    report = run_import(session, path, BUILDINGS, rejected=bad)
    assert (report.inserted, len(report.rejected)) == (3, 3)
    with bad.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert [(row["gridgeo_row"], row["gridgeo_column"]) for row in table] == [
        ("2", "floors"), ("4", "geometry"), ("6", "code"),
    ]  # fmt: skip
    assert all(row["gridgeo_advice"] for row in table)
    kept = session.execute(text("SELECT * FROM import_rejections")).mappings().all()
    assert "six" not in str(kept)
    table[0]["floors"], table[2]["code"] = "6", "b005"
    table[1]["wkt"] = houses(6).geometry[3].wkt
    with bad.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, table[0])
        writer.writeheader()
        writer.writerows(table)
    again = run_import(session, bad, BUILDINGS)
    assert (again.inserted, again.rejected) == (3, [])
    assert len(rows(session)) == 6


INDEXES = "SELECT indexdef FROM pg_indexes WHERE tablename = 'buildings' ORDER BY indexname"


@pytest.mark.parametrize("held", [False, True])
def test_a_first_load_leaves_the_table_as_it_was_made(engine, session, tmp_path, monkeypatch, held):
    monkeypatch.setattr("gridgeo.db.repositories.first_load.MANY", 10)
    indexes = session.scalars(text(INDEXES)).all()
    session.rollback()
    path = write(houses(), tmp_path / "a.gpkg")
    with engine.connect() as reader:
        if held:  # then nobody is waited for
            reader.execute(text("SELECT 1 FROM buildings"))
        report = run_import(session, path, BUILDINGS)
    assert session.scalar(text("SHOW lock_timeout")) == "10s"
    assert report.inserted == 40
    assert session.scalars(text(INDEXES)).all() == indexes
    found = text(
        "SELECT count(*) FROM buildings WHERE geometry && ST_MakeEnvelope(116, 39, 117, 40, 4326)"
    )
    assert session.scalar(found) == 40
    kept = session.execute(text("SELECT cardinality(keys), part FROM import_additions")).all()
    assert [tuple(row) for row in kept] == [(40, 0)]
    assert undo_import(session, report.import_id, actor="a").deleted == 40


def test_the_same_key_far_apart_is_named(session, tmp_path, monkeypatch):
    monkeypatch.setattr("gridgeo.io.sources.source.BATCH_ROWS", 2)
    frame = houses(50)
    frame.loc[49, "code"] = "b000"
    lines = [
        f"{code},{shape.wkt!r}" for code, shape in zip(frame.code, frame.geometry, strict=True)
    ]
    (tmp_path / "a.csv").write_text("code,wkt\n" + "\n".join(lines).replace("'", '"'))
    report = run_import(session, tmp_path / "a.csv", BUILDINGS)
    assert [(bad.row, bad.reason) for bad in report.rejected] == [(50, "stands in row 1 already")]


@pytest.mark.parametrize(
    ("crs", "shift"),
    [
        ("gcj02", gcj02_from_wgs84),
        ("bd09", bd09_from_wgs84),
        ("EPSG:4547", None),
        ("EPSG:4490", None),
        ("EPSG:3857", None),
        ("EPSG:4526", None),
    ],
)
def test_any_system_of_an_office_comes_to_the_same_place(session, tmp_path, crs, shift):
    frame = houses(3)
    if shift is None:
        moved = frame.to_crs(crs)
    else:
        move = lambda points: np.column_stack(shift(points[:, 0], points[:, 1]))  # noqa: E731
        moved = frame.set_geometry(
            gpd.GeoSeries(shapely.transform(frame.geometry.to_numpy(), move), crs="EPSG:4326")
        )
    path = write(moved, tmp_path / "a.shp")
    asked = crs if shift is not None else None
    report = run_import(session, path, ImportRequest("buildings", crs=asked))
    stored = session.scalars(text("SELECT ST_AsText(geometry) FROM buildings ORDER BY code"))
    for shape, meant in zip(stored, frame.geometry, strict=True):
        assert shapely.from_wkt(shape).hausdorff_distance(meant) < 1e-7  # 0.01 m
    kept = session.execute(text("SELECT source_crs, transform, accuracy_m FROM imports")).one()
    assert kept.source_crs == crs
    assert kept.transform
    assert report.import_id is not None


def test_auto_takes_a_clear_system_and_asks_where_none_is(session, tmp_path):
    import_buildings(session, houses())
    drawn = houses()
    move = lambda points: np.column_stack(gcj02_from_wgs84(points[:, 0], points[:, 1]))  # noqa: E731
    drawn.geometry = shapely.transform(drawn.geometry.to_numpy(), move)
    request = ImportRequest("buildings", crs="auto")
    assert (
        preview_import(session, write(drawn, tmp_path / "a.gpkg"), request).reading.crs.name
        == "gcj02"
    )
    homes = drawn.set_geometry(drawn.representative_point())
    path = write(homes, tmp_path / "homes.gpkg")
    found = preview_import(session, path, ImportRequest("households", crs="auto"))
    assert found.reading.crs.name == "gcj02"
    far = houses().set_geometry(houses().translate(0.01, 0.013))
    with pytest.raises(BadInputError, match="not clear which coordinate system"):
        preview_import(session, write(far, tmp_path / "b.gpkg"), request)


def test_a_preview_doubts_what_a_file_says_where_what_is_known_speaks_against_it(session, tmp_path):
    import_buildings(session, houses())
    drawn = houses()
    move = lambda points: np.column_stack(gcj02_from_wgs84(points[:, 0], points[:, 1]))  # noqa: E731
    drawn.geometry = shapely.transform(drawn.geometry.to_numpy(), move)
    path = write(drawn, tmp_path / "a.gpkg")
    found = preview_import(session, path, BUILDINGS)
    assert (found.reading.crs.name, found.reading.doubt.crs) == ("EPSG:4326", "gcj02")
    assert describe_preview(found)["crs_doubt"]["crs"] == "gcj02"
    for asked in ("EPSG:4326", "gcj02", "auto"):  # who was asked is not asked again
        request = ImportRequest("buildings", crs=asked)
        assert preview_import(session, path, request).reading.doubt is None
    true = write(houses(), tmp_path / "b.gpkg")
    assert preview_import(session, true, BUILDINGS).reading.doubt is None


def test_auto_knows_streets_by_streets_that_are_there(session, tmp_path):
    streets = gpd.read_file(PROJECT / "data" / "samples" / "streets.geojson")
    import_kind(session, "barriers", streets)
    move = lambda points: np.column_stack(bd09_from_wgs84(points[:, 0], points[:, 1]))  # noqa: E731
    drawn = streets.set_geometry(
        gpd.GeoSeries(shapely.transform(streets.geometry.to_numpy(), move), crs="EPSG:4326")
    )
    path = write(drawn, tmp_path / "a.gpkg")
    found = preview_import(session, path, ImportRequest("barriers", crs="auto"))
    assert found.reading.crs.name == "bd09"
    assert found.rejected == []


def test_metres_without_a_system_are_asked_for_unless_the_zone_is_written(session, tmp_path):
    frame = houses(3).to_crs("EPSG:4526")
    lines = ["编码,X坐标,Y坐标"]
    lines += [f"{c},{p.x},{p.y}" for c, p in zip(frame.code, frame.centroid, strict=True)]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="gbk")
    preview = preview_import(session, tmp_path / "a.csv", ImportRequest("households"))
    assert preview.reading.crs.name == "EPSG:4526"
    assert preview.effect.states.new == 3
    frame = houses(3).to_crs("EPSG:4547")
    lines[1:] = [f"{c},{p.x},{p.y}" for c, p in zip(frame.code, frame.centroid, strict=True)]
    (tmp_path / "b.csv").write_text("\n".join(lines), encoding="gbk")
    with pytest.raises(BadInputError, match="say it with --crs"):
        preview_import(session, tmp_path / "b.csv", ImportRequest("households"))


def test_a_network_is_compared_published_and_rolled_back(session, tmp_path):
    square_town.build(session, 2, present=True)
    grids = square_town.strips(2)
    path = write(grids.iloc[1:].assign(name="新名"), tmp_path / "a.gpkg")
    request = ImportRequest("network", network=square_town.NETWORK.code, dataset="")
    states = preview_import(session, path, request).effect.states
    assert (states.new, states.changed, states.gone) == (0, len(grids) - 1, 0)
    names = "SELECT count(*) FROM grid_versions WHERE upper_inf(valid) AND name = '新名'"
    report = run_import(session, path, request)
    assert session.scalar(text(names)) == len(grids) - 1
    undone = undo_import(session, report.import_id, actor="a")
    assert undone.changed == len(grids) - 1
    assert session.scalar(text(names)) == 0
    sources = session.scalars(text("SELECT source FROM publications ORDER BY version"))
    assert list(sources)[-1] == "rollback"


def test_areas_of_an_openstreetmap_extract_come_in_by_name_and_level(session, tmp_path):
    def told(name: str, level: str) -> dict[str, str]:
        return {"boundary": "administrative", "name": name, "admin_level": level}

    write_boundaries(
        tmp_path / "a.osm.pbf",
        [
            (told("湖北省", "4"), (113.0, 29.0, 116.0, 32.0)),
            (told("示范区", "6"), (114.0, 30.0, 114.2, 30.2)),
            (told("和平街道", "8"), (114.0, 30.0, 114.1, 30.1)),
            (told("和平社区", "10"), (114.0, 30.0, 114.05, 30.05)),
            ({"boundary": "postal_code", "name": "430000"}, (114.0, 30.0, 114.2, 30.2)),
        ],
    )
    report = run_import(session, tmp_path / "a.osm.pbf", ImportRequest("areas"))
    assert (report.read, report.inserted, report.rejected) == (3, 3, [])
    found = session.execute(text("SELECT name, level, ST_Area(geometry) FROM areas ORDER BY 3"))
    assert [(name, level, round(area, 6)) for name, level, area in found] == [
        ("和平社区", "community", 0.0025),
        ("和平街道", "town", 0.01),
        ("示范区", "district", 0.04),
    ]
