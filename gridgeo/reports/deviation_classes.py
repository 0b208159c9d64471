"""The fixed classes in which a grid's deviation from the standard is coloured.

The limits never follow the data, so that a colour means the same in every report. The palette
diverges from purple to orange, which the common forms of colour blindness tell apart, and its two
sides differ in lightness too.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

LIMITS = (-0.5, -0.25, 0.25, 0.5, 1.0)  # -0.25 to 0.25 is 300 to 500 around 400, both ends in it
NO_COUNT = -1


@dataclass(frozen=True, slots=True)
class DeviationClass:
    """One class with its colour and its words."""

    colour: str
    zh: str
    en: str


CLASSES = (
    DeviationClass("#542788", "少一半以上", "under by more than 50 %"),
    DeviationClass("#b2abd2", "少 25%—50%", "under by 25-50 %"),
    DeviationClass("#f2f0e9", "±25% 以内", "within 25 %"),
    DeviationClass("#fdb863", "多 25%—50%", "over by 25-50 %"),
    DeviationClass("#e08214", "多 50%—100%", "over by 50-100 %"),
    DeviationClass("#8c3f05", "多一倍以上", "over by more than 100 %"),
)
UNCOUNTED = DeviationClass("#d9dde1", "不按户数考核", "not held to the standard")


def classify(deviation: ArrayLike) -> NDArray[np.int64]:
    """Give the position in `CLASSES` of each deviation; `NO_COUNT` where it is not a number.

    Parameters
    ----------
    deviation : array_like of float
        Share of the target: 0.25 is a quarter too many.
    """
    values = np.asarray(deviation, dtype=np.float64)
    below = np.searchsorted(LIMITS[:2], values, side="right")
    above = np.searchsorted(LIMITS[2:], values, side="left")
    found = (below + above).astype(np.int64)
    return np.where(np.isnan(values), NO_COUNT, found)


def colour_of(position: int) -> str:
    """Give the colour of a class by its position, or the one of grids that are not counted."""
    return UNCOUNTED.colour if position == NO_COUNT else CLASSES[position].colour
