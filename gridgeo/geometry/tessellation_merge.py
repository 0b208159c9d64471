"""Joining faces into units: pieces that lost their footprint, slivers and small empty blocks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from gridgeo.geometry.enclosures import Integers

ACROSS = 0.1  # a metre of border across a street counts this much against one inside the block


@dataclass(frozen=True, slots=True)
class Faces:
    """Faces of a tessellation and the borders between them.

    Attributes
    ----------
    owner : int64, shape (n,)
        Whose ground, -1 for nobody's.
    block, community : int64, shape (n,)
    pairs : int64, shape (m, 2)
        Neighbours.
    shared_length_m : float64, shape (m,)
    """

    owner: Integers
    block: Integers
    community: Integers
    pairs: Integers
    shared_length_m: NDArray[np.float64]


def connect(faces: Faces) -> Integers:
    """Label the pieces of ground that hang together, of one owner, community and (empty) block.

    Returns
    -------
    int64, shape (n,)
        Piece of each face, numbered by its first face.
    """
    first, second = faces.pairs.T
    same = (faces.owner[first] == faces.owner[second]) & (
        faces.community[first] == faces.community[second]
    )
    same &= (faces.owner[first] >= 0) | (faces.block[first] == faces.block[second])
    return _components(faces.pairs[same], len(faces.owner))


def absorb(faces: Faces, piece: Integers, keep: NDArray[np.bool_]) -> Integers:
    """Give each piece that is not kept to the neighbour with which it shares the most border.

    Neighbours in the same block come first, other communities never. A piece that no kept ground
    can be reached from becomes one unit with its like.

    Parameters
    ----------
    faces : Faces
    piece : int64, shape (n,)
        As from `connect`.
    keep : bool, shape (pieces,)
        Pieces that are units of their own.

    Returns
    -------
    int64, shape (n,)
        Unit of each face, numbered by its first face.
    """
    home = np.where(keep, np.arange(len(keep)), -1)
    pairs, weight = _borders(faces, piece)
    while True:
        loose, kept = home[pairs[:, 0]] < 0, home[pairs[:, 1]] >= 0
        open_border = np.flatnonzero(loose & kept)
        if not len(open_border):
            break
        order = np.lexsort((home[pairs[open_border, 1]], -weight[open_border]))
        ranked = open_border[order]
        taken, first = np.unique(pairs[ranked, 0], return_index=True)
        home[taken] = home[pairs[ranked[first], 1]]
    return _number(_rest(home, pairs)[piece])


def _borders(faces: Faces, piece: Integers) -> tuple[Integers, NDArray[np.float64]]:
    """Sum the weighted border between pieces of one community, each pair in both directions."""
    first, second = faces.pairs.T
    inner = (faces.community[first] == faces.community[second]) & (piece[first] != piece[second])
    first, second = first[inner], second[inner]
    weight = faces.shared_length_m[inner]
    weight = np.where(faces.block[first] == faces.block[second], weight, ACROSS * weight)
    count = int(piece.max(initial=0)) + 1
    near = np.concatenate([piece[first], piece[second]])
    far = np.concatenate([piece[second], piece[first]])
    keys, index = np.unique(near * count + far, return_inverse=True)
    total = np.zeros(len(keys))
    np.add.at(total, index, np.tile(weight, 2))
    return np.column_stack([keys // count, keys % count]).astype(np.int64), total


def _rest(home: Integers, pairs: Integers) -> Integers:
    """Join what is left over with its left-over neighbours."""
    left = (home[pairs[:, 0]] < 0) & (home[pairs[:, 1]] < 0)
    together = _components(pairs[left], len(home))
    return np.where(home < 0, len(home) + together, home)


def _components(pairs: Integers, count: int) -> Integers:
    links = coo_matrix((np.ones(len(pairs), dtype=np.int8), tuple(pairs.T)), shape=(count, count))
    _, label = connected_components(links, directed=False)
    return _number(label)


def _number(label: Integers) -> Integers:
    """Renumber labels by their first appearance."""
    _, first, index = np.unique(label, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    numbered: Integers = rank[index]
    return numbered
