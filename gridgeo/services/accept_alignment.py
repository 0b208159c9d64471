"""Use case: take proposals of an alignment, which makes a draft plan that can be published."""

from collections.abc import Collection

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories import alignments, audit, plans
from gridgeo.db.tables import Plan, StoredAlignment
from gridgeo.domain.enums import BandStatus, CountUnit, GridKind, GridStatus
from gridgeo.domain.errors import BadInputError, ConflictError
from gridgeo.geometry.compactness import measure_compactness
from gridgeo.geometry.crs import transform
from gridgeo.geometry.dissolve import dissolve
from gridgeo.services.align_units import (
    AlignTask,
    align_units,
    complete,
    digest,
    identify,
    load_align_task,
)
from gridgeo.services.plan_continuity import Identity
from gridgeo.services.plan_graph import WGS84
from gridgeo.topology.align.align import Alignment, take
from gridgeo.topology.align.proposals import propose
from gridgeo.topology.align.sums import count_by

SENTENCE_ZH = "按“{model}”对齐：{moved} 户调整归属，采纳 {taken} 项建议，保留 {left} 项现状。"
SENTENCE_EN = (
    "Aligned to '{model}': {moved} households change hands, {taken} proposals taken, {left} left."
)


def accept_alignment(
    session: Session,
    alignment_id: int,
    codes: Collection[str] | None = None,
    *,
    name: str | None = None,
    actor: str = "system",
) -> int:
    """Make a draft plan of what was proposed.

    The alignment is computed again: only what was shown is taken.

    Parameters
    ----------
    session : Session
        The caller commits.
    alignment_id : int
    codes : collection of str, optional
        Grids (by proposed or former code) whose proposals are taken; all of them by default.
        Ground changes hands where both sides are taken.
    name : str, optional
        Of the plan.
    actor : str
        Who asks.

    Returns
    -------
    int
        The plan's id.

    Raises
    ------
    NotFoundError
        If there is no such alignment.
    ConflictError
        If a network, its units or their households changed since it was computed.
    BadInputError
        If a code is that of no proposal.
    """
    row = alignments.load_alignment(session, alignment_id, lock=True)
    task, whole = recompute(session, row)
    chosen = complete(take(whole, _taken(session, task, whole, codes)))
    kept = propose(chosen)
    grids, identity = identify(session, task, chosen, kept)
    number = np.searchsorted(grids, chosen.owner) + 1
    plan = Plan(
        network_code=row.network_code,
        name=name or f"{task.network.name}对齐{task.model.name}",
        base_version=task.network_version,
        seed=0,
        summary={"alignment_id": alignment_id, "moved_households": chosen.moved_households},
        created_by=actor,
    )
    assignment = {"unit_id": task.units.ids, "grid_number": number, "pinned": False}
    row.plan_id = plans.store_plan(
        session,
        plan,
        task.communities.codes,
        _frame(task, number, grids, identity),
        pd.DataFrame(assignment),
        _operation(row, task, chosen, len(kept), len(propose(whole)) - len(kept)),
    )
    details = {"plan": row.plan_id, "network": row.network_code}
    audit.append(session, actor, "accept", "alignment", str(alignment_id), details)
    return row.plan_id


def recompute(session: Session, row: StoredAlignment) -> tuple[AlignTask, Alignment]:
    """Compute a kept alignment again.

    Raises
    ------
    ConflictError
        If it comes out differently.
    """
    task = load_align_task(session, row.network_code, row.model_code, row.area_codes)
    versions = (task.network_version, task.model_version)
    whole = align_units(task, row.relation, with_band=bool(row.summary["with_band"]))
    if versions != (row.network_version, row.model_version) or digest(task, whole) != row.digest:
        raise ConflictError(
            f"The networks, the units or the households changed since alignment {row.id} was"
            " computed; align again."
        )
    return task, whole


def _taken(
    session: Session, task: AlignTask, whole: Alignment, codes: Collection[str] | None
) -> NDArray[np.bool_]:
    if codes is None:
        return np.ones(whole.size, dtype=bool)
    proposals = propose(whole)
    grids, identity = identify(session, task, whole, proposals)
    known = {str(code): grid for grid, code in enumerate(task.present.codes)}
    known |= dict(zip(identity.codes, grids.tolist(), strict=True))
    changed = {one.grid for one in proposals}
    unknown = sorted(code for code in codes if known.get(code) not in changed)
    if unknown:
        raise BadInputError(f"There is no proposal for a grid '{unknown[0]}'.", field="codes")
    return np.isin(np.arange(whole.size), [known[code] for code in codes])


def _frame(
    task: AlignTask, number: NDArray[np.intp], grids: NDArray[np.intp], identity: Identity
) -> pd.DataFrame:
    """Write the grids as rows of a plan, dissolved from their units."""
    units, place, count = task.units, number - 1, len(grids)
    ground = dissolve(units.ground, place, count)
    metric = transform(ground, WGS84, task.crs)
    first = np.unique(place, return_index=True)[1]
    kinds = [_kind(task, int(grid)) for grid in grids]
    households = count_by(place, units.households, count)
    persons = count_by(place, units.persons, count)
    status = _status(task, kinds, first, households, persons)
    reason = f"It follows the network '{task.model.code}'; the band was not asked for."
    return pd.DataFrame(
        {
            "number": np.arange(1, count + 1),
            "code": identity.codes,
            "name": identity.names,
            "kind": kinds,
            "status": GridStatus.ACTIVE.value,
            "area_code": units.area_codes[first],
            "continues_grid_id": pd.array(identity.continues, dtype="Int64"),
            "units": np.bincount(place, minlength=count),
            "households": households,
            "persons": persons,
            "area_m2": shapely.area(metric),
            "polsby_popper": measure_compactness(metric),
            "band_status": status,
            "reason": [
                None if one in (None, BandStatus.IN_BAND.value) else reason for one in status
            ],
            "locked": False,
            "place_code": None,
            "expected_households": pd.array([None] * count, dtype="Int64"),
            "active_from": None,
            "geometry": [shapely.multipolygons(shapely.get_parts(shape)) for shape in ground],
        }
    )


def _kind(task: AlignTask, grid: int) -> str:
    return str(task.present.kinds[grid]) if grid < len(task.present) else GridKind.BASE.value


def _status(
    task: AlignTask,
    kinds: list[str],
    first: NDArray[np.intp],
    households: NDArray[np.int64],
    persons: NDArray[np.int64],
) -> list[str | None]:
    """Hold each base grid against the band of its community."""
    counts = households if task.network.unit is CountUnit.HOUSEHOLDS else persons
    setting = dict(zip(task.communities.codes, task.communities.settings, strict=True))
    bands = [task.network.band(setting[code]) for code in task.units.area_codes[first]]
    return [
        band.status(int(count)).value if kind == GridKind.BASE.value else None
        for band, count, kind in zip(bands, counts, kinds, strict=True)
    ]


def _operation(
    row: StoredAlignment, task: AlignTask, chosen: Alignment, taken: int, left: int
) -> dict[str, object]:
    facts = {"moved": chosen.moved_households, "taken": taken, "left": left}
    return {
        "kind": "align",
        "arguments": {"alignment": row.id, "model": row.model_code, "relation": row.relation.value},
        "sentence_zh": SENTENCE_ZH.format(model=task.model.name, **facts),
        "sentence_en": SENTENCE_EN.format(model=task.model.code, **facts),
    }
