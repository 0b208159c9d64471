"""One device that reports each second for a week: 604,800 points through the database.

Nothing is lost, nothing counts twice: not when the week is sent again, not when its days are
reckoned again. Truth is a walk to and fro across one grid, day and night, with a receiver's noise.
"""

import resource
import time
from datetime import date

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import text

from gridgeo.db.repositories import patrol_days
from gridgeo.db.session import make_engine, open_session
from gridgeo.services.patrols.coverage import Period
from gridgeo.services.patrols.coverage_list import list_coverage
from gridgeo.services.patrols.ingest import ingest_file
from gridgeo.services.patrols.reckon import reckon_stale
from gridgeo.services.patrols.rules import set_rules
from tests.support import patrolled_town as town
from tests.support import small_town
from tests.support.bench import say

pytestmark = [pytest.mark.bench, pytest.mark.db]

SECONDS = 7 * 86_400
MIDNIGHT = pd.Timestamp("2026-03-02", tz="Asia/Shanghai")  # a Monday
WEEK = Period(date(2026, 3, 2), date(2026, 3, 8))
FIRST = f"{small_town.LEFT}001"
SPEED_M_S, NOISE_M = 1.2, 2.5
WEST, EAST, LAT = 116.301, 116.309, 39.91
METRE_LAT, METRE_LON = 1 / 111_035, 1 / 85_500  # degrees a metre there, to 0.2 %


@pytest.fixture
def engine(database_url: str):
    engine = make_engine(database_url)
    with open_session(engine) as session:
        small_town.build(session)
        small_town.add_units(session)
        town.add_people(session)
    with open_session(engine) as session:
        set_rules(session, "zongzhi", {"shift_from_h": 0, "shift_to_h": 24}, actor="tests")
    yield engine
    engine.dispose()


def week_of_seconds() -> pd.DataFrame:
    """Walk to and fro between two meridians, a point a second, each off by the noise."""
    rng = np.random.default_rng(8)
    seconds = np.arange(SECONDS)
    width = (EAST - WEST) / METRE_LON
    along = width - np.abs(seconds * SPEED_M_S % (2 * width) - width)
    off = rng.normal(0, NOISE_M, (2, SECONDS))
    return pd.DataFrame(
        {
            "worker_code": "W1",
            "device": "D-W1",
            "recorded_at": MIDNIGHT.tz_convert("UTC") + pd.to_timedelta(seconds, unit="s"),
            "accuracy_m": np.float32(5),
            "lon": WEST + (along + off[0]) * METRE_LON,
            "lat": LAT + off[1] * METRE_LAT,
        }
    )


def memory_mb() -> float:
    """Give the most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def row_of_week(engine) -> dict:
    with open_session(engine) as session:
        found = list_coverage(session, "zongzhi", WEEK)
    assert found["waiting_days"] == 0
    return next(row for row in found["items"] if row["grid"] == FIRST)


def test_a_week_at_one_hertz_is_neither_lost_nor_counted_twice(engine, capsys) -> None:
    week, before = week_of_seconds(), memory_mb()
    start = time.perf_counter()
    stored = ingest_file(engine, week)
    ingested = time.perf_counter() - start
    assert (stored.added, stored.off_duty, stored.misdated) == (SECONDS, 0, 0)
    assert ingest_file(engine, week.sample(frac=1, random_state=1)).added == 0
    start = time.perf_counter()
    assert reckon_stale(engine) == 7
    reckoned = time.perf_counter() - start
    row = row_of_week(engine)
    with open_session(engine) as session:
        days = patrol_days.list_days(session, WEEK.first, WEEK.last)
        session.execute(text("UPDATE patrol_days SET mark = mark + 1"))
    assert [day["points"] for day in days] == [86_400] * 7
    assert sum(day["used"] for day in days) >= 0.99 * SECONDS
    assert reckon_stale(engine) == 7
    assert row_of_week(engine) == row
    say(
        capsys,
        f"{SECONDS:,} points of one device into PostGIS in {ingested:.1f} s",
        f"seven days reckoned in {reckoned:.1f} s",
        f"{row['minutes']:,.0f} of {SECONDS / 60:,.0f} minutes",
        f"{row['distance_m'] / 1000:,.1f} of {SECONDS * SPEED_M_S / 1000:,.1f} km",
        f"memory {before:,.0f} MB before, at most {memory_mb():,.0f} MB",
    )
    assert row["days"] == 7
    assert row["minutes"] == pytest.approx(SECONDS / 60, rel=0.01)
    assert row["distance_m"] == pytest.approx(SECONDS * SPEED_M_S, rel=0.05)
    assert memory_mb() - before < 1024
