"""What a plan is wanted to be beside "in the band", and how much each wish weighs."""

from dataclasses import dataclass

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.kernels.model import Rules

MISS = 1.0  # one grid outside the band outweighs any shape
DEPART = 2.0  # for each target's worth of households beyond the band


@dataclass(frozen=True, slots=True)
class Wishes:
    """Weights of the soft goals; compactness itself weighs 1 for each grid.

    Attributes
    ----------
    balance : float
        Cost of a grid that is a whole target away from the target; grows with the square.
    streets : float
        Cost of borders that follow nothing, when they are as long as a typical grid's perimeter.
    keep : float
        Cost of moving one target's worth of households away from their present grid.
    """

    balance: float = 0.0
    streets: float = 0.3
    keep: float = 0.0

    def rules(self, band: HouseholdBand, typical_perimeter_m: float) -> Rules:
        """Give the rules of the inner loops for a band and a typical grid's perimeter."""
        return Rules(
            minimum=band.minimum,
            target=band.target,
            maximum=band.maximum,
            miss=MISS + self.keep,  # the band stays the hard rule, however dear a change is
            depart=DEPART + 2.0 * self.keep,
            balance=self.balance,
            slack=self.streets / typical_perimeter_m if typical_perimeter_m > 0 else 0.0,
        )
