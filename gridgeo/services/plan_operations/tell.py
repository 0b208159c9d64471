"""The answer to an operation: just what it changed."""

from collections.abc import Mapping
from typing import Any

import shapely
from sqlalchemy.orm import Session

from gridgeo.domain.enums import CountUnit
from gridgeo.domain.plan_change import GridRecord, PlanChange
from gridgeo.services.plan_operations.draft import Draft
from gridgeo.services.plan_operations.edit import Edit, Moved
from gridgeo.services.plan_operations.findings import compare_findings

_FIGURES = ("households", "persons", "units", "area_m2", "polsby_popper", "band_status")
_NAMES = ("name", "kind", "status", "reason")


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
        "handover": _handover(draft, change, after),
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


def _handover(draft: Draft, change: PlanChange, after: Mapping[int, GridRecord]) -> dict[str, Any]:
    """Sum up who changes hands, by the grids that give and take, the most households first."""
    place = {unit: i for i, unit in enumerate(draft.units.ids.tolist())}
    sums: dict[tuple[int, int], list[int]] = {}
    for unit, old, new in change.units:
        total = sums.setdefault((old, new), [0, 0, 0])
        for i, count in enumerate(
            (1, draft.units.households[place[unit]], draft.units.persons[place[unit]])
        ):
            total[i] += int(count)
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
