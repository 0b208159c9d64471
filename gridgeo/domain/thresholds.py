"""The sizes at which a fault begins to count: settings of a check, or of a network."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from difflib import get_close_matches

from gridgeo.domain.errors import BadInputError

MOST = 1e9


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Below these sizes nothing is reported.

    Parameters
    ----------
    min_area_m2 : float
        Least overlap, gap or ground outside that is a finding of its own.
    sliver_width_m : float
        Overlaps and gaps thinner than this are called slivers.
    min_grid_m2 : float
        A grid with less ground than a flat was left over from drawing.
    stale_share : float
        Share by which a grid's households may change before it is called stale.
    stale_households : float
        Smaller changes are never called stale, whatever their share.
    crossing_m : float
        A bridge or crossing this near to a barrier's stretch excuses the grid that reaches across.
    passage_m : float
        Who walks a grid gets across a barrier only where a way lies this near to its stretch.
    barrier_part_m2, barrier_part_m : float
        Ground beyond a barrier that is smaller, or thinner on average, is inexact drawing.
    cut_depth_m : float
        A border may run this deep through a building or compound: walls are drawn inexactly.

    Raises
    ------
    BadInputError
        Unless each is a number from 0 to `MOST`.
    """

    min_area_m2: float = 1.0
    sliver_width_m: float = 3.0
    min_grid_m2: float = 50.0
    stale_share: float = 0.1
    stale_households: float = 10.0
    crossing_m: float = 150.0
    passage_m: float = 10.0
    barrier_part_m2: float = 1_000.0
    barrier_part_m: float = 10.0
    cut_depth_m: float = 1.0

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not (math.isfinite(value) and 0.0 <= value <= MOST):
                raise BadInputError(
                    f"The threshold {name} must be a number from 0 to {MOST:,.0f}, not {value:g}.",
                    field=name,
                )

    def changed(self, values: Mapping[str, float]) -> "Thresholds":
        """Give these thresholds with some of them changed.

        Raises
        ------
        BadInputError
            If a threshold has no such name, or a value is out of range.
        """
        for name in values:
            if name not in NAMES:
                close = get_close_matches(name, NAMES, n=1)
                hint = f"did you mean '{close[0]}'" if close else f"there are: {', '.join(NAMES)}"
                raise BadInputError(f"There is no threshold '{name}'; {hint}.", field="threshold")
        return replace(self, **values)


NAMES: tuple[str, ...] = tuple(one.name for one in fields(Thresholds))


def parse_thresholds(texts: list[str]) -> dict[str, float]:
    """Read ``name=number`` words as they come from a command line.

    Raises
    ------
    BadInputError
        If a word is not of that form.
    """
    values = {}
    for text in texts:
        name, equals, number = text.partition("=")
        try:
            values[name.strip()] = float(number)
        except ValueError:
            equals = ""
        if not equals:
            raise BadInputError(
                f"'{text}' is no threshold; write name=number, as in stale_share=0.2.",
                field="threshold",
            )
    return values
