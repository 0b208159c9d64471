"""Which places (场所) get a dedicated grid (专属网格), and how it stands to the base grids.

Two things hold for the whole network: the mode, and whether the people count. Which kinds of places
get a grid, and how much ground one that is known as a point only has, is said kind by kind.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from gridgeo.domain.errors import BadInputError

MOST_RADIUS_M = 5_000.0


class PlaceKind(StrEnum):
    """What a place is."""

    OFFICE = "office"
    CAMPUS = "campus"
    SCHOOL = "school"
    MARKET = "market"
    HOSPITAL = "hospital"
    ENTERPRISE = "enterprise"
    HOTEL = "hotel"


class DedicatedMode(StrEnum):
    """How a dedicated grid stands to the base grid around it."""

    CUT_OUT = "cut_out"  # the base grid ends at its border
    OVERLAY = "overlay"  # the base grid goes on beneath it


@dataclass(frozen=True, slots=True)
class DedicatedRule:
    """A kind of place that gets a dedicated grid.

    Attributes
    ----------
    kind : PlaceKind
        Of places.
    radius_m : float
        Ground around a place that is known as a point only; above 0, at most `MOST_RADIUS_M`.
    minimum_m2 : float
        Smaller places get no grid of their own.

    Raises
    ------
    BadInputError
        If a number is out of its range.
    """

    kind: PlaceKind
    radius_m: float = 50.0
    minimum_m2: float = 0.0

    def __post_init__(self) -> None:
        if not 0.0 < self.radius_m <= MOST_RADIUS_M:
            raise BadInputError(
                f"The radius of {self.kind.value} must be above 0 and at most {MOST_RADIUS_M:g} m,"
                f" not {self.radius_m:g}.",
                field="dedicated",
            )
        if not 0.0 <= self.minimum_m2 < float("inf"):
            raise BadInputError(
                f"The least area of {self.kind.value} must be 0 m2 or more,"
                f" not {self.minimum_m2:g}.",
                field="dedicated",
            )

    @classmethod
    def parse(cls, text: str) -> "DedicatedRule":
        """Read ``kind``, ``kind:radius_m`` or ``kind:radius_m:minimum_m2``, such as ``hotel:40``.

        Raises
        ------
        BadInputError
            If the kind is none of `PlaceKind`, or a number cannot be read.
        """
        word, *numbers = text.split(":")
        kinds = [kind.value for kind in PlaceKind]
        if word not in kinds or len(numbers) > 2:
            raise BadInputError(
                f"'{text}' is no rule for dedicated grids; write kind, kind:radius_m or"
                f" kind:radius_m:minimum_m2 with one of: {', '.join(kinds)}.",
                field="dedicated",
            )
        try:
            return cls(PlaceKind(word), *map(float, numbers))
        except ValueError:
            raise BadInputError(
                f"'{text}' has a radius or an area that is no number; write it as in hotel:40.",
                field="dedicated",
            ) from None

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.radius_m:g}:{self.minimum_m2:g}"


@dataclass(frozen=True, slots=True)
class DedicatedRules:
    """A network's rules for dedicated grids; without a rule no place gets one.

    Attributes
    ----------
    mode : DedicatedMode
        Whether dedicated grids are cut out of the base grids, or laid over them.
    counts : bool
        Whether the people who live there are held against the band: in a dedicated grid that is cut
        out, as its own count; in one that is laid over, as part of the base grid beneath. Where
        they are not, a dedicated grid has no band, and the base grid's count leaves them out.
    rules : tuple of DedicatedRule
        At most one a kind, sorted by kind.

    Raises
    ------
    BadInputError
        If a kind has two rules.
    """

    mode: DedicatedMode = DedicatedMode.CUT_OUT
    counts: bool = False
    rules: tuple[DedicatedRule, ...] = ()

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.rules, key=lambda rule: rule.kind.value))
        kinds = [rule.kind for rule in ordered]
        if len(set(kinds)) < len(kinds):
            twice = next(kind for kind in kinds if kinds.count(kind) > 1)
            raise BadInputError(
                f"There are two rules for {twice.value}; give each kind one.", field="dedicated"
            )
        object.__setattr__(self, "rules", ordered)

    @classmethod
    def parse(cls, mode: DedicatedMode, counts: bool, texts: Iterable[str]) -> "DedicatedRules":
        """Read rules as `DedicatedRule.parse` does."""
        return cls(mode, counts, tuple(DedicatedRule.parse(text) for text in texts))

    def rule_for(self, kind: PlaceKind) -> DedicatedRule | None:
        """Give the rule for a kind of place; None where such places get no dedicated grid."""
        return next((rule for rule in self.rules if rule.kind is kind), None)

    def __bool__(self) -> bool:
        return bool(self.rules)
