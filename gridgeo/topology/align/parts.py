"""Which pieces of a grid hang together, and who takes in what hangs by nothing."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gridgeo.geometry.reassembly import NOBODY, UNDECIDED
from gridgeo.topology.align.ground import Borders, Owners
from gridgeo.topology.align.sums import sum_by


def connected(owner: Owners, borders: Borders) -> NDArray[np.intp]:
    """Give each node the number of its connected part: nodes with one owner that hang together.

    Parameters
    ----------
    owner : (k,) array of int
    borders : arrays (node, node beyond, length)
        From both sides.

    Returns
    -------
    (k,) array of int
        Parts are numbered in the order of their first node.
    """
    one, other, _ = borders
    same = owner[one] == owner[other]
    size = len(owner)
    graph = coo_array((np.ones(int(same.sum())), (one[same], other[same])), shape=(size, size))
    part = connected_components(graph, directed=False)[1]
    first, where = np.unique(part, return_index=True)
    rank = np.empty(len(first), dtype=np.intp)
    rank[first[np.argsort(where)]] = np.arange(len(first))
    return np.asarray(rank[part])


def surplus(
    owner: Owners, part: NDArray[np.intp], worth: NDArray[np.float64], allowed: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Mark the nodes of parts beyond those that their owner may have; its worthiest stay.

    Parameters
    ----------
    owner, part : (k,) arrays of int
    worth : (k,) array of float
        What each node is worth to its owner.
    allowed : (n,) array of int
        How many parts each owner may have.
    """
    number = int(part.max(initial=-1)) + 1
    value = sum_by(part, worth, number)
    holder = np.full(number, NOBODY, dtype=np.intp)
    holder[part] = owner
    order = np.lexsort((np.arange(number), -value, holder))
    rank = np.arange(number) - np.searchsorted(holder[order], holder[order])
    held = holder[order] >= 0
    too_many = np.zeros(number, dtype=bool)
    too_many[order[held]] = rank[held] >= allowed[holder[order[held]]]
    return np.asarray(too_many[part])


def spread(
    owner: Owners,
    borders: Borders,
    worth: dict[tuple[int, int], float] | None = None,
    within: NDArray[np.intp] | None = None,
) -> Owners:
    """Give nodes that are `UNDECIDED` to an owner beside them, round by round.

    The owner is the one to which the node is worth most, then the one with the longest common
    border, then the lowest. What nobody can reach stays undecided.

    Parameters
    ----------
    owner : (k,) array of int
    borders : arrays (node, node beyond, length)
    worth : dict, optional
        What a node is worth to an owner; 0 where it is not named.
    within : (k,) array of int, optional
        Nodes take owners only from nodes of the same number here.
    """
    worth = worth or {}
    one, other, length = borders
    inside = np.ones(len(one), dtype=bool) if within is None else within[one] == within[other]
    owner = owner.copy()
    while True:
        useful = np.flatnonzero((owner[one] == UNDECIDED) & (owner[other] >= 0) & inside)
        if not len(useful):
            return owner
        shared: dict[tuple[int, int], float] = {}
        for node, to, metres in zip(
            one[useful].tolist(),
            owner[other[useful]].tolist(),
            length[useful].tolist(),
            strict=True,
        ):
            shared[node, to] = shared.get((node, to), 0.0) + metres
        best: dict[int, tuple[float, float, int]] = {}
        for (node, to), metres in shared.items():
            claim = (worth.get((node, to), 0.0), metres, -to)
            best[node] = max(best.get(node, claim), claim)
        for node, (_, _, to) in best.items():
            owner[node] = -to
