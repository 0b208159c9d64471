"""How fast rows get from a file into PostGIS: read, checked, copied, merged, kept for an undo."""

import os
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from sqlalchemy import Engine, text

from gridgeo.db.session import make_engine, open_session
from gridgeo.services.imports.request import ImportRequest
from gridgeo.services.imports.run import run_import

pytestmark = [pytest.mark.db, pytest.mark.bench]

POINTS, POLYGONS = 100_000, 50_000


@pytest.fixture
def engine(database_url: str):
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


def points_file(folder: Path) -> Path:
    places = np.random.default_rng(0).uniform((114, 32), (114.5, 32.5), (POINTS, 2))
    frame = pd.DataFrame({"编码": np.arange(POINTS), "地址": "和平路12号3幢", "户数": 1})
    frame["经度"], frame["纬度"] = places.round(7).T
    frame.to_csv(folder / "points.csv", index=False)
    return folder / "points.csv"


def polygons_file(folder: Path) -> Path:
    corner = np.random.default_rng(0).uniform((114, 32), (114.5, 32.5), (POLYGONS, 2))
    frame = gpd.GeoDataFrame(
        {"编码": np.arange(POLYGONS).astype(str), "层数": 6, "户数": 24},
        geometry=shapely.box(*corner.T, *(corner + 0.0002).T),
        crs="EPSG:4326",
    )
    pyogrio.write_dataframe(frame, folder / "polygons.gpkg")
    return folder / "polygons.gpkg"


def backend_cpu_s(pid: int) -> float:
    """Give the processor time of a server process; other work on the machine does not count."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def timed(engine: Engine, path: Path, request: ImportRequest) -> tuple[float, float]:
    """Give the rows a second of wall time, and of processor time of both processes together."""
    with open_session(engine) as session:
        pid = session.scalar(text("SELECT pg_backend_pid()"))
        begun, ours, theirs = time.perf_counter(), time.process_time(), backend_cpu_s(pid)
        report = run_import(session, path, request)
        session.commit()
        wall = time.perf_counter() - begun
        used = time.process_time() - ours + backend_cpu_s(pid) - theirs
    assert report.rejected == []
    return report.read / wall, report.read / used


@pytest.mark.parametrize(
    ("make", "kind", "least"),
    [(points_file, "households", 15_000), (polygons_file, "buildings", 10_000)],
)
def test_rows_a_second(engine, tmp_path, make, kind, least):
    path = make(tmp_path)
    wall, cpu = timed(engine, path, ImportRequest(kind))
    again_wall, again_cpu = timed(engine, path, ImportRequest(kind))
    print(  # noqa: T201
        f"\n{kind}: {wall:,.0f}/s ({cpu:,.0f} a second of processor time); the same again, nothing"
        f" changed: {again_wall:,.0f}/s ({again_cpu:,.0f})"
    )
    with engine.connect() as connection:
        assert connection.scalar(text(f"SELECT count(*) FROM {kind}"))  # noqa: S608
    assert cpu > least
