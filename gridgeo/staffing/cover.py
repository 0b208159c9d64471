"""Cover pairs (AB岗): which neighbouring grids stand in for each other, chosen best for a town.

A choice is a matching of the graph of neighbours: as many grids as possible have a partner, and
among those choices the one with the highest sum of scores is taken (Edmonds' blossom algorithm, by
networkx). Grids that are left over join the pair of their best neighbour.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.errors import BadInputError
from gridgeo.staffing.neighbours import Neighbours

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_STEPS = 1000  # scores are whole numbers: sums are exact, and the same on every machine
_HALF_AT_MIN = 10.0  # a way of ten minutes is worth half of none


@dataclass(frozen=True, slots=True)
class CoverWeights:
    """What makes a good pair; only the ratios matter.

    Attributes
    ----------
    border : float
        A long shared border.
    walking : float
        A short way.
    balance : float
        Loads of about the same size: a stand-in does not get more than twice the work.
    """

    border: float = 1.0
    walking: float = 1.0
    balance: float = 1.0

    def __post_init__(self) -> None:
        weights = (self.border, self.walking, self.balance)
        if min(weights) < 0 or not np.isfinite(weights).all() or sum(weights) == 0:
            raise BadInputError(
                "Weights of cover pairs are finite, not negative, and not all 0.", field="weights"
            )


@dataclass(frozen=True, slots=True)
class CoverChoice:
    """The chosen pairs.

    Attributes
    ----------
    links : int64, shape (p,)
        Positions in the neighbours' pairs, sorted.
    third : bool, shape (p,)
        The link takes a grid in that was left over into the pair of its neighbour.
    alone : int64, shape (a,)
        Grids that no neighbour can stand in for.
    """

    links: Integers
    third: NDArray[np.bool_]
    alone: Integers


def score_links(
    neighbours: Neighbours, load: Floats, weights: CoverWeights | None = None
) -> Integers:
    """Give the score of each pair, 0 to 1,000, shape (m,)."""
    weights = weights or CoverWeights()
    one, two = load[neighbours.pairs[:, 0]], load[neighbours.pairs[:, 1]]
    balance = 1 - np.abs(one - two) / np.maximum(one + two, 1e-9)
    near = 1 / (1 + neighbours.walking_min / _HALF_AT_MIN)
    share = np.clip(neighbours.border_share, 0, 1)
    total = weights.border * share + weights.walking * near + weights.balance * balance
    worth = total / (weights.border + weights.walking + weights.balance)
    return np.rint(worth * _STEPS).astype(np.int64)


def choose_cover(
    neighbours: Neighbours, score: Integers, allowed: NDArray[np.bool_], count: int
) -> CoverChoice:
    """Choose the pairs of ``count`` grids: most grids paired first, then the best sum of scores.

    Parameters
    ----------
    neighbours : Neighbours
    score : int64, shape (m,)
        Worth of each pair.
    allowed : bool, shape (m,)
        False where a pair is no help: both grids are served by the same people.
    count : int
        Number of grids.
    """
    import networkx as nx

    usable = np.flatnonzero(allowed)
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(range(count))
    for link in usable.tolist():
        one, two = neighbours.pairs[link].tolist()
        graph.add_edge(one, two, weight=int(score[link]), link=link)
    pairs = [
        graph.edges[edge]["link"]
        for members in nx.connected_components(graph)  # the algorithm is cubic in their size
        for edge in nx.max_weight_matching(graph.subgraph(members), maxcardinality=True)
    ]
    taken = np.zeros(count, dtype=np.bool_)
    taken[neighbours.pairs[pairs].ravel()] = True
    thirds = _join_the_rest(neighbours, score, usable, taken)
    links = np.array(sorted([*pairs, *thirds]), dtype=np.int64)
    served = np.zeros(count, dtype=np.bool_)
    served[neighbours.pairs[links].ravel()] = True
    return CoverChoice(links, np.isin(links, thirds), np.flatnonzero(~served))


def _join_the_rest(
    neighbours: Neighbours, score: Integers, usable: Integers, taken: NDArray[np.bool_]
) -> list[int]:
    """Give each grid that was left over the link to its best neighbour."""
    best: dict[int, int] = {}
    for link in usable.tolist():
        for grid in neighbours.pairs[link].tolist():
            known = best.get(grid)
            if not taken[grid] and (known is None or score[link] > score[known]):
                best[grid] = link
    return sorted(set(best.values()))
