"""What is known of a checked network, and the step from one edit to the next.

The step costs what the edit touches: its grids and their neighbours, the clusters of loose edges
that reach there, and the findings whose ground lies there. Everything else is taken over.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.half_edges import HalfEdges, half_edges, matched
from gridgeo.geometry.shapes import object_array
from gridgeo.topology import (
    band,
    barrier,
    code,
    contiguity,
    cut,
    divided,
    doubly_covered,
    invalid,
    stale,
    too_small,
    uncovered,
)
from gridgeo.topology.finding import Finding, tell_apart
from gridgeo.topology.frame import OUTSIDE, frame_edges
from gridgeo.topology.incremental.bare import Bare
from gridgeo.topology.incremental.boxes import Boxes, boxes_of, grown, held, meet
from gridgeo.topology.incremental.clusters import REACH_M, Clusters, edge_boxes
from gridgeo.topology.incremental.cuts import Cuts
from gridgeo.topology.incremental.doubled import Doubled
from gridgeo.topology.incremental.edit import Edit
from gridgeo.topology.incremental.local_view import excerpt, local_view, ring_view
from gridgeo.topology.incremental.rows import RowMap, map_rows, require_codes
from gridgeo.topology.registry import RULES, order, require_rules, run
from gridgeo.topology.view import NetworkView

# Rules that judge one grid, by itself and what its neighbours could take; all others judge a place.
GRID_RULES = frozenset(
    {
        invalid.RULE,
        code.RULE,
        contiguity.RULE,
        barrier.RULE,
        divided.RULE,
        band.RULE,
        too_small.RULE,
        stale.RULE,
    }
)
# Rules that judge what stands on the ground: buildings, compounds and homes.
THING_RULES: Mapping[str, type[Cuts | Bare | Doubled]] = {
    cut.RULE: Cuts,
    uncovered.RULE: Bare,
    doubly_covered.RULE: Doubled,
}


@dataclass(frozen=True, eq=False)
class CheckState:
    """A network and everything that a check found in it. It never changes: undo keeps the old one.

    Parameters
    ----------
    view : NetworkView
        The network as it stands.
    rules : tuple of str
        The rules that are run.
    found : tuple of Finding
        Those of all rules but `THING_RULES`, as the rules name them, in the order of
        `gridgeo.topology.registry.run`.
    places : (f, 4) array of float
        Bounds of the findings; nan for those of `GRID_RULES`, which belong to no place.
    boxes : (n, 4) array of float
        Bounds of the grids' ground.
    clusters : Clusters
        The loose edges.
    frame : HalfEdges
        The boundary's edges.
    things : tuple of Cuts, Bare or Doubled
        What those of `THING_RULES` found that are run.
    """

    view: NetworkView
    rules: tuple[str, ...]
    found: tuple[Finding, ...]
    places: Boxes
    boxes: Boxes
    clusters: Clusters
    frame: HalfEdges
    things: tuple[Cuts | Bare | Doubled, ...]

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What `gridgeo.topology.registry.check` finds: each fault with an id of its own."""
        apart = tell_apart((*self.found, *(one for kept in self.things for one in kept.found)))
        return tuple(sorted(apart, key=order))


def start_check(view: NetworkView, rules: Iterable[str] | None = None) -> CheckState:
    """Check a whole network and keep what later steps need.

    Parameters
    ----------
    view : NetworkView
        Every grid has a code of its own.
    rules : iterable of str, optional
        Names out of `RULES`; all of them by default.

    Raises
    ------
    BadInputError
        If a code is missing or used twice, or a rule has no such name.
    """
    require_codes(view)
    chosen = tuple(RULES if rules is None else rules)
    require_rules(chosen)
    found = tuple(run(view, [rule for rule in chosen if rule not in THING_RULES]))
    frame = half_edges(np.empty(0, dtype=object))
    if view.boundary is not None:
        frame = frame_edges(view.boundary)
    clusters = Clusters.group(view.loose)
    things = tuple(kind.start(view) for rule, kind in THING_RULES.items() if rule in chosen)
    boxes = boxes_of(view.ground)
    return CheckState(view, chosen, found, _places(found), boxes, clusters, frame, things)


