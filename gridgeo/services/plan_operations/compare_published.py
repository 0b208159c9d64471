"""Use case: a plan beside what is published, and who would change hands by its publication."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories import plan_copies, plans, publications
from gridgeo.services.plan_operations.draft import Draft, load_draft
from gridgeo.services.plan_operations.published_codes import Codes, codes_at, grids_at


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
    moved = before != after
    touched = set(before[moved].tolist()) | set(after[moved].tolist())
    known = set(before.tolist()) | set(after.tolist())
    moves = _moves(draft, before, after, moved)
    return {
        "plan_id": plan_id,
        "version": version,
        "same": len(known - touched - {""}),
        "grids": [_grid(draft, before, after, code) for code in sorted(touched - {""})],
        "units": _units(draft, before, after, moved),
        "handover": {
            "households": sum(move["households"] for move in moves),
            "persons": sum(move["persons"] for move in moves),
            "moves": moves,
        },
    }


def _grid(draft: Draft, before: Codes, after: Codes, code: str) -> dict[str, Any]:
    held, holds = before == code, after == code
    change = "changed" if held.any() and holds.any() else "gone" if held.any() else "new"
    figures: dict[str, Any] = {"code": code, "change": change}
    for name, units in (("before", held), ("after", holds)):
        there = units.any()
        figures[f"units_{name}"] = int(units.sum()) if there else None
        figures[f"households_{name}"] = _sum(draft.units.households, units) if there else None
    return figures


def _units(
    draft: Draft, before: Codes, after: Codes, moved: NDArray[np.bool_]
) -> list[dict[str, Any]]:
    """List the first units that move, by code."""
    return [
        {
            "unit": str(draft.units.codes[i]),
            "from": before[i],
            "to": after[i],
            "households": int(draft.units.households[i]),
        }
        for i in np.flatnonzero(moved)[: plan_copies.MOST_UNITS].tolist()
    ]


def _moves(
    draft: Draft, before: Codes, after: Codes, moved: NDArray[np.bool_]
) -> list[dict[str, Any]]:
    """Sum up what goes from which grid to which, the most households first."""
    pairs = sorted(set(zip(before[moved].tolist(), after[moved].tolist(), strict=True)))
    rows = []
    for giver, taker in pairs:
        held = (before == giver) & (after == taker)
        rows.append(
            {
                "from": giver,
                "to": taker,
                "units": int(held.sum()),
                "households": _sum(draft.units.households, held),
                "persons": _sum(draft.units.persons, held),
            }
        )
    return sorted(rows, key=lambda row: -row["households"])


def _sum(values: NDArray[np.integer], units: NDArray[np.bool_]) -> int:
    return int(values[units].sum())
