"""How fast rows get from a file into PostGIS: read, checked, copied, merged, kept for an undo.

Beside a peer that only reads and copies, in the same run.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from sqlalchemy import Connection, Engine, text

from gridgeo.db.session import make_engine, open_session
from gridgeo.services.imports.request import ImportRequest
from gridgeo.services.imports.run import run_import
from tests.support.bench import say

pytestmark = [pytest.mark.db, pytest.mark.bench]

POINTS, POLYGONS = 200_000, 100_000


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


@dataclass(frozen=True)
class Cost:
    """Rows, and the seconds that they took: on the clock, and of either process's own time."""

    rows: int
    wall_s: float
    client_s: float
    server_s: float

    def __str__(self) -> str:
        both = self.client_s + self.server_s
        return (
            f"{self.rows / self.wall_s:,.0f}/s on the clock; client {self.client_s:.2f} s, server"
            f" {self.server_s:.2f} s: {self.rows / both:,.0f} a second of both together"
        )


def measured(connection: Connection, work: Callable[[], int]) -> Cost:
    pid = connection.scalar(text("SELECT pg_backend_pid()"))
    begun, ours, theirs = time.perf_counter(), time.process_time(), backend_cpu_s(pid)
    count = work()
    return Cost(
        count,
        time.perf_counter() - begun,
        time.process_time() - ours,
        backend_cpu_s(pid) - theirs,
    )


def our_way(engine: Engine, path: Path, request: ImportRequest) -> Cost:
    with open_session(engine) as session:

        def work() -> int:
            report = run_import(session, path, request)
            session.commit()
            assert report.rejected == []
            return report.read

        return measured(session.connection(), work)


def to_postgis(engine: Engine, path: Path) -> Cost:
    """GeoPandas: read, COPY into a table of its own, one spatial index; nothing is checked,
    compared, keyed or kept.
    """
    with engine.connect() as connection:

        def work() -> int:
            if path.suffix == ".csv":
                rows = pd.read_csv(path)
                places = gpd.points_from_xy(rows["经度"], rows["纬度"], crs="EPSG:4326")
                frame = gpd.GeoDataFrame(rows, geometry=places)
            else:
                frame = pyogrio.read_dataframe(path, use_arrow=True)
            frame.to_postgis("peer", connection, if_exists="replace")
            connection.commit()
            return len(frame)

        return measured(connection, work)


@pytest.mark.parametrize(
    ("make", "kind", "least"),
    [(points_file, "households", 30_000), (polygons_file, "buildings", 20_000)],
)
def test_rows_a_second(engine, tmp_path, capsys, make, kind, least):
    path = make(tmp_path)
    to_postgis(engine, path)  # what is loaded and compiled the first time is not counted
    peer = to_postgis(engine, path)
    first = our_way(engine, path, ImportRequest(kind))
    again = our_way(engine, path, ImportRequest(kind))
    say(
        capsys, f"{kind}: {first}", f"the same again, nothing changed: {again}",
        f"geopandas.to_postgis: {peer}",
    )  # fmt: skip
    with engine.connect() as connection:
        assert connection.scalar(text(f"SELECT count(*) FROM {kind}")) == first.rows  # noqa: S608
    assert first.rows / (first.client_s + first.server_s) > least
