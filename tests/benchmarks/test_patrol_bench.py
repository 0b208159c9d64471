"""Patrols beside their peers, in one run: sums by grid beside PostGIS and geopandas, heat bins.

All do the same on the same points: points, seconds and metres by grid, with intervals up to the
gap; and points by pixel of web mercator. ``GRIDGEO_BENCH_POINTS`` makes it smaller than 5 million.
"""

import io
import os
import time
from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
import pytest
import shapely
from sqlalchemy import text

from gridgeo.db.session import make_engine, open_session
from gridgeo.geometry.locator import Locator
from gridgeo.patrol.clean import clean_tracks
from gridgeo.patrol.heat import BASE, cell_of, heat_by_hour
from gridgeo.patrol.points import TrackPoints
from gridgeo.patrol.rules import PatrolRules
from gridgeo.patrol.tracks import make_tracks, sum_in_grids
from gridgeo.services.patrols import heat_maps, ingest
from gridgeo.services.patrols.heat import describe_heat, measure_named
from gridgeo.services.patrols.heat_maps import HeatQuestion
from gridgeo.services.patrols.heat_months import store_stale_months
from gridgeo.services.patrols.heat_tiles import draw_tile
from gridgeo.tiles.mercator import tile_at
from tests.support.bench import say, timed
from tests.support.published import patchwork

pytestmark = [pytest.mark.bench, pytest.mark.db]

POINTS = int(os.environ.get("GRIDGEO_BENCH_POINTS", "5000000"))
A_DAY, DAYS = 190, 20
WEST, SOUTH, DEGREES = 120.9, 24.7, 0.2
PER_LON, PER_LAT = 101_100.0, 110_800.0  # metres a degree there, the same for all who take part

_SUMS = """
    WITH steps AS (
        SELECT device, geom, at, lag(geom) OVER w AS before, lag(at) OVER w AS before_at
        FROM bench_points WINDOW w AS (PARTITION BY device ORDER BY at)
    )
    SELECT g.id, count(*),
           sum(steps.at - before_at) FILTER (WHERE steps.at - before_at <= 300),
           sum(ST_DistanceSphere(steps.geom, before)) FILTER (WHERE at - before_at <= 300)
    FROM steps JOIN bench_grids AS g ON ST_Covers(g.geom, steps.geom) GROUP BY g.id
"""
_BINS = """
    SELECT floor((ST_X(geom) / 360 + 0.5) * 4194304)::int AS x,
           floor((0.5 - ln(tan(radians(ST_Y(geom))) + 1 / cos(radians(ST_Y(geom))))
                  / (2 * pi())) * 4194304)::int AS y, count(*)
    FROM bench_points GROUP BY 1, 2
"""


def project(lon, lat):
    return (lon - WEST) * PER_LON, (lat - SOUTH) * PER_LAT


