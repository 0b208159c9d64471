"""Parts of a district that are planned on their own, and the seed of each.

A domain is the units of one community that hang together over passable borders once units above
the maximum are taken out. Grids never reach from one domain into another.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from gridgeo.planner.graph import Integers, UnitGraph


@dataclass(frozen=True, slots=True)
class Domain:
    """Units (ascending positions) of one contiguous part of a community.

    ``key`` is stable: it names the community and the part's number in it, whatever else is planned
    at the same time.
    """

    key: str
    units: Integers


def find_domains(graph: UnitGraph, communities: NDArray[np.generic], maximum: int) -> list[Domain]:
    """Divide a district into domains, ordered by community and then by first unit.

    Parameters
    ----------
    graph : UnitGraph
        All units.
    communities : shape (n,)
        The community of each unit: any values that sort and print.
    maximum : int
        Units with more households than this become domains of their own.
    """
    names, community = np.unique(communities, return_inverse=True)
    alone = graph.households > maximum
    closed = np.where(alone, len(names) + np.arange(graph.size), community)
    labels = graph.bar(closed).components()
    order = np.lexsort((labels, community))
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    domains, numbers = [], np.zeros(len(names), dtype=np.int64)
    for units in np.split(order, starts[1:]) if graph.size else []:
        place = community[units[0]]
        domains.append(Domain(f"{names[place]}/{numbers[place]}", np.sort(units)))
        numbers[place] += 1
    return domains


def derive_seed(seed: int, key: str) -> int:
    """Mix the plan's seed with a domain's key into a non-zero 64-bit number."""
    digest = blake2b(f"{seed}:{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") | 1