def recheck(state: CheckState, view: NetworkView, touched: Collection[str]) -> CheckState:
    """Bring the findings up to date after an edit.

    Parameters
    ----------
    state : CheckState
        Of the network before the edit.
    view : NetworkView
        The network after it, with the same boundary, homes, standard and surroundings. The grids
        that stay keep their order.
    touched : collection of str
        Codes of all grids that were changed, added or removed.

    Returns
    -------
    CheckState
        With the findings that a check of the whole network would give.

    Raises
    ------
    BadInputError
        If a touched code is used twice, or a grid was added or removed that is not named.
    """
    rows = map_rows(state.view, view, touched)
    edited = excerpt(view, rows.after)
    boxes = np.empty((len(view.codes), 4))
    boxes[rows.lies], boxes[rows.after] = state.boxes[rows.stays], boxes_of(edited.ground)
    reach = np.concatenate([state.boxes[rows.before], boxes[rows.after]])
    reach = grown(reach, 2.0 * REACH_M)
    clusters = _clusters(state, view, rows, boxes, reach)
    old, found = _find_again(state, view, boxes, clusters, reach)
    judged, own = _judge_grids(state.rules, view, boxes, reach)
    judged |= set(touched)
    grid_rule = np.isnan(state.places[:, 0])
    named = [not judged.isdisjoint(one.codes) for one in state.found]
    old |= grid_rule & np.array(named, dtype=bool)
    findings, places = _merged(state, old, found + own)
    edit = Edit(state.view, view, rows, boxes, reach, clusters)
    things = tuple(kept.renewed(edit) for kept in state.things)
    return CheckState(view, state.rules, findings, places, boxes, clusters, state.frame, things)


def _judge_grids(
    rules: Collection[str], view: NetworkView, boxes: Boxes, reach: Boxes
) -> tuple[set[str], list[Finding]]:
    """Judge the grids near an edit one by one; give their codes and what was found."""
    near = np.flatnonzero(meet(boxes, reach))
    around = np.flatnonzero(meet(boxes, grown(boxes[near], REACH_M)))
    empty = np.flatnonzero(np.isnan(boxes[:, 0]))  # grids without ground have no neighbours
    ring = ring_view(view, np.union1d(around, empty), boxes[near])
    judged = {view.codes[row] for row in (*near.tolist(), *empty.tolist())}
    found = run(ring, [rule for rule in rules if rule in GRID_RULES])
    return judged, [one for one in found if one.codes[0] in judged]


def _clusters(
    state: CheckState, view: NetworkView, rows: RowMap, boxes: Boxes, reach: Boxes
) -> Clusters:
    """Match the edges within reach anew.

    Both sides of an edge belong to grids whose box meets it, so grids near the reach are enough.
    """
    near = np.flatnonzero(meet(boxes, reach))
    edges = half_edges(excerpt(view, near).ground)
    edges = HalfEdges(edges.start, edges.end, near[edges.owner])
    edges = edges.joined(state.frame.select(meet(edge_boxes(state.frame), reach)))
    loose = edges.select(meet(edge_boxes(edges), reach) & ~matched(edges))
    known = state.clusters
    owner = rows.moved(known.edges.owner)
    keep = ((owner >= 0) | (known.edges.owner == OUTSIDE)) & ~meet(known.boxes, reach)
    return known.renewed(keep, owner, loose)


def _find_again(
    state: CheckState, view: NetworkView, boxes: Boxes, clusters: Clusters, reach: Boxes
) -> tuple[NDArray[np.bool_], list[Finding]]:
    """Find again what lies within reach; the reach grows until no finding lies across its rim.

    Returns
    -------
    old : (f,) array of bool
        Which of the state's findings are replaced.
    found : list of Finding
        What replaces them.
    """
    rules = [rule for rule in state.rules if rule not in GRID_RULES | THING_RULES.keys()]
    while True:
        reach, old = _with_findings(state.places, reach)
        local = local_view(view, boxes, clusters.reached(reach), reach)
        found = run(local, rules)
        places = _places(found)
        near = meet(places, reach)
        found = [one for one, here in zip(found, near, strict=True) if here]
        wider = places[near][~held(places[near], reach)]
        # The rest of a finding that several places make up stands under the same id.
        ids = {one.id for one in found}
        twin = ~old & np.array([one.id in ids for one in state.found], dtype=bool)
        more = np.concatenate([wider, state.places[twin]])
        if len(more) == 0:
            return old, found
        reach = np.concatenate([reach, grown(more, REACH_M)])


def _with_findings(places: Boxes, reach: Boxes) -> tuple[Boxes, NDArray[np.bool_]]:
    """Widen the reach by the findings that it meets, and by those that these meet."""
    old = meet(places, reach)
    while True:
        wide = np.concatenate([reach, grown(places[old], REACH_M)])
        more = meet(places, wide)
        if np.array_equal(more, old):
            return wide, old
        old = more


def _places(findings: Sequence[Finding]) -> Boxes:
    places = boxes_of(object_array([one.geometry for one in findings]))
    places[[one.rule in GRID_RULES for one in findings]] = np.nan
    return places


def _merged(
    state: CheckState, old: NDArray[np.bool_], found: list[Finding]
) -> tuple[tuple[Finding, ...], Boxes]:
    """Put new findings in the place of old ones, in order; few are new, so few are compared."""
    kept = [one for one, gone in zip(state.found, old.tolist(), strict=True) if not gone]
    places = state.places[~old]
    fresh = sorted(found, key=order)
    at = [bisect_left(kept, order(one), key=order) for one in fresh]
    places = np.insert(places, at, _places(fresh), axis=0)
    for number, (position, one) in enumerate(zip(at, fresh, strict=True)):
        kept.insert(position + number, one)
    return tuple(kept), places