@pytest.fixture(scope="module")
def points():
    """Walks of many devices: twenty days, a point every twenty seconds, about a metre a second."""
    devices = max(POINTS // (A_DAY * DAYS), 1)
    rng = np.random.default_rng(0)
    count = devices * DAYS * A_DAY
    number = np.arange(count)
    device, day, step = number // (DAYS * A_DAY), number // A_DAY % DAYS, number % A_DAY
    heading = np.cumsum(rng.normal(0, 0.4, count))
    x, y = np.cumsum(np.cos(heading) * 22), np.cumsum(np.sin(heading) * 22)
    start = number - step
    home = rng.uniform(0.02, DEGREES - 0.02, (devices, 2))[device]
    lon = WEST + home[:, 0] + (x - x[start]) / PER_LON
    lat = SOUTH + home[:, 1] + (y - y[start]) / PER_LAT
    at = 1_748_826_000.0 + day * 86_400 + step * 20
    return TrackPoints.of(device, device, at, lon, lat)


@pytest.fixture(scope="module")
def grids():
    return patchwork(33, 1, DEGREES)  # 1,089


@pytest.fixture(scope="module")
def database(postgis_server, points, grids):
    url = postgis_server.create_database()
    engine = make_engine(url)
    with open_session(engine) as session:
        session.execute(
            text("CREATE UNLOGGED TABLE bench_points (device int, at float8, geom geometry)")
        )
        session.execute(text("CREATE TABLE bench_grids (id int, geom geometry)"))
        for number, shape in enumerate(grids):
            session.execute(
                text("INSERT INTO bench_grids VALUES (:id, ST_GeomFromWKB(:wkb))"),
                {"id": number, "wkb": shapely.to_wkb(shape)},
            )
        session.execute(
            text("CREATE UNLOGGED TABLE raw (device int, at float8, x float8, y float8)")
        )
        table = pa.table({"d": points.device, "t": points.time_s, "x": points.lon, "y": points.lat})
        sink = io.BytesIO()
        pacsv.write_csv(table, sink, pacsv.WriteOptions(include_header=False))
        sink.seek(0)
        cursor = session.connection().connection.cursor()
        cursor.copy_expert("COPY raw FROM STDIN CSV", sink)
        session.execute(
            text("INSERT INTO bench_points SELECT device, at, ST_MakePoint(x, y) FROM raw")
        )
        session.execute(text("CREATE INDEX ON bench_grids USING gist (geom)"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE bench_points"))
        connection.execute(text("ANALYZE bench_grids"))
        connection.execute(text("SET max_parallel_workers_per_gather = 0"))  # one core each
        yield connection
    engine.dispose()
    postgis_server.drop_database(url)


def ours(points, grids):
    moved = shapely.transform(grids, lambda xy: np.column_stack(project(*xy.T)))
    rules = PatrolRules(outside_m=1e6)
    clean = clean_tracks(points, project, rules, now_s=2e9)
    return sum_in_grids(make_tracks(clean), Locator.build(moved))


def with_geopandas(points, grids):
    frame = pd.DataFrame({"device": points.device, "at": points.time_s})
    before = frame["device"].eq(frame["device"].shift())
    gap = frame["at"].diff().where(before)
    x, y = project(points.lon, points.lat)
    length = pd.Series(np.hypot(np.diff(x, prepend=np.nan), np.diff(y, prepend=np.nan)))
    near = gap <= 300
    frame["seconds"], frame["metres"] = gap.where(near, 0), length.where(near, 0)
    places = gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(points.lon, points.lat), crs=4326)
    shapes = gpd.GeoDataFrame({"grid": range(len(grids))}, geometry=grids, crs=4326)
    joined = places.sjoin(shapes, predicate="within")
    return joined.groupby("grid")[["seconds", "metres"]].sum()


def test_sums_by_grid_beside_postgis_and_geopandas(points, grids, database, capsys):
    few = TrackPoints.of([0, 0], [0, 0], [0.0, 9.0], [WEST, WEST], [SOUTH, SOUTH])
    ours(few, grids)  # compiles
    mine, found = timed(ours, points, grids, rounds=2)
    theirs, _ = timed(with_geopandas, points, grids, rounds=1)
    start = time.perf_counter()
    rows = database.execute(text(_SUMS)).all()
    postgis = time.perf_counter() - start
    say(
        capsys,
        f"sums by grid, {len(points):,} points, {len(grids):,} grids, one core",
        f"gridgeo, cleaning included {mine:7.2f} s",
        f"geopandas                  {theirs:7.2f} s, {theirs / mine:.1f} x",
        f"PostGIS                    {postgis:7.2f} s, {postgis / mine:.1f} x",
    )
    seconds = float(sum(row[2] or 0 for row in rows))
    assert found.seconds.sum() == pytest.approx(seconds, rel=0.05)
    assert postgis >= 5 * mine
    assert theirs >= 2 * mine


def binned(points):
    column, row = cell_of(points.lon, points.lat)
    cell = (row.astype(np.int64) << BASE) | column.astype(np.int64)
    return np.unique(cell, return_counts=True)


def test_heat_bins_beside_postgis(points, database, capsys):
    mine, (cells, counts) = timed(binned, points, rounds=2)
    start = time.perf_counter()
    rows = database.execute(text(_BINS)).all()
    postgis = time.perf_counter() - start
    say(
        capsys,
        f"heat bins, {len(points):,} points, {len(cells):,} cells",
        f"gridgeo {mine:7.2f} s",
        f"PostGIS {postgis:7.2f} s, {postgis / mine:.1f} x",
    )
    assert sum(row[2] for row in rows) == counts.sum()
    assert abs(len(rows) - len(cells)) <= 0.001 * len(cells)
    assert postgis >= 10 * mine


def test_points_into_postgis(postgis_server, points, capsys):
    """Five million in less than a minute by two writers; a replay adds nothing."""
    url = postgis_server.create_database()
    engine = make_engine(url)
    names = [f"W{number:05d}" for number in range(int(points.device.max()) + 1)]
    with open_session(engine) as session:
        session.execute(
            text("INSERT INTO workers (code, name) SELECT c, c FROM unnest(:c) AS c"), {"c": names}
        )
        session.execute(
            text("INSERT INTO networks (code, name, code_template) VALUES ('n', 'n', '{serial:3}')")
        )
        session.execute(text("INSERT INTO grids (network_code, code) VALUES ('n', '1')"))
        session.execute(
            text("""
                INSERT INTO postings (worker_code, grid_id, role, valid)
                SELECT w.code, g.id, 'worker', tstzrange('2025-01-01', NULL)
                FROM workers AS w, grids AS g
            """)
        )
    words = pd.Categorical.from_codes(points.device, names)
    frame = pd.DataFrame(
        {
            "worker_code": words,
            "device": words,
            "recorded_at": pd.to_datetime(points.time_s * 1000, unit="ms", utc=True),
            "accuracy_m": np.float32(5),
            "lon": points.lon,
            "lat": points.lat,
        }
    )
    start = time.perf_counter()
    added = ingest.ingest_file(engine, frame).added
    taken = time.perf_counter() - start
    again = ingest.ingest_file(engine, frame.iloc[: ingest.CHUNK_ROWS]).added
    say(capsys, f"{added:,} points into PostGIS in {taken:.1f} s: {added / taken:,.0f} a second")
    engine.dispose()
    postgis_server.drop_database(url)
    assert (added, again) == (len(points), 0)
    assert taken <= 60 * len(points) / 5_000_000 + 5


def heat_of_day(points, number):
    """Give the packed cells of one day by hour, as reckoning stores them."""
    mine = (np.arange(len(points)) // A_DAY) % DAYS == number
    columns = (points.device, points.worker, points.time_s, points.lon, points.lat)
    part = TrackPoints.of(*(column[mine] for column in columns))
    made = make_tracks(clean_tracks(part, project, PatrolRules(outside_m=1e6), now_s=2e9))
    own = made.clean.points
    owner = np.repeat(np.arange(len(made)), np.diff(made.first))
    hour = ((own.time_s + 28_800) % 86_400 // 3600).astype(np.int64)
    heat = heat_by_hour(cell_of(own.lon, own.lat), hour, owner, made.seconds, made.path, made.leg)
    return {one: cells.pack() for one, cells in heat.items()}


def test_a_month_of_heat_opens_at_once(postgis_server, points, capsys):
    """What a reader waits for first: the description, and the pictures of a screen."""
    url = postgis_server.create_database()
    engine = make_engine(url)
    first = date(2025, 6, 1)
    for number in range(DAYS):
        day = first + timedelta(days=number)
        with open_session(engine) as session:
            session.execute(
                text("INSERT INTO patrol_days (day, reckoned_at, used) VALUES (:day, now(), 1)"),
                {"day": day},
            )
            session.execute(
                text("INSERT INTO heat_days VALUES (:day, '*', 'worker', :hour, :cells)"),
                [
                    {"day": day, "hour": hour, "cells": cells}
                    for hour, cells in heat_of_day(points, number).items()
                ],
            )
    start = time.perf_counter()
    assert store_stale_months(engine) == 1
    made = time.perf_counter() - start
    question = HeatQuestion("*", first, date(2025, 6, 30))
    measure, lines = measure_named("passes"), []
    for z, wide, high in ((11, 3, 2), (12, 6, 4), (14, 6, 4), (16, 6, 4)):
        x, y = tile_at(WEST + DEGREES / 3, SOUTH + DEGREES / 3, z)
        tiles = [(z, x + i, y + j) for i in range(wide) for j in range(high)]
        heat_maps._held.clear()
        heat_maps._blocks.clear()
        start = time.perf_counter()
        with open_session(engine) as session:
            found = describe_heat(session, question)
            for tile in tiles:
                draw_tile(session, question, measure, tile)
        taken = time.perf_counter() - start
        lines.append(f"zoom {z}, {len(tiles)} pictures {taken * 1000:7.0f} ms")
        if z == 12:
            assert taken < 0.3
    start = time.perf_counter()
    with open_session(engine) as session:
        longer = HeatQuestion("*", first, date(2025, 7, 1))
        assert describe_heat(session, longer)["passes"] == found["passes"]
    added = time.perf_counter() - start
    engine.dispose()
    postgis_server.drop_database(url)
    say(
        capsys,
        f"heat of {len(points):,} points in a month, {found['cells']:,} cells",
        f"the month is stored in {made:.2f} s; added up of its days in {added:.2f} s",
        *lines,
    )
