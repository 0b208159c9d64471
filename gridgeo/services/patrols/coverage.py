"""Patrol coverage of a network's grids over a period, from days that were reckoned."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories import patrol_days
from gridgeo.domain.errors import BadInputError
from gridgeo.patrol.coverage import Passed
from gridgeo.patrol.points import Floats
from gridgeo.patrol.schedule import DayCount, count_days
from gridgeo.services.patrols.divided_grids import divided_grids
from gridgeo.services.patrols.frame import NetworkFrame, network_frame
from gridgeo.topology.divided import Division

SINCE = date(1970, 1, 1)
_DEFAULT_DAYS = 30
MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def before(self) -> "Period":
        """Give the period of the same length that ends the day before."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Covered:
    """A network over a period.

    Attributes
    ----------
    frame : NetworkFrame
    seconds, metres, rounds, points, tracks : arrays (days, grids)
    passed : Passed
    shares : dict of str to float64 arrays (grids)
    count : DayCount
    waiting : int
        Days of the period that are not reckoned yet for the present grids.
    divisions : dict of int to Division
        By grid: those that cannot be patrolled as drawn.
    """

    frame: NetworkFrame
    seconds: Floats
    metres: Floats
    rounds: NDArray[np.int64]
    points: NDArray[np.int64]
    tracks: NDArray[np.int64]
    passed: Passed
    shares: dict[str, Floats]
    count: DayCount
    waiting: int
    divisions: dict[int, Division]


def read_period(session: Session, first: date | None, last: date | None) -> Period:
    """Complete a period: the last thirty days that have points when nothing is said.

    Raises
    ------
    BadInputError
        If it ends before it begins, or is longer than `MOST_DAYS` days.
    """
    if first is None or last is None:
        span = patrol_days.reckoned_span(session)
        latest = span[1] if span is not None else date.today()
        last = last or (latest if first is None else max(first, latest))
        first = first or last - timedelta(days=_DEFAULT_DAYS - 1)
    if last < first:
        raise BadInputError(f"The period ends ({last}) before it begins ({first}).", field="to")
    if (last - first).days >= MOST_DAYS:
        raise BadInputError(f"A period has at most {MOST_DAYS} days.", field="from")
    return Period(first, last)


def cover_network(session: Session, network: str, period: Period) -> Covered:
    """Put the days of a period together.

    Raises
    ------
    NotFoundError
        If there is no such network, or nothing of it is published.
    """
    frame = network_frame(session, network)
    bounds = (period.first, period.last)
    sums = patrol_days.sums_of(session, network, *bounds)
    sizes = {"ground": len(frame.coverage.ground.inside)}
    sizes |= {kind: len(one) for kind, one in frame.coverage.targets.items()}
    marks = patrol_days.passed_between(session, network, frame.digest, *bounds, sizes)
    passed = Passed(marks.pop("ground"), marks)
    waiting = patrol_days.open_days(session, network, frame.digest, *bounds)
    table = _by_day(frame, sums, period)
    count = count_days(table["seconds"], table["rounds"], frame.urban, period.first, frame.rules)
    shares = frame.coverage.shares(passed)
    return Covered(
        frame,
        **table,
        passed=passed,
        shares=shares,
        count=count,
        waiting=len(waiting),
        divisions=divided_grids(session, frame),
    )


def _by_day(frame: NetworkFrame, sums: patrol_days.DaySums, period: Period) -> dict[str, Any]:
    """Lay sums out as (days, grids); those of grids that are no more are left out."""
    order = np.argsort(frame.grid_ids)
    place = np.searchsorted(frame.grid_ids[order], sums.grid_id)
    place = np.minimum(place, len(order) - 1)
    known = frame.grid_ids[order[place]] == sums.grid_id
    start = (period.first - SINCE).days
    at = (sums.day[known] - start, order[place[known]])
    shape = (period.days, len(frame))
    table: dict[str, Any] = {}
    for name in ("seconds", "metres", "rounds", "points", "tracks"):
        values = getattr(sums, name)
        table[name] = np.zeros(shape, values.dtype)
        table[name][at] = values[known]
    return table


def shares_before(session: Session, frame: NetworkFrame, period: Period) -> dict[str, Floats]:
    """Give the shares of the period before; empty where nothing was recorded then."""
    before = period.before()
    bounds = (before.first, before.last)
    if not len(patrol_days.sums_of(session, frame.network, *bounds).day):
        return {}
    sizes = {"ground": len(frame.coverage.ground.inside)}
    sizes |= {kind: len(one) for kind, one in frame.coverage.targets.items()}
    marks = patrol_days.passed_between(session, frame.network, frame.digest, *bounds, sizes)
    return frame.coverage.shares(Passed(marks.pop("ground"), marks))
