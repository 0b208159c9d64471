"""What an alignment is asked to do."""

from dataclasses import dataclass

from gridgeo.domain.band import HouseholdBand


@dataclass(frozen=True, slots=True)
class AlignRules:
    """How an alignment decides.

    Parameters
    ----------
    cover : bool
        Whether the network has to cover all of the model's ground. Otherwise it stays away from
        grids of the model more than half of whose households no grid of it has today: a network
        of urban communities does not spread over the villages.
    band : HouseholdBand, optional
        The network's own standard. It is wished for where the network is made of whole grids,
        and parts of grids that are cut are joined to others until they reach its minimum.
    sliver_width_m : float
        Thinner parts of ground are drawing, not intent: they follow their neighbours.
    least_share : float
        Parts of a cut grid with a smaller share of its households do so too.
    """

    cover: bool = False
    band: HouseholdBand | None = None
    sliver_width_m: float = 3.0
    least_share: float = 0.1
