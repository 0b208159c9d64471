"""Tracks through the import of files: as uploads they end, but looked into, previewed, undone."""

import json
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.geometry.china_offsets import gcj02_from_wgs84
from gridgeo.patrol.flags import Flag
from gridgeo.services.imports.inspect_file import inspect_file
from gridgeo.services.imports.request import ImportRequest
from gridgeo.services.imports.run import preview_import, run_import
from gridgeo.services.imports.undo import undo_import
from gridgeo.services.patrols.ingest import ingest_points
from tests.support import patrolled_town, small_town

pytestmark = pytest.mark.db

TRACKS = ImportRequest("tracks")
HEADING = "工号,设备号,定位时间,经度,纬度,精度"
GOOD = [f"W1,D1,2026-03-02 09:00:{second:02d},116.305,39.91,5" for second in (0, 20, 40)]
BAD = [
    "W99,D9,2026-03-02 09:00:00,116.305,39.91,5",  # nobody is called so
    "W1,D1,2026-03-02 23:30:00,116.305,39.91,5",  # at night
    "W1,D1,gestern,116.305,39.91,5",
    "W1,D1,2026-03-02 09:05:00,116.305,39.91,genau",
    "W1,D1,2026-03-02 09:06:00,,,5",
    GOOD[0],
]
COLUMNS = ["worker_code", "recorded_at", "recorded_at", "accuracy_m", "geometry", "recorded_at"]


@pytest.fixture
def town(session: Session) -> Session:
    small_town.build(session)
    patrolled_town.add_people(session)
    return session


def table(folder: Path, *rows: str) -> Path:
    path = folder / "轨迹.csv"
    path.write_text("\n".join((HEADING, *rows)) + "\n", encoding="gbk")
    return path


def stored(session: Session) -> list:
    statement = "SELECT worker_code, device, recorded_at, lon, lat, flags FROM track_points"
    return session.execute(text(statement + " ORDER BY recorded_at")).all()


def test_a_table_of_tracks_is_known_as_such(town: Session, tmp_path: Path) -> None:
    [layer] = inspect_file(town, table(tmp_path, *GOOD)).layers
    assert layer.kinds[0].kind == "tracks"
    assert all(one["guess"]["score"] >= 0.9 for one in layer.columns)


def test_points_are_previewed_stored_once_and_taken_back(town: Session, tmp_path: Path) -> None:
    path, left_out = table(tmp_path, *GOOD, *BAD), tmp_path / "rejected.csv"
    preview = preview_import(town, path, TRACKS)
    assert (preview.effect.states.new, preview.effect.states.same) == (3, 0)
    assert len(preview.features["features"]) == 3
    assert stored(town) == []
    report = run_import(town, path, TRACKS, rejected=left_out)
    assert (report.read, report.inserted) == (9, 3)
    assert [(bad.row, bad.column) for bad in report.rejected] == [
        *zip(range(4, 10), COLUMNS, strict=True)
    ]
    assert all(bad.advice_zh and bad.reason_zh for bad in report.rejected)
    assert len(left_out.read_text().splitlines()) == 7
    first = stored(town)[0]
    assert (first.worker_code, first.device, first.flags) == ("W1", "D1", 0)
    assert first.recorded_at.isoformat() == "2026-03-02T01:00:00+00:00"
    assert town.scalars(text("SELECT kind FROM jobs")).all() == ["reckon_patrols"]

    again = run_import(town, table(tmp_path, *GOOD, GOOD[0].replace("09:00", "10:00")), TRACKS)
    assert (again.inserted, again.unchanged) == (1, 3)
    mark = town.scalar(text("SELECT mark FROM patrol_days"))
    undone = undo_import(town, report.import_id, actor="a")
    assert (undone.deleted, len(stored(town))) == (3, 1)
    assert town.scalar(text("SELECT mark FROM patrol_days")) == mark + 1
    assert undo_import(town, again.import_id, actor="a").deleted == 1
    assert stored(town) == []


