"""The demo's people and their month of tracks, taken in as a department's own would be."""

from collections.abc import Callable

import pandas as pd
from sqlalchemy import Engine

from gridgeo.db.repositories import staff_rows
from gridgeo.db.session import open_session
from gridgeo.demo import District, make_tracks
from gridgeo.services.patrols.ingest import ingest_file
from gridgeo.services.patrols.reckon import reckon_stale

BATCH_POINTS = 500_000
# Of the large district the last working week is enough to see: 1.2 of 5 million points.
LARGE_FROM = pd.Timestamp("2025-06-24", tz="Asia/Shanghai")


def import_demo_people(engine: Engine, district: District) -> None:
    """Take in workers and postings; those who are known stay."""
    with open_session(engine) as session:
        staff_rows.add_workers(session, district.workers)
        staff_rows.add_postings(session, district.postings)


def import_demo_tracks(
    engine: Engine, district: District, progress: Callable[[float], None]
) -> int:
    """Take in the month of tracks and reckon its days; give the number of points."""
    total, size = 0, 0
    waiting: list[pd.DataFrame] = []
    share = 0.5 / max(len(district.workers), 1)
    for number, batch in enumerate(make_tracks(district)):
        points = batch.points
        if district.size != "small":
            points = points[points["recorded_at"] >= LARGE_FROM]
        waiting.append(points)
        size += len(points)
        if size >= BATCH_POINTS:
            total += _store(engine, waiting)
            waiting, size = [], 0
            progress(number * share)
    total += _store(engine, waiting)
    reckon_stale(engine, lambda done, days: progress(0.5 + 0.5 * done / max(days, 1)))
    return total


def _store(engine: Engine, batches: list[pd.DataFrame]) -> int:
    if not batches:
        return 0
    return ingest_file(engine, pd.concat(batches, ignore_index=True)).added
