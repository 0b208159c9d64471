"""The monthly assessment (考核): figures of a worker held against targets, summed to a score.

Everything that decides is in the rules: which measures count, how much, and from which value on a
measure is fulfilled. A measure that does not apply to somebody (no event in the grid, no day on
duty) is left out of their sum, for better or worse; it never counts as nought.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gridgeo.domain.errors import BadInputError

FULL = 100.0

# What can be measured: all are shares from 0 to 1 but where noted.
MEASURES: Mapping[str, tuple[str, str]] = {
    "track_days": ("有轨迹天数占应巡天数", "days with a track against the days required"),
    "households_passed": ("巡查覆盖户数占比", "households passed within the radius"),
    "ground_passed": ("巡查覆盖面积占比", "ground passed within the radius"),
    "visits": ("走访户数占应访户数", "households visited against those to be visited"),
    "events_in_time": ("事件按时办结率", "events closed within their time limit"),
    "events_reported": ("上报事件数", "events reported, a number"),
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One measure of the assessment.

    Attributes
    ----------
    measure : str
        One of `MEASURES`.
    weight : float
        How much it counts against the others.
    target : float
        From this value on it has all its points; below, in proportion.
    """

    measure: str
    weight: float
    target: float

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            known = ", ".join(MEASURES)
            raise BadInputError(
                f"There is no measure '{self.measure}'; there are {known}.", field="measure"
            )
        if not 0 < self.weight < float("inf"):
            raise BadInputError(f"The weight of {self.measure} must be above 0.", field="weight")
        if not 0 < self.target < float("inf"):
            raise BadInputError(f"The target of {self.measure} must be above 0.", field="target")


DEFAULT_CRITERIA = (
    Criterion("track_days", 30, 0.9),
    Criterion("households_passed", 30, 0.8),
    Criterion("visits", 20, 0.9),
    Criterion("events_in_time", 20, 0.95),
)


@dataclass(frozen=True, slots=True)
class AssessmentRules:
    """How a month is assessed.

    Attributes
    ----------
    criteria : tuple of Criterion
    red_share, black_share : float
        At most so large a share of those assessed is on the red and on the black list.
    red_from, black_below : float
        A score from which the red list is open, and below which the black list is.
    """

    criteria: tuple[Criterion, ...] = DEFAULT_CRITERIA
    red_share: float = 0.1
    black_share: float = 0.1
    red_from: float = 90.0
    black_below: float = 60.0

    def __post_init__(self) -> None:
        names = [criterion.measure for criterion in self.criteria]
        if not names or len(set(names)) != len(names):
            raise BadInputError(
                "The assessment needs at least one measure, and each only once.", field="criteria"
            )
        if not (0 <= self.red_share <= 0.5 and 0 <= self.black_share <= 0.5):
            raise BadInputError("Shares of the lists lie between 0 and 0.5.", field="red_share")
        if not 0 <= self.black_below <= self.red_from <= FULL:
            raise BadInputError(
                "The black list's limit lies between 0 and the red list's, that at most at 100.",
                field="black_below",
            )


@dataclass(frozen=True, slots=True)
class Line:
    """What one measure gave: the value, its target, and its points of so many."""

    measure: str
    value: float | None
    target: float
    weight: float
    points: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one worker: 0 to 100, None where nothing applied to them."""

    total: float | None
    lines: tuple[Line, ...] = field(default=())


def score(rules: AssessmentRules, values: Mapping[str, float | None]) -> Score:
    """Score one worker.

    Parameters
    ----------
    rules : AssessmentRules
    values : mapping of measure to value
        None, or missing, where the measure does not apply.
    """
    lines = tuple(_line(criterion, values.get(criterion.measure)) for criterion in rules.criteria)
    applying = [line for line in lines if line.points is not None]
    most = sum(line.weight for line in applying)
    if not most:
        return Score(None, lines)
    return Score(round(FULL * sum(line.points or 0.0 for line in applying) / most, 1), lines)


def rank(totals: Sequence[float | None]) -> list[int | None]:
    """Rank scores, the best first; the same score has the same rank, none has none."""
    better = sorted((total for total in totals if total is not None), reverse=True)
    first: dict[float, int] = {}
    for place, total in enumerate(better, start=1):
        first.setdefault(total, place)
    return [None if total is None else first[total] for total in totals]


def list_red_and_black(
    rules: AssessmentRules, totals: Sequence[float | None]
) -> tuple[list[bool], list[bool]]:
    """Say who is on the red and who on the black list.

    A list is never longer than its share of those assessed: of a tie that would make it so, nobody
    is taken.
    """
    scored = [total for total in totals if total is not None]
    red = _extreme(scored, rules.red_share, best=True)
    black = _extreme(scored, rules.black_share, best=False)
    return (
        [total is not None and total in red and total >= rules.red_from for total in totals],
        [total is not None and total in black and total < rules.black_below for total in totals],
    )


def _extreme(scored: list[float], share: float, *, best: bool) -> set[float]:
    room = int(len(scored) * share + 1e-9)
    taken: set[float] = set()
    for total in sorted(set(scored), reverse=best):
        room -= scored.count(total)
        if room < 0:
            break
        taken.add(total)
    return taken


def _line(criterion: Criterion, value: float | None) -> Line:
    points = None
    if value is not None:
        points = criterion.weight * min(1.0, max(0.0, value) / criterion.target)
    return Line(criterion.measure, value, criterion.target, criterion.weight, points)
