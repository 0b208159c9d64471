"""Use case: a plan beside what is published, and who would change hands by its publication."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories import plan_copies, plans, publications
from gridgeo.services.plan_operations.draft import Draft, load_draft
from gridgeo.services.plan_operations.published_codes import Codes, codes_at, grids_at

Integers = NDArray[np.int64]


def compare_published(session: Session, plan_id: int) -> dict[str, Any]:
    """Say how a plan differs from the network's present version, from the version to the plan.

    Returns
    -------
    dict
        ``plan_id``, ``version``, and as of `compare_plans`: ``same``, ``grids``, ``units`` (the
        first that move), ``handover``. A unit that lies in no published grid comes from "".

    Raises
    ------
    NotFoundError
        If there is no such plan.
    """
    plan = plans.load_plan(session, plan_id)
    version = publications.current_version(session, plan.network_code)
    draft = load_draft(session, plan, plans.plan_areas(session, plan_id))
    before = codes_at(draft, grids_at(session, draft, version))
    after = np.array([draft.grids[n]["code"] for n in draft.numbers.tolist()], dtype=object)
    codes, number = np.unique(np.concatenate([before, after]), return_inverse=True)
    giver, taker = np.split(number, 2)
    moved = giver != taker
    touched = np.unique(np.concatenate([giver[moved], taker[moved]]))
    moves = _moves(draft, codes, giver[moved], taker[moved], np.flatnonzero(moved))
    return {
        "plan_id": plan_id,
        "version": version,
        "same": int((np.delete(codes, touched) != "").sum()),
        "grids": _grids(draft, codes, giver, taker, touched),
        "units": _units(draft, before, after, np.flatnonzero(moved)),
        "handover": {
            "households": sum(move["households"] for move in moves),
            "persons": sum(move["persons"] for move in moves),
            "moves": moves,
        },
    }


def _grids(
    draft: Draft, codes: Codes, giver: Integers, taker: Integers, touched: Integers
) -> list[dict[str, Any]]:
    """Count the grids that change, by code, in the version and in the plan."""
    total = len(codes)
    held, holds = (np.bincount(grid, minlength=total) for grid in (giver, taker))
    homes, homes_after = (_total(grid, draft.units.households, total) for grid in (giver, taker))
    return [
        {
            "code": codes[grid],
            "change": "new" if not held[grid] else "changed" if holds[grid] else "gone",
            "units_before": int(held[grid]) or None,
            "households_before": int(homes[grid]) if held[grid] else None,
            "units_after": int(holds[grid]) or None,
            "households_after": int(homes_after[grid]) if holds[grid] else None,
        }
        for grid in touched.tolist()
        if codes[grid] != ""
    ]


def _units(draft: Draft, before: Codes, after: Codes, moved: Integers) -> list[dict[str, Any]]:
    """List the first units that move, by code."""
    return [
        {
            "unit": str(draft.units.codes[i]),
            "from": before[i],
            "to": after[i],
            "households": int(draft.units.households[i]),
        }
        for i in moved[: plan_copies.MOST_UNITS].tolist()
    ]


def _moves(
    draft: Draft, codes: Codes, giver: Integers, taker: Integers, moved: Integers
) -> list[dict[str, Any]]:
    """Sum up what goes from which grid to which, the most households first."""
    pairs, pair = np.unique(np.column_stack([giver, taker]), axis=0, return_inverse=True)
    pair, total = pair.ravel(), len(pairs)
    rows = [
        {
            "from": codes[one],
            "to": codes[other],
            "units": units,
            "households": households,
            "persons": persons,
        }
        for (one, other), units, households, persons in zip(
            pairs.tolist(),
            np.bincount(pair, minlength=total).tolist(),
            _total(pair, draft.units.households[moved], total).tolist(),
            _total(pair, draft.units.persons[moved], total).tolist(),
            strict=True,
        )
    ]
    return sorted(rows, key=lambda row: -row["households"])


def _total(group: Integers, values: Integers, groups: int) -> Integers:
    """Sum whole numbers by group."""
    total = np.zeros(groups, dtype=np.int64)
    np.add.at(total, group, values)
    return total
