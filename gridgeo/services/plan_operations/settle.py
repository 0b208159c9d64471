"""From what an operation wants to what it changes: rows measured, named, and held against locks."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from gridgeo.db.repositories import plan_state, plans
from gridgeo.domain.enums import BandStatus, CountUnit, GridKind, GridStatus
from gridgeo.domain.errors import BadInputError, RefusedError
from gridgeo.domain.plan_change import NO_GRID, GridRecord, PlanChange
from gridgeo.geometry.compactness import measure_compactness
from gridgeo.geometry.crs import transform
from gridgeo.geometry.dissolve import dissolve
from gridgeo.services.plan_graph import WGS84
from gridgeo.services.plan_operations.draft import Draft
from gridgeo.services.plan_operations.edit import Edit
from gridgeo.services.plan_operations.reason import reason_of


def settle(session: Session, draft: Draft, edit: Edit) -> PlanChange:
    """Work out what an edit changes.

    Raises
    ------
    RefusedError
        If it changes nothing, or a grid that is locked or a unit that is pinned.
    BadInputError
        If a code does not follow the network's template, or was given before.
    """
    numbers = draft.numbers if edit.numbers is None else edit.numbers
    pinned = draft.pinned if edit.pinned is None else edit.pinned
    moved = np.flatnonzero(numbers != draft.numbers)
    _require_free(draft, edit, moved)
    rows = _rows(session, draft, edit, numbers)
    grids = tuple(
        (draft.grids.get(number), rows.get(number))
        for number in sorted(rows.keys() | draft.grids.keys())
        if draft.grids.get(number) != rows.get(number)
    )
    base = draft.plan.base_version
    change = _with_recut(
        draft,
        PlanChange(
            _steps(draft, moved, draft.numbers, numbers),
            _steps(draft, np.flatnonzero(pinned != draft.pinned), draft.pinned, pinned),
            grids,
            None if edit.base_version in (None, base) else (base, int(edit.base_version or 0)),
        ),
        numbers,
    )
    _require_unlocked(draft, change)
    if not change and not edit.lock and not edit.unlock:
        raise RefusedError("This would change nothing: the plan is like that already.")
    return change


def _with_recut(draft: Draft, change: PlanChange, numbers: NDArray[np.int64]) -> PlanChange:
    """Let the units that were replaced go, and those in their place come, with their pins."""
    if draft.recut is None:
        return change
    fresh = np.flatnonzero(draft.recut.fresh)
    ids = draft.units.ids[fresh].tolist()
    new, gone = set(ids), draft.recut.gone
    come = zip(ids, numbers[fresh].tolist(), strict=True)
    pinned = [one for one, pin in zip(ids, draft.pinned[fresh].tolist(), strict=True) if pin]
    return replace(
        change,
        units=(
            *(step for step in change.units if step[0] not in new),
            *((unit, NO_GRID, number) for unit, number in come),
            *((unit, number, NO_GRID) for unit, number, _ in gone),
        ),
        pins=(
            *change.pins,
            *((unit, 0, 1) for unit in pinned),
            *((unit, 1, 0) for unit, _, pin in gone if pin),
        ),
        cuts=tuple(zip(ids, draft.recut.source[fresh].tolist(), strict=True)),
    )


def _steps(
    draft: Draft, places: NDArray[np.intp], before: NDArray[Any], after: NDArray[Any]
) -> tuple[tuple[int, int, int], ...]:
    columns = (draft.units.ids[places], before[places], after[places])
    return tuple((int(key), int(old), int(new)) for key, old, new in zip(*columns, strict=True))


def _require_free(draft: Draft, edit: Edit, moved: NDArray[np.intp]) -> None:
    """Refuse to move a unit that is pinned; to unpin is an operation of its own."""
    held = moved[draft.pinned[moved]]
    if len(held):
        raise RefusedError(
            f"Unit '{draft.units.codes[held[0]]}' is pinned to its grid; unpin it before it moves."
        )


def _require_unlocked(draft: Draft, change: PlanChange) -> None:
    closed = sorted(draft.grids[number]["code"] for number in change.numbers & draft.locked)
    if closed:
        raise RefusedError(f"Grid {closed[0]} is locked; unlock it before it is changed.")


def _rows(
    session: Session, draft: Draft, edit: Edit, numbers: NDArray[np.int64]
) -> dict[int, GridRecord]:
    """Give all grids as they are afterwards; what did not change keeps its very row."""
    rows = {n: row for n, row in draft.grids.items() if n not in edit.removed}
    concerned = _concerned(draft.numbers, numbers)
    bent = _bent(draft, numbers, concerned)
    for number in concerned:
        rows.pop(number, None)
    left = [number for number in sorted({*concerned, *bent}) if (numbers == number).any()]
    made = _measure(draft, numbers, left)
    for number, shape in edit.overlays.items():
        made[number] = _measure_overlay(draft, number, shape)
    for number, measured in made.items():
        start = draft.grids.get(number) or _fresh(draft, measured, numbers == number)
        rows[number] = {**start, **measured}
    for number, wanted in edit.attributes.items():
        rows[number] = {**rows[number], **wanted}
    _name(session, draft, rows)
    for number in made.keys() | edit.attributes.keys():
        rows[number] = _judge(draft, rows[number], numbers == number, bent)
        if wanted_reason := edit.attributes.get(number, {}).get("reason"):
            rows[number]["reason"] = wanted_reason
    return rows


def _concerned(before: NDArray[np.int64], after: NDArray[np.int64]) -> list[int]:
    moved = before != after
    numbers: list[int] = np.union1d(before[moved], after[moved]).tolist()
    return numbers


def _bent(draft: Draft, numbers: NDArray[np.int64], concerned: Collection[int]) -> set[int]:
    """Give the grids whose border only gets vertices: their ground is what it was."""
    if draft.recut is None:
        return set()
    return set(numbers[draft.recut.fresh].tolist()) - set(concerned)


def _measure(draft: Draft, numbers: NDArray[np.int64], grids: list[int]) -> dict[int, GridRecord]:
    """Dissolve and measure grids of units."""
    if not grids:
        return {}
    chosen = np.flatnonzero(np.isin(numbers, grids))
    place = np.searchsorted(grids, numbers[chosen])
    shapes = dissolve(draft.units.ground[chosen], place, len(grids))
    units = np.bincount(place, minlength=len(grids))
    households = np.bincount(place, draft.units.households[chosen], len(grids))
    persons = np.bincount(place, draft.units.persons[chosen], len(grids))
    first = chosen[np.unique(place, return_index=True)[1]]
    return {
        number: {
            "number": number,
            "units": int(units[i]),
            "households": int(households[i]),
            "persons": int(persons[i]),
            "area_code": str(draft.units.area_codes[first[i]]),
            **_shape(draft, shapes[i]),
        }
        for i, number in enumerate(grids)
    }


def _measure_overlay(draft: Draft, number: int, shape: BaseGeometry) -> GridRecord:
    inside = draft.units_in(shape)
    point = shapely.point_on_surface(shape)
    area = int(shapely.distance(draft.communities.ground, point).argmin())
    return {
        "number": number,
        "units": 0,
        "households": int(draft.units.households[inside].sum()),
        "persons": int(draft.units.persons[inside].sum()),
        "area_code": draft.communities.codes[area],
        **_shape(draft, shape),
    }


def _shape(draft: Draft, shape: BaseGeometry) -> dict[str, Any]:
    whole = shapely.set_srid(shapely.multipolygons(shapely.get_parts(shape)), 4326)
    metric = transform(np.array([shape], dtype=object), WGS84, draft.crs)
    return {
        "area_m2": float(shapely.area(metric)[0]),
        "polsby_popper": float(measure_compactness(metric)[0]),
        "geometry": shapely.to_wkb(whole, hex=True, include_srid=True, output_dimension=2),
    }


def _fresh(draft: Draft, measured: GridRecord, mine: NDArray[np.bool_]) -> GridRecord:
    """Start a new grid: of the kind that most of its ground had."""
    sources = draft.numbers[mine]
    kind = GridKind.BASE.value
    if len(sources):
        kind = draft.grids[int(np.bincount(sources).argmax())]["kind"]
    empty = dict.fromkeys(plan_state.GRID_COLUMNS)
    return {**empty, "code": "", "name": "", "kind": kind, "status": GridStatus.ACTIVE.value}


def _name(session: Session, draft: Draft, rows: dict[int, GridRecord]) -> None:
    """Give new grids the lowest free codes of their community, and a name with the same number."""
    template = draft.network.code_template
    renamed = [row["code"] for number, row in rows.items() if _is_given(draft, number, row)]
    nameless = sorted(number for number, row in rows.items() if not row["code"])
    if not renamed and not nameless:
        return
    prefixes = {template.prefix(rows[number]["area_code"]) for number in nameless}
    taken = plans.used_codes_among(
        session, draft.plan, draft.communities.codes, renamed, sorted(prefixes)
    )
    for code in renamed:
        if code in taken or renamed.count(code) > 1:
            raise BadInputError(
                f"The code '{code}' was given before; a code is never used again.", field="code"
            )
    names = dict(zip(draft.communities.codes, draft.communities.names, strict=True))
    for number in nameless:
        row = rows[number]
        code = template.next_codes(row["area_code"], 1, taken | set(renamed))[0]
        taken.add(code)
        name = f"{names[row['area_code']]}第{int(code[-template.digits :])}网格"
        rows[number] = {**row, "code": code, "name": row["name"] or name}


def _is_given(draft: Draft, number: int, row: GridRecord) -> bool:
    """Say whether somebody gave a grid a code that neither it nor a published grid had."""
    known = draft.grids.get(number)
    if not row["code"] or (known is not None and known["code"] == row["code"]):
        return False
    return known is not None or row["continues_grid_id"] is None


def _judge(
    draft: Draft, row: GridRecord, mine: NDArray[np.bool_], bent: Collection[int] = ()
) -> GridRecord:
    """Hold a grid against the band of its community; a miss that arithmetic explains is told."""
    counted = row["kind"] != GridKind.DEDICATED.value or draft.network.dedicated_counts
    if not counted or row["status"] == GridStatus.RESERVED.value or row["units"] == 0:
        return {**row, "band_status": None}
    per = "households" if draft.network.unit is CountUnit.HOUSEHOLDS else "persons"
    band = draft.network.band(draft.setting_of(row["area_code"]))
    status = band.status(row[per])
    reason = None
    if status is not BandStatus.IN_BAND:
        known = draft.grids.get(row["number"])
        same = row["number"] in bent or (known is not None and known["geometry"] == row["geometry"])
        reason = known["reason"] if known and same else reason_of(draft, mine, band)
    return {**row, "band_status": status.value, "reason": reason}
