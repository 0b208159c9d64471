"""What the user asks of a plan from a file; fields as on the command line."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.dedicated import DedicatedMode, DedicatedRules
from gridgeo.domain.errors import BadInputError
from gridgeo.domain.workload import Workload
from gridgeo.planner.effort import NORMAL, Effort

# Fields beside households.
COUNTS = ("persons", "key_persons", "shops", "events", "doors", "buildings")


@dataclass(frozen=True, slots=True)
class UnitOptions:
    """Which file has the units, and in which fields.

    ``counts`` names the field of each of `COUNTS` that the file has; ``doors`` are what the time
    to walk is estimated from. Where the rows are ``grids``, those that lie over others are left
    out.
    """

    path: Path
    households: str
    layer: str | None = None
    id_field: str | None = None
    within: str | None = None
    crs: str | None = None
    repair: bool = False
    counts: dict[str, str] = field(default_factory=dict)
    grids: bool = False


@dataclass(frozen=True, slots=True)
class HomesOptions:
    """Homes that are being built: fields of the units, and the day that grids are sized for.

    ``occupancy`` is a share from 0 to 1, or a field with shares.
    """

    planned: str
    ready: str
    on: date
    occupancy: str = "0.6"


@dataclass(frozen=True, slots=True)
class PlaceOptions:
    """A file of places, and the rules by which they get dedicated grids."""

    path: Path
    rules: DedicatedRules
    layer: str | None = None


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What is asked of a plan.

    Attributes
    ----------
    units : UnitOptions
    band, rural_band : HouseholdBand
        ``rural_band`` holds where the field ``setting`` says ``rural``.
    existing, existing_layer
        Present grids.
    keep : float
        From 0 (ideal) to 1 (change nothing that need not change).
    together : str, optional
        Field; units with one value of it are never parted. Units without a value are free.
    locked, pinned : tuple of str
        Codes of present grids, and ids of units, that stay.
    workload : Workload, optional
        What is balanced instead of households.
    barriers : Path, optional
        Lines that borders follow, and that may bar the way.
    places, homes, optional
        What is set apart before planning.
    """

    units: UnitOptions
    band: HouseholdBand = field(default_factory=HouseholdBand)
    rural_band: HouseholdBand | None = None
    setting: str | None = None
    existing: Path | None = None
    existing_layer: str | None = None
    keep: float = 0.5
    together: str | None = None
    locked: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    workload: Workload | None = None
    barriers: Path | None = None
    places: PlaceOptions | None = None
    homes: HomesOptions | None = None
    seed: int = 0
    jobs: int = 1
    effort: Effort = NORMAL

    def __post_init__(self) -> None:
        if (self.rural_band is None) != (self.setting is None):
            raise BadInputError(
                "A rural band needs the field that says which units are rural, and the other way"
                " round: give both --rural-band and --setting.",
                field="rural_band",
            )
        for name in ("locked", "pinned"):
            if getattr(self, name) and self.existing is None:
                raise BadInputError(
                    f"What is {name} stays in its present grid: give the present grids with"
                    " --existing.",
                    field=name,
                )

    @property
    def inputs(self) -> tuple[Path | None, ...]:
        """Files that are read."""
        places = None if self.places is None else self.places.path
        return (self.units.path, self.existing, self.barriers, places)


def parse_workload(text: str) -> Workload:
    """Read weights such as ``households=1,key_persons=3,walking_minutes=0.2``.

    Raises
    ------
    BadInputError
        If a part names no weight, or its number cannot be read.
    """
    names = set(Workload().weights())
    weights: dict[str, float] = {"households": 0.0}
    told: set[str] = set()
    for part in text.split(","):
        name, separator, number = (word.strip() for word in part.partition("="))
        if name in told:
            raise BadInputError(f"'{name}' has two weights; give it one.", field="workload")
        told.add(name)
        try:
            weights[name] = float(number)
        except ValueError:
            separator = ""
        if not separator or name not in names:
            known = ", ".join(sorted(names))
            raise BadInputError(
                f"'{part}' is no weight; write name=number with one of: {known}.", field="workload"
            )
    return Workload(**weights)


def parse_counts(texts: Sequence[str]) -> dict[str, str]:
    """Read pairs such as ``persons=POP``: the field of each count beside households.

    Raises
    ------
    BadInputError
        If a pair cannot be read or names no count.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, _, column = text.partition("=")
        if name not in COUNTS or not column:
            raise BadInputError(
                f"'{text}' is no count; write name=FIELD with one of: {', '.join(COUNTS)}.",
                field="count",
            )
        if name in found:
            raise BadInputError(f"'{name}' is counted by two fields; name one.", field="count")
        found[name] = column
    return found


def parse_mode(text: str) -> DedicatedMode:
    """Read how dedicated grids stand to the base grids.

    Raises
    ------
    BadInputError
        If it is neither ``cut_out`` nor ``overlay``.
    """
    modes = [mode.value for mode in DedicatedMode]
    if text not in modes:
        raise BadInputError(f"'{text}' is none of: {', '.join(modes)}.", field="dedicated_mode")
    return DedicatedMode(text)
