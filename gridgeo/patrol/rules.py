"""What counts as a patrol: every threshold of this package, in one place and with its unit."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from difflib import get_close_matches

from gridgeo.domain.errors import BadInputError

MODES = ("foot", "ebike", "car")


def _number(default: float, least: float, most: float, says: str) -> float:
    """Declare a threshold: its default, its range, and what it means (for documentation)."""
    number: float = field(default=default, metadata={"least": least, "most": most, "says": says})
    return number


@dataclass(frozen=True, slots=True)
class PatrolRules:
    """Thresholds of cleaning, segmenting and counting; `describe` says what each means.

    Raises
    ------
    BadInputError
        If a value is out of its range; the field is its name.
    """

    radius_m: float = _number(30, 1, 500, "what lies within this distance of a path was passed")
    cell_m: float = _number(5, 1, 50, "side of the cells in which ground is counted")
    outside_m: float = _number(2000, 0, 1e6, "a point farther from all grids than this is nowhere")
    max_accuracy_m: float = _number(50, 1, 1e4, "a position stated worse than this does not count")
    jump_m: float = _number(60, 5, 1e5, "a point this far off both neighbours may be a jump")
    foot_m_s: float = _number(3, 0.5, 10, "nobody walks faster")
    ebike_m_s: float = _number(8, 1, 20, "no e-bike is faster")
    car_m_s: float = _number(40, 5, 100, "no car is faster")
    fastest: float = _number(1, 0, 2, "fastest mode that counts: 0 on foot, 1 e-bike, 2 car")
    speed_s: float = _number(15, 1, 300, "speeds are taken over at least this time")
    ride_s: float = _number(600, 0, 86400, "a shorter time between fast movements is a ride too")
    gap_s: float = _number(300, 10, 86400, "a longer silence ends a leg")
    step_s: float = _number(10, 0, 600, "distance is measured in steps of at least this time")
    step_m: float = _number(10, 0, 200, "and at least this length")
    stop_radius_m: float = _number(25, 1, 500, "who stays within this distance has stopped")
    stop_s: float = _number(180, 10, 86400, "after this time")
    desk_s: float = _number(5400, 60, 86400, "a longer stop is a telephone left on a desk")
    round_gap_s: float = _number(3600, 60, 86400, "a grid left for this long begins a new round")
    round_s: float = _number(300, 0, 86400, "a shorter round does not count")
    day_s: float = _number(600, 0, 86400, "less time in a grid is no day with a track")
    urban_share: float = _number(0.7, 0, 1, "share of a period's days that a grid in town needs")
    rural_share: float = _number(1, 0, 1, "share of a period's working days in the country")
    rounds_a_day: float = _number(1, 1, 24, "rounds that make a day count")
    shift_from_h: float = _number(6, 0, 24, "hour of the local day at which duty begins")
    shift_to_h: float = _number(22, 0, 24, "hour at which it ends")

    def __post_init__(self) -> None:
        for one in fields(self):
            value, least, most = getattr(self, one.name), *_range(one.metadata)
            if not (math.isfinite(value) and least <= value <= most):
                raise BadInputError(
                    f"The patrol setting {one.name} must be from {least:g} to {most:g},"
                    f" not {value:g}.",
                    field=one.name,
                )

    def speed_limit(self, mode: int) -> float:
        """Give the limit of a mode in m/s: 0 on foot, 1 e-bike, 2 car."""
        return (self.foot_m_s, self.ebike_m_s, self.car_m_s)[mode]

    def record(self) -> dict[str, float]:
        """Give all values by name, as results show them."""
        return asdict(self)

    def changed(self, values: Mapping[str, float]) -> "PatrolRules":
        """Give these rules with some of them changed.

        Raises
        ------
        BadInputError
            If there is no such setting, or a value is out of range.
        """
        for name in values:
            if name not in NAMES:
                close = get_close_matches(name, NAMES, n=1)
                hint = f"did you mean '{close[0]}'" if close else f"there are: {', '.join(NAMES)}"
                raise BadInputError(f"There is no patrol setting '{name}'; {hint}.", field="rules")
        return replace(self, **values)


def describe() -> list[tuple[str, float, str]]:
    """List each setting with its default and what it means."""
    return [(one.name, float(one.default), str(one.metadata["says"])) for one in _FIELDS]  # type: ignore[arg-type]


def _range(metadata: Mapping[str, float]) -> tuple[float, float]:
    return metadata["least"], metadata["most"]


_FIELDS = fields(PatrolRules)
NAMES: tuple[str, ...] = tuple(one.name for one in _FIELDS)
# What is made of points that are clean, by each network for itself; the others clean them, for all.
COUNTING = frozenset(
    {"radius_m", "cell_m", "round_gap_s", "round_s", "day_s", "urban_share", "rural_share"}
    | {"rounds_a_day", "shift_from_h", "shift_to_h"}
)
CLEANING: tuple[str, ...] = tuple(name for name in NAMES if name not in COUNTING)
