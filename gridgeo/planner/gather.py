"""Put the plans of all domains, and the locked grids, together into one assignment."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus
from gridgeo.planner.constrain import Constrained
from gridgeo.planner.domains import Domain
from gridgeo.planner.given import NONE, Given
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.planner.reasons import Reason, ReasonCode
from gridgeo.planner.search import Found

LOCKED = Reason(ReasonCode.LOCKED, "The grid is locked and stays as it is.")


def gather(
    graph: UnitGraph,
    band: HouseholdBand,
    communities: NDArray[np.generic],
    given: Given,
    search: Constrained,
    plans: Sequence[tuple[Domain, Found]],
) -> tuple[Integers, tuple[Reason | None, ...]]:
    """Give all grids numbers by community, then by first unit.

    Parameters
    ----------
    graph, band, communities, given
        As in ``partition``.
    search : Constrained
        What was searched.
    plans : sequence of (Domain, Found)
        Domains of the searched graph and their plans.

    Returns
    -------
    assignment : int64, shape (n,)
        Grid of each unit.
    reasons : tuple of (Reason or None)
        Why each grid is outside the band.
    """
    searched = np.empty(search.graph.size, dtype=np.int64)
    reasons: list[Reason | None] = []
    for domain, found in plans:
        searched[domain.units] = len(reasons) + found.grid
        told = found.reasons or (None,) * (int(found.grid.max()) + 1)
        reasons += [None if one is None else _place(search, domain, one) for one in told]
    assignment = np.full(graph.size, NONE, dtype=np.int64)
    assignment[search.free] = searched[search.member]
    reasons += _add_locked(graph, band, given, assignment, len(reasons))
    return _renumber(assignment, reasons, communities)


def _place(search: Constrained, domain: Domain, reason: Reason) -> Reason:
    """Name a unit of a reason among all units; a contracted one is named after its first."""
    if reason.unit is None:
        return reason
    units = search.units_of(int(domain.units[reason.unit]))
    if reason.code is ReasonCode.UNIT_OVER_MAXIMUM and len(units) > 1:
        return Reason(
            ReasonCode.GROUP_OVER_MAXIMUM,
            f"The {len(units)} units from {{unit}} on that have to stay together are more than one"
            f" grid may hold: {reason.sentence.removeprefix('Unit {unit} alone has ')}",
            int(units[0]),
        )
    return Reason(reason.code, reason.sentence, int(units[0]))


def _add_locked(
    graph: UnitGraph, band: HouseholdBand, given: Given, assignment: Integers, first: int
) -> list[Reason | None]:
    if given.locked is None or given.present is None:
        return []
    numbers, place = np.unique(given.present[given.locked], return_inverse=True)
    assignment[given.locked] = first + place
    counts = np.bincount(place, weights=graph.households[given.locked], minlength=len(numbers))
    in_band = [band.status(int(count)) is BandStatus.IN_BAND for count in counts]
    return [None if inside else LOCKED for inside in in_band]


def _renumber(
    assignment: Integers, reasons: Sequence[Reason | None], communities: NDArray[np.generic]
) -> tuple[Integers, tuple[Reason | None, ...]]:
    first = np.unique(assignment, return_index=True)[1]
    _, community = np.unique(communities, return_inverse=True)
    order = np.lexsort((first, community[first]))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    return number[assignment], tuple(reasons[grid] for grid in order.tolist())
