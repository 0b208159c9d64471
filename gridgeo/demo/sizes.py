"""The two sizes of the demo district: how much of everything, and on how much ground."""

from dataclasses import dataclass

from gridgeo.domain.errors import BadInputError


@dataclass(frozen=True, slots=True)
class DemoSize:
    """Totals and extent of a demo district.

    ``columns`` and ``rows`` count lattice steps of 20 m (see `gridgeo.demo.frame`);
    ``meander_m`` and ``meander_length_m`` shape the river and the railway.
    """

    name: str
    columns: int
    rows: int
    urban_share: float
    meander_m: float
    meander_length_m: float
    communities_urban: int
    communities_rural: int
    communities_old: int
    dropped_corners: int
    town_communities: int
    buildings: int
    households: int
    giant_towers: int
    grids: int
    dedicated: int

    @property
    def communities(self) -> int:
        """Number of communities and villages."""
        return self.communities_urban + self.communities_rural


SMALL = DemoSize(
    name="small",
    columns=136,
    rows=124,
    urban_share=0.22,
    meander_m=90.0,
    meander_length_m=1700.0,
    communities_urban=9,
    communities_rural=3,
    communities_old=1,
    dropped_corners=1,
    town_communities=7,
    buildings=2000,
    households=25_000,
    giant_towers=1,
    grids=44,
    dedicated=5,
)

DISTRICT = DemoSize(
    name="district",
    columns=550,
    rows=490,
    urban_share=0.27,
    meander_m=260.0,
    meander_length_m=5200.0,
    communities_urban=84,
    communities_rural=26,
    communities_old=4,
    dropped_corners=3,
    town_communities=12,
    buildings=35_000,
    households=440_000,
    giant_towers=4,
    grids=557,
    dedicated=60,
)

_SIZES = {size.name: size for size in (SMALL, DISTRICT)}


def demo_size(name: str) -> DemoSize:
    """Look up a size by its name.

    Raises
    ------
    BadInputError
        If the name is neither ``small`` nor ``district``.
    """
    if name not in _SIZES:
        raise BadInputError(
            f"There is no demo size '{name}'; choose small or district.", field="size"
        )
    return _SIZES[name]
