"""Findings that an operation makes and ends: the rules over the draft as it is."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import from_wkb
from gridgeo.domain.plan_change import GridRecord
from gridgeo.geometry.crs import transform
from gridgeo.services.check_context import CheckContext, load_context
from gridgeo.services.network_view import GridSet, build_view, tier
from gridgeo.services.plan_graph import WGS84
from gridgeo.services.plan_operations.draft import Draft
from gridgeo.topology import cut, doubly_covered, uncovered
from gridgeo.topology.finding import Finding
from gridgeo.topology.incremental import recheck, start_check
from gridgeo.topology.registry import RULES
from gridgeo.topology.view import NetworkView

# Loading every home takes longer than an operation may; a compound that is cut needs them too.
RULES_OF_OPERATIONS = tuple(
    rule for rule in RULES if rule not in (cut.RULE, uncovered.RULE, doubly_covered.RULE)
)
Pair = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def compare_findings(session: Session, draft: Draft, after: Mapping[int, GridRecord]) -> Pair:
    """Check the draft before and after an operation.

    Returns
    -------
    gone, new : list of dict
        Findings as plain values, their geometry as GeoJSON in EPSG:4326.
    """
    touched = _touched(draft.grids, after)
    if not touched:
        return [], []
    context = load_context(
        session,
        draft.network.code,
        draft.communities,
        draft.crs,
        with_homes=False,
        codes={row["code"] for rows in (draft.grids, after) for row in rows.values()},
    )
    before_state = start_check(_view(draft, draft.grids, context), RULES_OF_OPERATIONS)
    after_view = _view(draft, after, context)
    state = recheck(before_state, after_view, touched)
    old = {one.id: one for one in before_state.findings}
    new = {one.id: one for one in state.findings}
    gone = [one for key, one in old.items() if key not in new]
    come = [one for key, one in new.items() if key not in old]
    return _told(gone, draft), _told(come, draft)


def _touched(before: Mapping[int, GridRecord], after: Mapping[int, GridRecord]) -> set[str]:
    changed = [n for n in before.keys() | after.keys() if before.get(n) != after.get(n)]
    return {rows[n]["code"] for n in changed for rows in (before, after) if n in rows}


def _view(draft: Draft, grids: Mapping[int, GridRecord], context: CheckContext) -> NetworkView:
    rows = sorted(grids.values(), key=lambda row: row["code"])
    counted = "households" if draft.network.unit.value == "households" else "persons"

    def column(values: Collection[Any], kind: Any = object) -> NDArray[Any]:
        array = np.empty(len(values), dtype=kind)
        array[:] = list(values)
        return array

    whole = GridSet(
        column([row["code"] for row in rows]),
        column([row["kind"] for row in rows]),
        column([draft.setting_of(row["area_code"]).value for row in rows]),
        column([row["area_code"] for row in rows]),
        column([row[counted] for row in rows], np.int64),
        column([row["households"] for row in rows], np.int64),
        from_wkb([bytes.fromhex(row["geometry"]) for row in rows]),
    )
    chosen = whole.take(tier(whole.kinds, draft.network))
    return build_view(draft.network, chosen, draft.communities, context, draft.crs)


def _told(findings: list[Finding], draft: Draft) -> list[dict[str, Any]]:
    told = []
    for one in findings:
        place = transform(np.array([one.geometry], dtype=object), draft.crs, WGS84)[0]
        record = one.record()
        told.append(
            {
                **{name: record[name] for name in ("id", "rule", "severity", "households")},
                "grids": record["codes"],
                "sentence": record["en"],
                "sentence_zh": record["zh"],
                "area_m2": record["area_m2"],
                "geometry": shapely.geometry.mapping(place),
            }
        )
    return told