def test_it_stores_what_an_upload_of_the_same_points_does(town: Session, tmp_path: Path) -> None:
    walk = patrolled_town.walk()
    with town.begin_nested() as savepoint:
        ingest_points(town, walk)
        uploaded = stored(town)
        savepoint.rollback()
    walk.to_csv(tmp_path / "walk.csv", index=False)
    report = run_import(town, tmp_path / "walk.csv", TRACKS)
    assert (report.inserted, report.rejected) == (180, [])
    assert stored(town) == uploaded


def test_shifted_points_are_moved_back_and_flagged(town: Session, tmp_path: Path) -> None:
    lon, lat = gcj02_from_wgs84(np.array([116.305]), np.array([39.91]))
    path = table(tmp_path, f"W1,D1,2026-03-02 09:00:00,{lon[0]},{lat[0]},5")
    run_import(town, path, ImportRequest("tracks", crs="gcj02"))
    [point] = stored(town)
    assert (point.lon, point.lat) == pytest.approx((116.305, 39.91), abs=1e-7)
    assert point.flags == Flag.GCJ02


def test_a_gpx_of_one_worker_comes_in(town: Session, tmp_path: Path) -> None:
    points = "".join(
        f'<trkpt lat="39.91" lon="116.305"><time>2026-03-02T01:00:{second:02d}Z</time></trkpt>'
        for second in (0, 20)
    )
    path = tmp_path / "walk.gpx"
    path.write_text(
        '<?xml version="1.0"?><gpx version="1.1" creator="t"'
        ' xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk><trkseg>{points}</trkseg></trk></gpx>"
    )
    asked = ImportRequest("tracks", layer="track_points", constants={"worker_code": "W1"})
    assert run_import(town, path, asked).inserted == 2
    assert [row.device for row in stored(town)] == ["W1", "W1"]


@pytest.mark.parametrize("parts", [False, True])
def test_lines_with_a_time_for_each_vertex_come_in_as_points(
    town: Session, tmp_path: Path, parts: bool
) -> None:
    """As converters of GPX write them; a waypoint stands beside the line."""
    line = [[116.305 + 0.0001 * i, 39.91] for i in range(3)]
    times = [f"2026-03-02T01:00:{second:02d}Z" for second in (0, 20, 40)]
    long = {"type": "MultiLineString" if parts else "LineString",
            "coordinates": [line[:2], line[1:]] if parts else line}  # fmt: skip
    told = [times[:2], ["2026-03-02T01:00:25Z", times[2]]] if parts else times
    features = [
        {"type": "Feature", "geometry": long,
         "properties": {"name": "walk", "time": times[0], "coordTimes": told}},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [116.3055, 39.9101]},
         "properties": {"name": "here", "time": "2026-03-02T01:05:00Z"}},
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": line},
         "properties": {"name": "cut", "coordTimes": times[:2]}},
    ]  # fmt: skip
    path = tmp_path / "walk.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    asked = ImportRequest("tracks", constants={"worker_code": "W1"})
    [note] = inspect_file(town, path).notes
    assert "each vertex is a row" in note
    report = run_import(town, path, asked, rejected=tmp_path / "bad.csv")
    count = 5 if parts else 4
    assert (report.read, report.inserted) == (count + 1, count)
    [bad] = report.rejected
    assert (bad.row, bad.reason) == (count + 1, "has another number of times than vertices")
    assert bad.reason_zh == "时间个数与顶点个数不同"
    assert "cut" in (tmp_path / "bad.csv").read_text(encoding="utf-8-sig")
    assert [row.recorded_at.isoformat()[14:19] for row in stored(town)] == (
        ["00:00", "00:20", "00:25", "00:40", "05:00"] if parts
        else ["00:00", "00:20", "00:40", "05:00"]
    )  # fmt: skip
    assert stored(town)[1].lon == pytest.approx(116.3051)
