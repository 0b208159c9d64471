"""The figures of a month, one function a measure: for each worker a value and what it rests on.

A measure that nobody can be held to (no event was due, nobody records visits) has no value; what a
value rests on is named, so that every score can be followed back.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import assessments
from gridgeo.services.assessments.months import month_bounds

MOST_NAMED = 200  # keys of events that a figure names


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, None where the measure does not apply, and what it rests on."""

    value: float | None
    basis: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a network, and who served which grids in it.

    Attributes
    ----------
    network : str
    month : date
        Its first day.
    grids : mapping of worker to (key, code) of grids
    """

    network: str
    month: date
    grids: Mapping[str, list[tuple[int, str]]]

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """Instants at which it begins and ends."""
        return month_bounds(self.month)


Figures = dict[str, Figure]
Measure = Callable[[Session, Month], Figures]
NOTHING = Figure(None)


def load_month(session: Session, network: str, month: date) -> Month:
    """Find who served which grids of a network in a month."""
    grids: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in assessments.served_grids(session, network, *month_bounds(month)):
        grids[row["worker"]].append((row["grid_id"], row["grid"]))
    return Month(network, month, dict(grids))


def events_in_time(session: Session, month: Month) -> Figures:
    """Give the share of the events of one's grids that were closed by the day they were due."""
    by_grid: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for row in assessments.events_due(session, month.network, *month.bounds):
        by_grid[row["grid_id"]].append((row["id"], bool(row["in_time"])))

    def figure(grids: list[tuple[int, str]]) -> Figure:
        due = [event for key, _ in grids for event in by_grid.get(key, ())]
        if not due:
            return NOTHING
        late = [key for key, in_time in due if not in_time]
        basis = {"due": len(due), "late": len(late), "late_events": sorted(late)[:MOST_NAMED]}
        return Figure(1 - len(late) / len(due), basis)

    return {worker: figure(grids) for worker, grids in month.grids.items()}


def events_reported(session: Session, month: Month) -> Figures:
    """Give how many events one reported."""
    found: dict[str, list[int]] = defaultdict(list)
    for row in assessments.events_reported(session, month.network, *month.bounds):
        found[row["worker"]].append(row["id"])
    return {
        worker: Figure(float(len(found[worker])), {"events": found[worker][:MOST_NAMED]})
        for worker in month.grids
    }


def visits(session: Session, month: Month) -> Figures:
    """Give the share of the households of one's grids that one called at."""
    visited = assessments.households_visited(session, month.network, *month.bounds)
    if not visited:
        return dict.fromkeys(month.grids, NOTHING)  # this network records none
    homes = assessments.households_of_grids(session, month.network, *month.bounds)

    def figure(worker: str, grids: list[tuple[int, str]]) -> Figure:
        wanted = sum(homes.get(key, 0) for key, _ in grids)
        if not wanted:
            return NOTHING
        called = visited.get(worker, 0)
        return Figure(min(1.0, called / wanted), {"visited": called, "households": wanted})

    return {worker: figure(worker, grids) for worker, grids in month.grids.items()}
