"""Days of patrols reckoned from their points: cleaned, cut into tracks, held against networks.

A day is reckoned as a whole, in one transaction: whoever is killed in the middle leaves what was
there, and who comes after does it anew. Nothing is lost, nothing counts twice.
"""

from collections.abc import Callable
from datetime import date

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from gridgeo.db.repositories import patrol_days
from gridgeo.db.repositories.grids import published_versions
from gridgeo.db.session import open_session
from gridgeo.services.patrols.frame import network_frame
from gridgeo.services.patrols.heat_months import store_stale_months
from gridgeo.services.patrols.store_day import store_day, store_network
from gridgeo.services.patrols.walk_day import walk_day

Progress = Callable[[int, int], None]


def reckon_stale(engine: Engine, progress: Progress | None = None) -> int:
    """Reckon all days that wait, each in a transaction of its own; give how many were done.

    Then the heat of their months is made anew.
    """
    with open_session(engine) as session:
        waiting = patrol_days.stale_days(session)
    done = _reckon_each(engine, waiting, None, progress)
    store_stale_months(engine)
    return done


def reckon_period(
    engine: Engine, network: str, first: date, last: date, progress: Progress | None = None
) -> int:
    """Reckon the days of a period that are not up to date with a network's grids."""
    with open_session(engine) as session:
        frame = network_frame(session, network)
        waiting = patrol_days.open_days(session, network, frame.digest, first, last)
    return _reckon_each(engine, waiting, network, progress)


def _reckon_each(
    engine: Engine, days: list[date], network: str | None, progress: Progress | None
) -> int:
    done = 0
    for number, day in enumerate(days):
        if progress is not None:
            progress(number, len(days))
        with open_session(engine) as session:
            done += reckon_day(session, day, network)
    if progress is not None and days:
        progress(len(days), len(days))
    return done


def reckon_day(session: Session, day: date, network: str | None = None) -> bool:
    """Reckon one day for the networks whose people walked, or for one; the caller commits.

    Returns
    -------
    bool
        False where another one does it at this moment.
    """
    marks = patrol_days.take_day(session, day)
    if marks is None:
        return False
    walked = walk_day(session, day)
    present = sorted({one.network for one in walked.duty} & set(published_versions(session)))
    stale = marks[1] < marks[0] or network is None
    if stale:
        store_day(session, day, marks[0], walked, present)
    chosen = set(present if stale else ()) | ({network} if network else set())
    for name in sorted(chosen):
        store_network(session, day, marks[0], walked, network_frame(session, name))
    return True
