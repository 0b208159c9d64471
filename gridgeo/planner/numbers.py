"""Which numbers of grids a community can have, and why no others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.domains import find_domains
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.sizes import possible_sizes


@dataclass(frozen=True, slots=True)
class PartNumbers:
    """One contiguous part of a community.

    Attributes
    ----------
    units : int64
        Its units, ascending.
    households : int
        In all.
    allowed : range
        Numbers of grids that counts alone allow with every grid in the band; empty if none.
    why : str
        The arithmetic, in a sentence.
    """

    units: Integers
    households: int
    allowed: range
    why: str


@dataclass(frozen=True, slots=True)
class CommunityNumbers:
    """The feasible numbers of grids of one community.

    Attributes
    ----------
    community : str
        Its name.
    households : int
        In all.
    parts : tuple of PartNumbers
        Parts that hang together once units above the maximum are taken out; each is planned on its
        own.
    fewest, most : int or None
        Numbers of grids with all of them in the band; None if some part allows none.
    """

    community: str
    households: int
    parts: tuple[PartNumbers, ...]

    @property
    def fewest(self) -> int | None:
        """Fewest grids, all in the band."""
        return sum(part.allowed[0] for part in self.parts) if self._feasible else None

    @property
    def most(self) -> int | None:
        """Most grids, all in the band."""
        return sum(part.allowed[-1] for part in self.parts) if self._feasible else None

    @property
    def _feasible(self) -> bool:
        return all(len(part.allowed) for part in self.parts)


def feasible_numbers(
    graph: UnitGraph, band: HouseholdBand, communities: NDArray[np.generic]
) -> list[CommunityNumbers]:
    """Give the numbers of grids that each community's counts allow.

    Parameters
    ----------
    graph : UnitGraph
        All units.
    band : HouseholdBand
        The hard rule.
    communities : shape (n,)
        Community of each unit.

    Returns
    -------
    list of CommunityNumbers
        In the communities' order. Whether a number can be reached depends on the borders too; no
        other number can.
    """
    names = np.unique(communities)
    parts: dict[str, list[PartNumbers]] = {str(name): [] for name in names}
    for domain in find_domains(graph, communities, band.maximum):
        community = str(communities[domain.units[0]])
        households = int(graph.households[domain.units].sum())
        by_count = possible_sizes(households, band)
        allowed = range(by_count.start, min(by_count.stop, len(domain.units) + 1))
        why = _why(len(domain.units), households, band, allowed)
        parts[community].append(PartNumbers(domain.units, households, allowed, why))
    return [
        CommunityNumbers(name, sum(part.households for part in found), tuple(found))
        for name, found in parts.items()
    ]


def _why(units: int, households: int, band: HouseholdBand, allowed: range) -> str:
    if units == 1 and households > band.maximum:
        return f"One unit alone has {households} households, more than {band.maximum}."
    fewest, most = -(-households // band.maximum), households // band.minimum
    if len(allowed):
        return (
            f"{households} households make at least {fewest} grids of at most {band.maximum}, and"
            f" at most {most} of at least {band.minimum}."
        )
    return (
        f"{households} households would need at least {fewest} grids of at most {band.maximum},"
        f" but are enough for {most} of at least {band.minimum} only."
    )
