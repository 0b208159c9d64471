"""Why a grid lies outside the band: a closed list of reasons, and whether each is proved."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class ReasonCode(StrEnum):
    """What keeps a grid, or the part of a community that it lies in, from the band."""

    UNIT_OVER_MAXIMUM = "unit_over_maximum"
    GROUP_OVER_MAXIMUM = "group_over_maximum"
    PART_UNDER_MINIMUM = "part_under_minimum"
    NO_WHOLE_NUMBER = "no_whole_number"
    CUT_UNIT = "cut_unit"
    NO_GRID_HOLDS_UNIT = "no_grid_holds_unit"
    NO_COVER = "no_cover"
    LOCKED = "locked"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with its proof in a sentence.

    Attributes
    ----------
    code : ReasonCode
        Which reason.
    sentence : str
        The arithmetic, with its numbers; ``{unit}`` stands where a unit is named.
    unit : int or None
        Position of that unit.
    """

    code: ReasonCode
    sentence: str
    unit: int | None = None

    @property
    def proved(self) -> bool:
        """Whether the reason is a proof; "not found" is none."""
        return self.code is not ReasonCode.NOT_FOUND

    def among(self, units: NDArray[np.int64]) -> "Reason":
        """Give the same reason with its unit counted among more, of which ``units`` were taken."""
        return self if self.unit is None else replace(self, unit=int(units[self.unit]))

    def tell(self, unit_name: str = "") -> str:
        """Give the sentence with the unit's name in it."""
        return self.sentence.replace("{unit}", unit_name)
