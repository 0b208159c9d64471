"""What patrols give for an assessment: days with a track, households and ground passed.

Coverage belongs to grids: what a stand-in walked counts for the grid, and so for whom it is posted.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.services.assessments.measures import NOTHING, Figure, Figures, Month
from gridgeo.services.assessments.months import CHINA
from gridgeo.services.patrols.coverage import Covered, Period, cover_network

Floats = NDArray[np.float64]


def track_days(session: Session, month: Month) -> Figures:
    """Give the days with a track that one's grids have, of the days that the rule asks for."""
    covered = _cover(session, month)
    if covered is None:
        return dict.fromkeys(month.grids, NOTHING)
    days = np.minimum(covered.count.days, covered.count.due)  # one grid cannot make up for another

    def figure(places: list[int]) -> Figure:
        due = int(covered.count.due[places].sum())
        if not due:
            return NOTHING
        done = {str(covered.frame.codes[one]): int(covered.count.days[one]) for one in places}
        return Figure(float(days[places].sum()) / due, {"due": due, "days": done})

    return _of_people(month, covered, figure)


def households_passed(session: Session, month: Month) -> Figures:
    """Give the share of the households of one's grids that were passed within the radius."""
    covered = _cover(session, month)
    if covered is None:
        return dict.fromkeys(month.grids, NOTHING)
    homes = covered.frame.coverage.targets["households"].totals()
    return _of_people(month, covered, lambda places: _share(covered, "households", homes, places))


def ground_passed(session: Session, month: Month) -> Figures:
    """Give the share of the ground of one's grids that was passed within the radius."""
    covered = _cover(session, month)
    if covered is None:
        return dict.fromkeys(month.grids, NOTHING)
    area = np.asarray(shapely.area(covered.frame.polygons))
    return _of_people(month, covered, lambda places: _share(covered, "ground", area, places))


def _cover(session: Session, month: Month) -> Covered | None:
    """Put the days of the month together; None where no track was recorded in all of it."""
    end = month.bounds[1].astimezone(CHINA).date() - timedelta(days=1)
    today = datetime.now(UTC).astimezone(CHINA).date()
    covered = cover_network(session, month.network, Period(month.month, min(end, today)))
    return covered if covered.points.any() else None


def _share(covered: Covered, kind: str, weight: Floats, places: list[int]) -> Figure:
    share = covered.shares[kind][places]
    known = np.isfinite(share) & (weight[places] > 0)
    if not known.any():
        return NOTHING
    basis = {
        str(covered.frame.codes[place]): round(float(covered.shares[kind][place]), 3)
        for place in np.asarray(places)[known].tolist()
    }
    return Figure(float(np.average(share[known], weights=weight[places][known])), basis)


def _of_people(month: Month, covered: Covered, figure: Callable[[list[int]], Figure]) -> Figures:
    """Give each worker the figure of their grids; grids that are no more count for nobody."""
    held = covered.frame.places
    by_worker = {
        worker: [held[code] for _, code in grids if code in held]
        for worker, grids in month.grids.items()
    }
    return {worker: figure(places) if places else NOTHING for worker, places in by_worker.items()}
