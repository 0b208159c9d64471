"""The answer to an operation: just what it changed."""

from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories import cut_units
from gridgeo.domain.enums import CountUnit
from gridgeo.domain.plan_change import NO_GRID, GridRecord, PlanChange, Step
from gridgeo.services.plan_operations.draft import Draft
from gridgeo.services.plan_operations.edit import Edit, Moved
from gridgeo.services.plan_operations.findings import compare_findings

_FIGURES = ("households", "persons", "units", "area_m2", "polsby_popper", "band_status")
_NAMES = ("name", "kind", "status", "reason", "trigger_count")


def tell_change(session: Session, draft: Draft, change: PlanChange) -> dict[str, Any]:
    """Tell what a change means.

    Returns
    -------
    dict
        ``grids`` (before, after, geometry), ``findings`` (gone, new) and ``handover``.
    """
    after = apply_to(draft.grids, change)
    gone, new = compare_findings(session, draft, after)
    return {
        "grids": [_grid(draft, old, row) for old, row in change.grids],
        "findings": {"gone": gone, "new": new},
        "handover": _handover(session, draft, change, after),
    }


def tell_edit(session: Session, draft: Draft, edit: Edit, change: PlanChange) -> dict[str, Any]:
    """Tell what an edit means: as `tell_change`, and ``repairs``, the steps of a repair."""
    return {
        **tell_change(session, draft, change),
        "repairs": [_repair(one) for one in edit.repairs],
    }


def _repair(one: Moved) -> dict[str, Any]:
    return {
        "fault": one.fault,
        "from": one.losing,
        "to": one.gaining,
        "area_m2": round(one.area_m2, 6),
        "households": one.households,
        "geometry": dict(shapely.geometry.mapping(one.geometry)),
    }


def apply_to(grids: Mapping[int, GridRecord], change: PlanChange) -> dict[int, GridRecord]:
    """Give the grids after a change."""
    after = dict(grids)
    for old, row in change.grids:
        if old is not None:
            after.pop(old["number"])
        if row is not None:
            after[row["number"]] = row
    return after


def _grid(draft: Draft, old: GridRecord | None, row: GridRecord | None) -> dict[str, Any]:
    shown = row or old or {}
    redrawn = old is None or row is None or old["geometry"] != row["geometry"]
    return {
        "number": shown["number"],
        "code": shown["code"],
        "change": "new" if old is None else "gone" if row is None else "changed",
        "before": None if old is None else _figures(draft, old),
        "after": None if row is None else _figures(draft, row),
        "geometry": _geojson(row) if row is not None and redrawn else None,
    }


def _figures(draft: Draft, row: GridRecord) -> dict[str, Any]:
    counted = "households" if draft.network.unit is CountUnit.HOUSEHOLDS else "persons"
    deviation = None
    if row["band_status"] is not None:
        band = draft.network.band(draft.setting_of(row["area_code"]))
        deviation = band.deviation(row[counted])
    return {
        "code": row["code"],
        **{name: row[name] for name in (*_NAMES, *_FIGURES)},
        "deviation": deviation,
    }


def _geojson(row: GridRecord) -> dict[str, Any]:
    return dict(shapely.geometry.mapping(shapely.wkb.loads(row["geometry"], hex=True)))


def _handover(
    session: Session, draft: Draft, change: PlanChange, after: Mapping[int, GridRecord]
) -> dict[str, Any]:
    """Sum up who changes hands, by the grids that give and take, the most households first."""
    steps = _moves(change)
    people = _people(session, draft, [unit for unit, _, _ in steps])
    sums: dict[tuple[int, int], list[int]] = {}
    for unit, old, new in steps:
        total = sums.setdefault((old, new), [0, 0, 0])
        for i, count in enumerate((1, *people[unit])):
            total[i] += count
    moves = [
        {
            "from": draft.grids[old]["code"],
            "to": after[new]["code"],
            "units": units,
            "households": households,
            "persons": persons,
        }
        for (old, new), (units, households, persons) in sums.items()
    ]
    return {
        "households": sum(move["households"] for move in moves),
        "persons": sum(move["persons"] for move in moves),
        "moves": sorted(moves, key=lambda move: (-move["households"], move["from"], move["to"])),
    }


def _moves(change: PlanChange) -> list[Step]:
    """Give the units that go from one grid to another, parts of cut ones among them."""
    moves = [step for step in change.units if NO_GRID not in step[1:]]
    held = {unit: (old, new) for unit, old, new in change.units if NO_GRID in (old, new)}
    for part, unit in change.cuts:
        (old, new), (whole_old, whole_new) = held[part], held[unit]
        step = (whole_old, new) if old == NO_GRID else (old, whole_new)
        if step[0] != step[1]:
            moves.append((part, *step))
    return moves


def _people(session: Session, draft: Draft, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Give households and persons of units; those that an undo brings are not in the draft."""
    columns = (draft.units.ids, draft.units.households, draft.units.persons)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    known = {unit: (households, persons) for unit, households, persons in rows}
    missing = set(ids) - known.keys()
    return {**known, **cut_units.people_of(session, missing)} if missing else known
