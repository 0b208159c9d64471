"""What each block is used for, and the plots in it: compounds, old lanes, hamlets, institutions."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from gridgeo.demo.chance import stream
from gridgeo.demo.frame import STEP_M
from gridgeo.demo.lattice import Rect
from gridgeo.demo.layout import Layout
from gridgeo.demo.streets import Streets

Plot = tuple[float, float, float, float]  # west, south, east, north in lattice steps


class SiteUse(StrEnum):
    """What a site is; the first three are homes of the city, the next two of the country."""

    TOWERS = "towers"
    MIDRISE = "midrise"
    SLABS = "slabs"
    OLD_TOWN = "old_town"
    HAMLET = "hamlet"
    GIANT = "giant"
    OFFICE = "office"
    CAMPUS = "campus"
    HOSPITAL = "hospital"
    MARKET = "market"
    FACTORY = "factory"
    HOTEL = "hotel"
    SCHOOL = "public"
    PARK = "park"
    FIELD = "field"


COMPOUND_USES = frozenset({SiteUse.TOWERS, SiteUse.MIDRISE, SiteUse.SLABS, SiteUse.GIANT})
INSTITUTIONS = (
    SiteUse.OFFICE,
    SiteUse.CAMPUS,
    SiteUse.HOSPITAL,
    SiteUse.MARKET,
    SiteUse.FACTORY,
    SiteUse.HOTEL,
    SiteUse.SCHOOL,
)
# One block in so many urban blocks holds this; at least one each, so that the small demo has all.
_ONE_IN = {
    SiteUse.GIANT: 220,
    SiteUse.OFFICE: 40,
    SiteUse.CAMPUS: 90,
    SiteUse.HOSPITAL: 150,
    SiteUse.MARKET: 110,
    SiteUse.HOTEL: 130,
    SiteUse.SCHOOL: 42,
    SiteUse.FACTORY: 60,
    SiteUse.PARK: 32,
}

_GIANT_BLOCK = 8  # steps either way that a tower of 800 households needs around it


@dataclass(slots=True)
class Site:
    """A plot of one use inside one block of one community.

    ``group`` is the number of a hamlet's village group (组), 0 elsewhere.
    """

    use: SiteUse
    plot: Plot
    block: int
    community: int
    group: int = 0


@dataclass(slots=True)
class Sites:
    """All blocks of a district, the community of each, and the sites in them."""

    blocks: list[Rect]
    community: list[int]
    sites: list[Site] = field(default_factory=list)


def place_sites(streets: Streets, seed: int) -> Sites:
    """Decide the use of every block and divide it into sites."""
    layout = streets.layout
    rng = stream(seed, "sites")
    blocks = [
        (leaf.rect, index)
        for index, community in enumerate(layout.communities)
        for leaf in community.node.leaves()
    ]
    result = Sites([rect for rect, _ in blocks], [owner for _, owner in blocks])
    uses = _block_uses(layout, result, rng)
    groups = [0] * len(layout.communities)
    for block, use in enumerate(uses):
        for part, plot in _plots(streets, result.blocks[block], use, rng):
            owner = result.community[block]
            groups[owner] += part is SiteUse.HAMLET
            result.sites.append(Site(part, plot, block, owner, groups[owner]))
    return result


def _block_uses(layout: Layout, sites: Sites, rng: np.random.Generator) -> list[SiteUse]:
    uses = [SiteUse.FIELD] * len(sites.blocks)
    free = []
    for block, owner in enumerate(sites.community):
        community = layout.communities[owner]
        if community.old:
            uses[block] = SiteUse.OLD_TOWN if rng.random() < 0.97 else SiteUse.PARK
        elif community.urban:
            uses[block] = _homes(layout, sites.blocks[block], rng)
            free.append(block)
        elif rng.random() < 0.62:
            uses[block] = SiteUse.HAMLET
    for use, block in _institutions(layout, sites, free, rng):
        uses[block] = use
    _settle_every_village(layout, sites, uses)
    return uses


def _homes(layout: Layout, rect: Rect, rng: np.random.Generator) -> SiteUse:
    """Towers grow towards the edge of the city, six-storey slabs stand near its middle."""
    frame = layout.frame
    du = ((rect.u0 + rect.u1) / 2 / frame.size.columns - frame.centre[0]) * 1.1
    dv = (rect.v0 + rect.v1) / 2 / frame.size.rows - frame.centre[1]
    towers = min(0.03 + 0.7 * float(np.hypot(du, dv)), 0.3)
    draw = rng.random()
    if draw < towers:
        return SiteUse.TOWERS
    return SiteUse.MIDRISE if draw < towers + 0.3 * (1 - towers) else SiteUse.SLABS


def _institutions(
    layout: Layout, sites: Sites, free: list[int], rng: np.random.Generator
) -> list[tuple[SiteUse, int]]:
    """Choose blocks for what is no home: big ones for campus and factories, those at the edge."""
    chosen: list[tuple[SiteUse, int]] = []
    left = [free[i] for i in rng.permutation(len(free))]
    for use, one_in in _ONE_IN.items():
        count = max(1, round(len(free) / one_in))
        count = layout.frame.size.giant_towers if use is SiteUse.GIANT else count
        if use is SiteUse.FACTORY:
            left.sort(key=lambda block: _urbanity(layout, sites.blocks[block]))
        elif use is SiteUse.GIANT:
            left.sort(key=lambda block: min(sites.blocks[block].extent) < _GIANT_BLOCK)
        elif use is SiteUse.CAMPUS:
            left.sort(key=lambda block: -np.prod(sites.blocks[block].extent))
        chosen += [(use, block) for block in left[:count]]
        left = left[count:]
        left = [left[i] for i in rng.permutation(len(left))]
    return chosen


def _urbanity(layout: Layout, rect: Rect) -> float:
    u, v = np.asarray((rect.u0 + rect.u1) / 2), np.asarray((rect.v0 + rect.v1) / 2)
    return float(layout.frame.urbanity(u, v))


def _settle_every_village(layout: Layout, sites: Sites, uses: list[SiteUse]) -> None:
    """No village is without a hamlet; the smallest one has a single hamlet (of 90 households)."""
    blocks_of: dict[int, list[int]] = {}
    for block, owner in enumerate(sites.community):
        if not layout.communities[owner].urban:
            blocks_of.setdefault(owner, []).append(block)
    for blocks in blocks_of.values():
        if not any(uses[block] is SiteUse.HAMLET for block in blocks):
            uses[blocks[0]] = SiteUse.HAMLET
    lone = lone_village(layout)
    homes = [block for block in blocks_of[lone] if uses[block] is SiteUse.HAMLET]
    for block in homes[1:]:
        uses[block] = SiteUse.FIELD


def lone_village(layout: Layout) -> int:
    """Give the village that has one hamlet only, too small for any grid of its own."""
    rural = [i for i, community in enumerate(layout.communities) if not community.urban]
    return min(rural, key=lambda i: (np.prod(layout.communities[i].node.rect.extent), i))


def _plots(
    streets: Streets, rect: Rect, use: SiteUse, rng: np.random.Generator
) -> list[tuple[SiteUse, Plot]]:
    """Divide a block inside its streets into one or two plots."""
    west, south, east, north = (
        streets.half_width_m(cut) / STEP_M for cut in streets.side_cuts(rect)
    )
    plot = (rect.u0 + west, rect.v0 + south, rect.u1 - east, rect.v1 - north)
    width, height = plot[2] - plot[0], plot[3] - plot[1]
    if min(width, height) < 1.6 or use is SiteUse.FIELD:
        return []
    if use is SiteUse.HAMLET:
        return [(use, part) for part in _hamlet_plots(plot, rng)]
    if use not in COMPOUND_USES or use is SiteUse.GIANT or max(width, height) < 9:
        return [(use, plot)]
    if rng.random() < 0.45:
        return [(use, plot)]
    share = rng.uniform(0.4, 0.6)
    gap = 3.0 / STEP_M
    if width > height:
        middle = plot[0] + share * width
        halves = [(plot[0], plot[1], middle - gap, plot[3]), (middle + gap, *plot[1:])]
    else:
        middle = plot[1] + share * height
        halves = [(*plot[:3], middle - gap), (plot[0], middle + gap, *plot[2:])]
    other = use if rng.random() < 0.7 else _other_homes(rng)
    return [(use, halves[0]), (other, halves[1])]


def _hamlet_plots(plot: Plot, rng: np.random.Generator) -> list[Plot]:
    """Choose where in a field hamlets (自然村) lie: up to one in each part of about 300 m."""
    columns, rows = (max(1, round((plot[i + 2] - plot[i]) / 15)) for i in (0, 1))
    us = np.linspace(plot[0], plot[2], columns + 1)
    vs = np.linspace(plot[1], plot[3], rows + 1)
    parts = [
        (float(us[i]), float(vs[j]), float(us[i + 1]), float(vs[j + 1]))
        for i in range(columns)
        for j in range(rows)
    ]
    chosen = rng.random(len(parts)) < 0.55
    chosen[rng.integers(len(parts))] = True
    return [part for part, taken in zip(parts, chosen, strict=True) if taken]


def _other_homes(rng: np.random.Generator) -> SiteUse:
    return (SiteUse.MIDRISE, SiteUse.SLABS)[int(rng.integers(2))]
