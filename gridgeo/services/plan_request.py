"""What is asked of a plan for a network: how hard, what stays, what for."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, TypedDict

from gridgeo.domain.errors import BadInputError
from gridgeo.planner.effort import Effort


class PlanArguments(TypedDict, total=False):
    """The fields of `PlanRequest` as keyword arguments."""

    seed: int
    effort: str
    keep: float
    locked: tuple[str, ...]
    pinned: tuple[str, ...]
    reserve_on: date | None


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """The wishes of one plan; the standard is the network's.

    Attributes
    ----------
    seed : int
        The same seed gives the same plan.
    effort : str
        ``fast``, ``normal``, ``deep`` or seconds.
    keep : float
        From 0 (the ideal plan) to 1 (change nothing that need not change).
    locked : tuple of str
        Codes of present grids that stay exactly as they are.
    pinned : tuple of str
        Codes of units that stay in their present grid.
    reserve_on : date, optional
        The day that reserved grids are sized for; without it none are made.

    Raises
    ------
    BadInputError
        If the effort cannot be read, or ``keep`` is no share.
    """

    seed: int = 0
    effort: str = "normal"
    keep: float = 0.5
    locked: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    reserve_on: date | None = None

    def __post_init__(self) -> None:
        Effort.parse(self.effort)
        if not 0.0 <= self.keep <= 1.0:
            raise BadInputError(
                f"'keep' goes from 0 (ideal) to 1 (no change), not {self.keep:g}.", field="keep"
            )

    @property
    def how_long(self) -> Effort:
        """The effort as the planner takes it."""
        return Effort.parse(self.effort)

    def as_arguments(self) -> dict[str, Any]:
        """Give what the log keeps of the request."""
        day = None if self.reserve_on is None else self.reserve_on.isoformat()
        return {
            **asdict(self),
            "locked": list(self.locked),
            "pinned": list(self.pinned),
            "reserve_on": day,
        }
