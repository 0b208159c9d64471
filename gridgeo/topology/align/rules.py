"""What an alignment is asked to do."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.topology.align.ground import CommonGround


@dataclass(frozen=True, slots=True)
class AlignRules:
    """How an alignment decides.

    Parameters
    ----------
    cover : bool
        Whether the network has to cover all of the model's ground. Otherwise it stays away from
        grids of the model of which it holds no more than ``least_share`` today: a network of
        urban communities does not spread over the villages.
    band : HouseholdBand, optional
        The network's own standard. It is wished for where the network is made of whole grids,
        and parts of grids that are cut are joined to others until they reach its minimum.
    sliver_width_m : float
        Thinner parts of ground are drawing, not intent: they follow their neighbours.
    least_share : float
        A smaller share of a grid's households is drawing, too.
    """

    cover: bool = False
    band: HouseholdBand | None = None
    sliver_width_m: float = 3.0
    least_share: float = 0.1

    def stays_away(self, ground: CommonGround) -> NDArray[np.bool_]:
        """Mark the grids of the model that the network does not take ground of."""
        if self.cover:
            return np.zeros(ground.models, dtype=bool)
        return np.asarray(ground.bare_share >= 1.0 - self.least_share)
