"""Tracks from a file: points of known workers on duty, into what patrols are reckoned from.

A point is known by worker, device and instant; it never changes, so one that is there already is
the same. What comes in goes the way of an upload (`gridgeo.services.patrols.ingest`).
"""

from collections.abc import Iterator

import pandas as pd
from sqlalchemy.orm import Session

from gridgeo.db.repositories import import_changes, import_states, imported_tracks
from gridgeo.db.tables import Import
from gridgeo.io.kinds import TRACKS
from gridgeo.io.rows import RejectedRow
from gridgeo.patrol.flags import Flag
from gridgeo.services.import_report import ImportReport, open_import
from gridgeo.services.imports.origin import Origin
from gridgeo.services.imports.settle import Effect, reject_unknown_references
from gridgeo.services.patrols.ingest import CHUNK_ROWS, Ingested, ingest_points, off_duty
from gridgeo.services.patrols.refresh import ask_for_reckoning

_EXAMPLES = 20
_OFF_DUTY = "is outside the postings or the hours of duty"


def sift_tracks(session: Session) -> list[RejectedRow]:
    """Take out of the staged points those that cannot go in, and say why."""
    imported_tracks.complete_devices(session)
    rejected = reject_unknown_references(session, TRACKS)
    rejected += [
        RejectedRow(row, worker, "recorded_at", str(instant), f"stands in row {first} already")
        for row, worker, instant, first in imported_tracks.take_out_repeated(session)
    ]
    for points in _staged(session):
        outside = points[off_duty(session, points)]
        imported_tracks.take_out(session, outside["row_number"].tolist())
        columns = (outside[name].tolist() for name in ("row_number", "worker_code", "recorded_at"))
        rejected += [
            RejectedRow(row, worker, "recorded_at", str(instant), _OFF_DUTY)
            for row, worker, instant in zip(*columns, strict=True)
        ]
    return rejected


def foresee_tracks(session: Session) -> Effect:
    """Say what importing the staged points would do; nothing is changed."""
    imported_tracks.compare(session)
    shown = {"new": import_states.examples(session, "new", _EXAMPLES)}
    return Effect(import_states.count_states(session), {}, shown)


def merge_tracks(
    session: Session, origin: Origin, read: int, rejected: list[RejectedRow]
) -> ImportReport:
    """Store the new points, and let their days be reckoned; the caller commits."""
    states = foresee_tracks(session).states
    report = open_import(session, ImportReport(TRACKS.name, read, states.new, 0, rejected), origin)
    assert report.import_id is not None  # noqa: S101 - open_import has given it
    flag = Flag.GCJ02 if origin.crs.name == "gcj02" else 0
    done = Ingested()
    for points in _staged(session, "new"):
        done.take(ingest_points(session, points.assign(flags=int(flag))))
    imported_tracks.keep_added(session, report.import_id, import_changes.KEPT_TOGETHER)
    if done.days:
        ask_for_reckoning(session)
    return report


def undo_tracks(session: Session, row: Import) -> tuple[int, int, int]:
    """Delete the points that an import brought; their days are reckoned anew."""
    deleted = imported_tracks.delete_added(session, row.id)
    import_changes.forget(session, row.id)
    if deleted:
        ask_for_reckoning(session)
    return deleted, 0, 0


def _staged(session: Session, state: str | None = None) -> Iterator[pd.DataFrame]:
    """Give the staged points in the order of their rows, some at a time."""
    after = 0
    while len(part := imported_tracks.staged_points(session, state, after, CHUNK_ROWS)):
        yield part
        after = int(part["row_number"].iloc[-1])
