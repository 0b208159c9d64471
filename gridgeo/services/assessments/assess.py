"""Assess a month: every figure of every worker once for all, scored by the network's rules."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import assessments, audit
from gridgeo.domain.errors import NotFoundError
from gridgeo.services.assessments import measures, patrolled
from gridgeo.services.assessments.measures import NOTHING, Figures, Measure, load_month
from gridgeo.services.assessments.months import require_past
from gridgeo.services.assessments.rules import load_rules
from gridgeo.staffing.assessment import Score, list_red_and_black, rank, score

MEASURED: Mapping[str, Measure] = {
    "track_days": patrolled.track_days,
    "households_passed": patrolled.households_passed,
    "ground_passed": patrolled.ground_passed,
    "visits": measures.visits,
    "events_in_time": measures.events_in_time,
    "events_reported": measures.events_reported,
}


def assess_month(
    session: Session, network: str, month: date, *, actor: str
) -> list[dict[str, Any]]:
    """Score everybody who served a grid of a network in a month; former scores are replaced.

    Parameters
    ----------
    session : Session
        The caller commits.
    network : str
    month : date
        Its first day.
    actor : str
        For the audit log.

    Returns
    -------
    list of dict
        As `list_scores`.

    Raises
    ------
    NotFoundError
        If there is no such network, or nobody served it then.
    BadInputError
        If the month has not begun.
    """
    require_past(month)
    rules = load_rules(session, network)
    served = load_month(session, network, month)
    if not served.grids:
        raise NotFoundError(
            f"Nobody was posted to a grid of '{network}' in {month:%Y-%m}.", field="month"
        )
    wanted = [criterion.measure for criterion in rules.criteria]
    figures = {name: MEASURED[name](session, served) for name in wanted}
    people = sorted(served.grids)
    scores = [
        score(rules, {name: _of(figures[name], worker).value for name in wanted})
        for worker in people
    ]
    totals = [one.total for one in scores]
    red, black = list_red_and_black(rules, totals)
    rows = [
        {
            "worker_code": worker,
            "score": one.total,
            "rank": place,
            "listed": "red" if on_red else "black" if on_black else None,
            "grid_codes": [code for _, code in served.grids[worker]],
            "lines": _lines(one, figures, worker),
        }
        for worker, one, place, on_red, on_black in zip(
            people, scores, rank(totals), red, black, strict=True
        )
    ]
    assessments.store_month(session, network, month, asdict(rules), rows, actor)
    audit.append(session, actor, "assess", "network", network, {"month": f"{month:%Y-%m}"})
    return list_scores(session, network, month)


def list_scores(
    session: Session, network: str, month: date, worker: str | None = None
) -> list[dict[str, Any]]:
    """Give the scores of a month, the best first.

    Raises
    ------
    NotFoundError
        If the month was not assessed, or not this worker.
    """
    if assessments.find_month(session, network, month) is None:
        raise NotFoundError(
            f"{month:%Y-%m} was not assessed for the network '{network}' yet.", field="month"
        )
    rows = [dict(row) for row in assessments.list_scores(session, network, month, worker)]
    if worker is not None and not rows:
        raise NotFoundError(f"'{worker}' was not assessed for {month:%Y-%m}.", field="worker")
    return rows


def _of(figures: Figures, worker: str) -> Any:
    return figures.get(worker, NOTHING)


def _lines(one: Score, figures: dict[str, Figures], worker: str) -> list[dict[str, Any]]:
    return [
        {**asdict(line), "basis": _of(figures[line.measure], worker).basis} for line in one.lines
    ]
