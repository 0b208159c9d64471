"""Why a domain cannot be divided into grids in the band: each reason with its proof.

The reasons are tried from the simplest to the most laborious. Where none can be proved the answer
is "not found", which claims nothing.
"""

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.exact import ExactAnswer
from gridgeo.planner.graph import UnitGraph
from gridgeo.planner.kernels.branches import branch_totals, find_hopeless_unit
from gridgeo.planner.reasons import Reason, ReasonCode
from gridgeo.planner.sizes import possible_sizes

MAX_CUT_UNITS = 1500  # the branches of each cut unit are walked; beyond this that is not quick


def explain_count(graph: UnitGraph, band: HouseholdBand) -> Reason | None:
    """Prove from the domain's total alone that no number of grids fits; None if one does."""
    households = int(graph.households.sum())
    if graph.size == 1 and households > band.maximum:
        return Reason(
            ReasonCode.UNIT_OVER_MAXIMUM,
            f"Unit {{unit}} alone has {households} households, more than {band.maximum},"
            " and a unit is never cut.",
            unit=0,
        )
    if households < band.minimum:
        return Reason(
            ReasonCode.PART_UNDER_MINIMUM,
            f"This contiguous part has {households} households in all, fewer than {band.minimum}.",
        )
    sizes = possible_sizes(households, band)
    if len(sizes):
        return None
    fewer = households // band.maximum
    return Reason(
        ReasonCode.NO_WHOLE_NUMBER,
        f"{households} households are more than {fewer} x {band.maximum} ="
        f" {fewer * band.maximum} and fewer than {fewer + 1} x {band.minimum} ="
        f" {(fewer + 1) * band.minimum}: no whole number of grids fits.",
    )


def explain_cut_unit(graph: UnitGraph, band: HouseholdBand) -> Reason | None:
    """Prove that the grid of some cut unit cannot be in the band; None where no unit proves it.

    Without a cut unit the domain falls into branches. Each branch is divided into whole grids,
    save a remainder that only the cut unit's own grid can take. If no choice of remainders gives
    that grid a count in the band, no partition exists.
    """
    if graph.size > MAX_CUT_UNITS:
        return None
    ground = graph.indptr, graph.indices, graph.passable, graph.households
    unit = find_hopeless_unit(*ground, band.minimum, band.maximum)
    if unit < 0:
        return None
    listed = ", ".join(str(branch) for branch in branch_totals(*ground, unit).tolist())
    return Reason(
        ReasonCode.CUT_UNIT,
        f"All ways lead through unit {{unit}} ({int(graph.households[unit])} households): without"
        f" it the parts have {listed} households, and no remainders of these give its grid"
        f" {band.minimum} to {band.maximum}.",
        unit=unit,
    )


def admit(moves: int) -> Reason:
    """Say that so many moves of the search found no division, which proves nothing."""
    return Reason(
        ReasonCode.NOT_FOUND,
        f"No division into grids in the band was found in {moves:,} moves of the search; none was"
        " proved impossible either.",
    )


def explain_cover(exact: ExactAnswer) -> Reason | None:
    """Tell that all grids were listed and none of their choices serves; None if that is unknown."""
    if not exact.decided or exact.grid is not None:
        return None
    return Reason(
        ReasonCode.NO_COVER,
        f"All {exact.candidates} contiguous sets of units in the band were listed,"
        " and no choice of them holds every unit exactly once.",
    )
