"""Standard Chinese addresses: of sites by street and number, then of buildings, then of homes."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgeo.demo.areas import Places
from gridgeo.demo.buildings import Buildings
from gridgeo.demo.homes import Homes
from gridgeo.demo.lattice import Rect
from gridgeo.demo.sites import Site, Sites, SiteUse
from gridgeo.demo.streets import Streets
from gridgeo.domain.enums import BarrierKind


def site_addresses(sites: Sites, streets: Streets, places: Places) -> NDArray[np.object_]:
    """Give the address of each site: street and number, or village and group (组).

    Numbers rise along the street, odd on one side, and each is given once.
    """
    taken: set[tuple[str, int]] = set()
    addresses = []
    for site in sites.sites:
        street = _address_street(streets, sites.blocks[site.block])
        if site.use is SiteUse.HAMLET or street < 0:
            addresses.append(f"{places.names[site.community]}{site.group}组")
            continue
        name, number = streets.names[street], _wanted_number(site, streets, street)
        while (name, number) in taken:
            number += 2
        taken.add((name, number))
        addresses.append(f"{name}{number}号")
    return np.array(addresses, dtype=object)


def building_addresses(
    buildings: Buildings, sites: Sites, address: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Write each building's address from its site's: 路12号3幢, 巷8号, 村3组12号."""
    use = np.array([site.use for site in sites.sites], dtype=object)[buildings.site]
    number = pd.Series(buildings.number).astype(str)
    base = pd.Series(address[buildings.site], dtype=str)
    lane = base.str.replace(r"\d+号$", "", regex=True)
    return np.where(
        use == SiteUse.HAMLET,
        base + number + "号",
        np.where(
            use == SiteUse.OLD_TOWN,
            lane + _lane_numbers(buildings, lane).astype(str) + "号",
            base + number + "幢",
        ),
    ).astype(object)


def home_addresses(
    homes: Homes, buildings: Buildings, sites: Sites, address: NDArray[np.object_]
) -> pd.Series:
    """Write standard addresses: 路12号3幢2单元501室, 巷8号201室, 村3组12号."""
    use = np.array([site.use for site in sites.sites], dtype=object)[buildings.site]
    kind = use[homes.building]
    base = pd.Series(address[homes.building], dtype=str)
    room = pd.Series(homes.floor).astype(str) + pd.Series(homes.room).astype(str).str.zfill(2)
    entrance = pd.Series(homes.entrance).astype(str)
    alone = ((buildings.capacity == 1) | (use == SiteUse.HAMLET))[homes.building]
    flats = base + entrance + "单元" + room + "室"
    houses = base.where(alone, base + room + "室")
    low = (kind == SiteUse.OLD_TOWN) | (kind == SiteUse.HAMLET)
    return houses.where(low, flats)


def _address_street(streets: Streets, rect: Rect) -> int:
    """Choose the street a block is addressed by: the most important one at its sides."""
    cuts = streets.layout.cuts
    sides = [
        cut for cut in streets.side_cuts(rect) if cut >= 0 and cuts[cut].kind is BarrierKind.ROAD
    ]
    return min(sides, key=lambda cut: (cuts[cut].rank, cut), default=-1)


def _wanted_number(site: Site, streets: Streets, street: int) -> int:
    cut = streets.layout.cuts[street]
    along, across = (1, 0) if cut.axis == 0 else (0, 1)
    return max(2 * int(site.plot[along] * 1.2), 2) + (site.plot[across] >= cut.at)


def _lane_numbers(buildings: Buildings, lane: pd.Series) -> pd.Series:
    """Count the old houses along each lane from 1."""
    return pd.Series(np.arange(len(buildings))).groupby(lane.to_numpy()).cumcount() + 1
