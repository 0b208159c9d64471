"""How fast rows get from a file into PostGIS: read, checked, copied, merged, kept for an undo."""

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

POINTS, POLYGONS = 300_000, 150_000


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


def timed(engine: Engine, path: Path, request: ImportRequest) -> tuple[float, float]:
    """Give the rows a second of all of it, and of reading, checking and copying alone."""
    begun, copied = time.perf_counter(), 0.0

    def tell(done: float, _total: float, note: str) -> None:
        nonlocal copied
        if note == "merge" and not copied:
            copied = time.perf_counter() - begun

    with open_session(engine) as session:
        report = run_import(session, path, request, progress=tell)
    assert report.rejected == []
    return report.read / (time.perf_counter() - begun), report.read / copied


@pytest.mark.parametrize(
    ("make", "kind", "least"),
    [(points_file, "households", 20_000), (polygons_file, "buildings", 15_000)],
)
def test_rows_a_second(engine, tmp_path, make, kind, least):
    whole, copied = timed(engine, make(tmp_path), ImportRequest(kind))
    again, _ = timed(engine, make(tmp_path), ImportRequest(kind))
    print(f"\n{kind}: {whole:,.0f}/s, into staging {copied:,.0f}/s, again unchanged {again:,.0f}/s")  # noqa: T201
    with engine.connect() as connection:
        assert connection.scalar(text(f"SELECT count(*) FROM {kind}"))  # noqa: S608
    assert whole > least
