"""Why a grid that somebody drew misses the band, where arithmetic alone can say so."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.services.plan_operations.draft import Draft


def reason_of(draft: Draft, mine: NDArray[np.bool_], band: HouseholdBand) -> str | None:
    """Give the reason as a sentence, or None: then somebody has to state one.

    Parameters
    ----------
    draft : Draft
        Before the operation; only its ground is read.
    mine : bool, shape (n,)
        Units of the grid.
    band : HouseholdBand
        What the grid should hold.
    """
    count = int(draft.counts[mine].sum())
    units = np.flatnonzero(mine)
    if count > band.maximum:
        if len(draft.pieces_of(units)) > 1:
            return None
        return (
            f"Unit {draft.units.codes[units[0]]} alone holds {count}, more than {band.maximum};"
            " it is never cut."
        )
    graph = draft.unit_graph
    beyond = mine[graph.rows] & ~mine[graph.indices] & graph.passable
    if beyond.any():
        return None
    return f"Nothing that a grid may reach adjoins these units; they hold {count} together."
