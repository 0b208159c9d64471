"""What a plan is wanted to be beside "in the band", and how much each wish weighs."""

from dataclasses import dataclass

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import BadInputError
from gridgeo.planner.kernels.model import Rules

MISS = 1.0  # one grid outside the band outweighs any shape
DEPART = 20.0  # for each target's worth of households beyond the band: a miss weighs by its size


@dataclass(frozen=True, slots=True)
class Wishes:
    """Weights of the soft goals; compactness itself weighs 1 for each grid.

    A miss of the band costs 1, and 1 more for each twentieth of the target beyond it, so that
    three grids of 270 are preferred to one of 810. It always goes before the wishes.

    Attributes
    ----------
    balance : float
        Cost of a grid whose load is a whole even share away from the even share; grows with the
        square. The load is the households unless ``Given.load`` says otherwise.
    streets : float
        Cost of borders that follow nothing, when they are as long as a typical grid's perimeter.
    keep : float
        From 0 (the ideal plan, whatever changes) to 1 (change nothing that need not change); only
        where there are present grids. More never moves more households.

    Raises
    ------
    BadInputError
        If ``keep`` lies outside 0 to 1, or a weight is negative.
    """

    balance: float = 0.0
    streets: float = 0.3
    keep: float = 0.5

    def __post_init__(self) -> None:
        if not 0.0 <= self.keep <= 1.0:
            raise BadInputError(f"{self.keep} is no weight from 0 to 1.", field="keep")
        for name in ("balance", "streets"):
            if not getattr(self, name) >= 0.0:
                raise BadInputError(f"The weight of {name} is negative.", field=name)

    def rules(
        self,
        band: HouseholdBand,
        typical_perimeter_m: float,
        even_load: float,
        stay: float = 0.0,
    ) -> Rules:
        """Give the rules of the inner loops.

        Parameters
        ----------
        band : HouseholdBand
            The hard rule.
        typical_perimeter_m : float
            Of a grid; 0 where no streets are known, which switches that wish off.
        even_load : float
            The load that belongs to a target's worth of households.
        stay : float
            What moving a target's worth of households costs; the cost of misses rises with it.
        """
        return Rules(
            minimum=band.minimum,
            target=band.target,
            maximum=band.maximum,
            miss=MISS + stay,  # the band stays the hard rule, however dear a change is
            depart=DEPART + 2.0 * stay,
            balance=self.balance,
            even=max(even_load, 1e-9),
            slack=self.streets / typical_perimeter_m if typical_perimeter_m > 0 else 0.0,
        )
