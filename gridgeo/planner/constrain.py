"""Groups, locks and pins turned into a smaller graph, and its plan turned back.

Locked grids leave the search with their ground. Units that stay together become one unit. The
pinned units of a present grid, with a way between them inside it, become one unit too, so that only
whole cores have to be kept where they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components

from gridgeo.domain.errors import BadInputError
from gridgeo.planner.contract import contract
from gridgeo.planner.given import NONE, Given
from gridgeo.planner.graph import Integers, UnitGraph


class TornPinsError(BadInputError):
    """Units that stay together are pinned to two present grids.

    Parameters
    ----------
    one, other : int
        The grids' numbers.
    """

    def __init__(self, one: int, other: int) -> None:
        self.one, self.other = one, other
        super().__init__(self.naming({one: str(one), other: str(other)}).message, field="pinned")

    def naming(self, codes: Mapping[int, str] | Sequence[str]) -> BadInputError:
        """Give the same refusal with the grids' codes instead of their numbers."""
        return BadInputError(
            f"Units that have to stay together are pinned to two present grids, '{codes[self.one]}'"
            f" and '{codes[self.other]}'; take some of the pins away.",
            field="pinned",
        )


@contextmanager
def pins_named(codes: Mapping[int, str] | Sequence[str]) -> Iterator[None]:
    """Tell of torn pins by the codes of the present grids, which the planner does not know."""
    try:
        yield
    except TornPinsError as refusal:
        raise refusal.naming(codes) from refusal


@dataclass(frozen=True, slots=True, eq=False)
class Constrained:
    """The graph that is searched.

    Attributes
    ----------
    graph : UnitGraph
        Free units, those that stay together contracted to one.
    given : Given
        Facts about these: present grids, pins and loads are left.
    communities : shape (m,)
        Community of each.
    free : int64
        Positions of the free units among all.
    member : int64, shape (len(free),)
        Contracted unit of each free unit.
    """

    graph: UnitGraph
    given: Given
    communities: NDArray[np.generic]
    free: Integers
    member: Integers

    def units_of(self, unit: int) -> Integers:
        """Give the positions of the units that a contracted unit stands for."""
        units: Integers = self.free[self.member == unit]
        return units


def constrain(graph: UnitGraph, communities: NDArray[np.generic], given: Given) -> Constrained:
    """Turn groups, locks and pins into a smaller graph.

    Parameters
    ----------
    graph : UnitGraph
        All units.
    communities : shape (n,)
        Community of each unit; a group or present grid ends at its border.
    given : Given
        Checked facts about the units.

    Raises
    ------
    TornPinsError
        If units that stay together are pinned to different present grids.
    """
    locked = np.zeros(graph.size, dtype=np.bool_) if given.locked is None else given.locked
    free = np.flatnonzero(~locked)
    if locked.any():
        graph, communities, given = graph.take(free), communities[free], given.take(free)
    joined = given.groups is not None or (given.pinned is not None and given.pinned.any())
    if not joined or not graph.size:
        return Constrained(graph, given, communities, free, np.arange(graph.size))
    member = _join(graph, communities, given)
    _refuse_torn_pins(member, given)
    first = np.unique(member, return_index=True)[1]
    return Constrained(
        contract(graph, member), _contract_facts(graph, given, member), communities[first], free,
        member,
    )  # fmt: skip


def _join(graph: UnitGraph, communities: NDArray[np.generic], given: Given) -> Integers:
    """Give each set of units that stay together, singles too, a number by its first unit."""
    place = np.unique(communities, return_inverse=True)[1]
    together = []
    if given.groups is not None:
        together.append(_hang_together(graph, place, given.groups))
    if given.pinned is not None and given.present is not None:
        together.append(_hang_together(graph, place, _cores(graph, place, given)))
    links = np.concatenate([_link(labels) for labels in together])
    matrix = coo_matrix(
        (np.ones(len(links), np.int8), (links[:, 0], links[:, 1])), shape=(graph.size, graph.size)
    )
    labels = connected_components(matrix, directed=False)[1]
    first = np.unique(labels, return_index=True)[1]
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    ordered: Integers = rank[labels]
    return ordered


