"""Track points: one partition a month, replayed uploads add nothing, old months are retired."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gridgeo.db.repositories import tracks

pytestmark = pytest.mark.db

INSERT = text("""
    INSERT INTO track_points (worker_code, device, recorded_at, lon, lat)
    VALUES ('w1', 'd1', :at, 116, 39) ON CONFLICT DO NOTHING
""")


@pytest.fixture
def worker(session: Session) -> Session:
    session.execute(text("INSERT INTO workers (code, name) VALUES ('w1', '测试员')"))
    return session


def partitions(session: Session) -> list[str]:
    rows = session.scalars(
        text(
            "SELECT inhrelid::regclass::text FROM pg_inherits"
            " WHERE inhparent = 'track_points'::regclass ORDER BY 1"
        )
    )
    return list(rows)


def test_months_are_made_once(worker: Session) -> None:
    made = tracks.make_months(worker, date(2025, 12, 31), date(2026, 2, 1))
    assert made == ["track_points_202512", "track_points_202601", "track_points_202602"]
    assert tracks.make_months(worker, date(2026, 1, 5), date(2026, 1, 6)) == []
    assert partitions(worker) == made


def test_a_point_falls_into_its_utc_month(worker: Session) -> None:
    tracks.make_months(worker, date(2026, 1, 1), date(2026, 2, 1))
    for at in ("2026-02-01 07:59:59+08", "2026-02-01 08:00:00+08"):
        worker.execute(INSERT, {"at": at})
    rows = worker.execute(
        text("SELECT tableoid::regclass::text FROM track_points ORDER BY recorded_at")
    )
    assert [name for (name,) in rows] == ["track_points_202601", "track_points_202602"]


def test_a_replayed_upload_adds_nothing(worker: Session) -> None:
    tracks.make_months(worker, date(2026, 1, 1), date(2026, 1, 1))
    for _ in range(2):
        worker.execute(INSERT, {"at": datetime(2026, 1, 5, tzinfo=UTC)})
    assert worker.scalar(text("SELECT count(*) FROM track_points")) == 1


def test_a_point_without_a_month_is_refused(worker: Session) -> None:
    with pytest.raises(IntegrityError, match="no partition"):
        worker.execute(INSERT, {"at": datetime(1970, 1, 1, tzinfo=UTC)})


def test_old_months_are_retired_whole(worker: Session) -> None:
    tracks.make_months(worker, date(2025, 11, 1), date(2026, 2, 1))
    assert tracks.retire_before(worker, date(2026, 1, 31)) == [
        "track_points_202511",
        "track_points_202512",
    ]
    assert partitions(worker) == ["track_points_202601", "track_points_202602"]


def test_points_are_loaded_into_months_made_for_them_and_a_replay_adds_none(
    worker: Session,
) -> None:
    at = pd.to_datetime(["2026-01-31 23:59:59+00:00", "2026-02-01 00:00:00+00:00"])
    frame = pd.DataFrame(
        {
            "worker_code": "w1",
            "device": "a",
            "recorded_at": at,
            "accuracy_m": 5.0,
            "lon": 114.99,
            "lat": 32.0,
        }
    )
    assert [tracks.load_points(worker, frame).added for _ in range(2)] == [2, 0]
    assert partitions(worker) == ["track_points_202601", "track_points_202602"]
    assert tracks.load_points(worker, frame.head(0)).added == 0
