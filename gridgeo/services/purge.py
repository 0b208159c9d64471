"""Retention by rule: what is older than it may be is taken away, and counted before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, personal_data, tracks


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many months personal data are kept."""

    track_months: int
    personal_months: int


@dataclass(frozen=True, slots=True)
class Purged:
    """What a rule took away, or would."""

    kind: str
    before: date
    rows: int


def purge(
    session: Session,
    rule: Retention,
    today: date,
    *,
    dry_run: bool = False,
    actor: str = "system",
    progress: Callable[[str], None] = lambda kind: None,
) -> list[Purged]:
    """Take away personal data that is older than the rule allows; published grids stay.

    Tracks go by whole months; visits and closed events stay as figures without place, household
    and text; workers who serve nowhere any more keep their code alone.

    Parameters
    ----------
    session : Session
        The caller commits.
    rule : Retention
        How long what is kept.
    today : date
        The day to reckon from.
    dry_run : bool
        Only count.
    actor : str
        For the audit log.
    progress : callable, optional
        Told of each kind before its turn.
    """
    done = [_purge_tracks(session, months_before(today, rule.track_months), dry_run, progress)]
    day = months_before(today, rule.personal_months)
    act = personal_data.count_old if dry_run else personal_data.retire
    for kind in personal_data.RETIRE:
        progress(kind)
        done.append(Purged(kind, day, act(session, kind, day)))
    if not dry_run:
        details = {one.kind: one.rows for one in done if one.rows}
        audit.append(session, actor, "purge", "personal data", today.isoformat(), details)
    return done


def months_before(day: date, months: int) -> date:
    """Give the first day of the month that lies so many months before.

    >>> months_before(date(2026, 3, 31), 14)
    datetime.date(2025, 1, 1)
    """
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _purge_tracks(
    session: Session, day: date, dry_run: bool, progress: Callable[[str], None]
) -> Purged:
    progress("track points")
    count = personal_data.count_old_points(session, day)
    if not dry_run:
        tracks.retire_before(session, day)
        tracks.forget_lines(session, day)
    return Purged("track points", day, count)