def _hang_together(graph: UnitGraph, place: Integers, labels: Integers) -> Integers:
    """Give each contiguous part of a label inside one community a number; -1 without a label."""
    alone = labels < 0
    key = np.where(alone, -1 - np.arange(graph.size), labels)
    pairs = np.unique(np.column_stack([key, place]), axis=0, return_inverse=True)[1].reshape(-1)
    return np.where(alone, NONE, graph.bar(pairs).components())


def _link(labels: Integers) -> Integers:
    """Link each unit with a label to the next one of the same label, shape (m, 2)."""
    known = np.flatnonzero(labels >= 0)
    order = known[np.argsort(labels[known], kind="stable")]
    same = labels[order[1:]] == labels[order[:-1]]
    return np.column_stack([order[:-1][same], order[1:][same]])


def _cores(graph: UnitGraph, place: Integers, given: Given) -> Integers:
    """Label pinned units, and those on a way between them inside their present grid, by grid."""
    assert given.present is not None and given.pinned is not None  # noqa: S101, PT018
    core = np.where(given.pinned, given.present, NONE)
    open_edges = np.flatnonzero(graph.passable)
    rows, far = graph.rows[open_edges], graph.indices[open_edges]
    inside = (given.present[rows] == given.present[far]) & (place[rows] == place[far])
    inside &= np.isin(given.present[rows], given.present[given.pinned])
    ways = coo_matrix(
        (np.ones(int(inside.sum()), np.int8), (rows[inside], far[inside])),
        shape=(graph.size, graph.size),
    ).tocsr()
    reached = np.zeros(graph.size, dtype=np.bool_)
    for unit in np.flatnonzero(given.pinned).tolist():
        if reached[unit]:
            continue
        order, before = breadth_first_order(ways, unit, directed=False)
        reached[order] = True
        for goal in order[given.pinned[order]].tolist():
            step = goal
            while step != unit:
                core[step] = given.present[unit]
                step = int(before[step])
    return core


def _refuse_torn_pins(member: Integers, given: Given) -> None:
    if given.pinned is None or given.present is None:
        return
    pairs = np.unique(np.column_stack([member, given.present])[given.pinned], axis=0)
    twice = np.flatnonzero(np.diff(pairs[:, 0]) == 0)
    if len(twice):
        raise TornPinsError(int(pairs[twice[0], 1]), int(pairs[twice[0] + 1, 1]))


def _contract_facts(graph: UnitGraph, given: Given, member: Integers) -> Given:
    count = int(member.max()) + 1
    pinned = None
    if given.pinned is not None:
        pinned = np.bincount(member, weights=given.pinned, minlength=count) > 0
    load = None
    if given.load is not None:
        load = np.bincount(member, weights=given.load, minlength=count).astype(np.float64)
    present = None
    if given.present is not None:
        present = _main_present(graph, given, member)
    return Given(present=present, pinned=pinned, load=load)


def _main_present(graph: UnitGraph, given: Given, member: Integers) -> Integers:
    """Give the present grid that holds most of each set's households; a pin decides."""
    assert given.present is not None  # noqa: S101
    weight = graph.households + 1e-6
    if given.pinned is not None:
        weight = weight + 1e9 * given.pinned
    width = int(given.present.max(initial=NONE)) + 2
    keys, place = np.unique(member * width + given.present + 1, return_inverse=True)
    total = np.bincount(place, weights=weight)
    order = np.lexsort((-keys, total))  # the last write wins: the most, then the lowest number
    main = np.full(int(member.max()) + 1, NONE, dtype=np.int64)
    main[keys[order] // width] = keys[order] % width - 1
    return main
