"""Buildings on their sites: rows of slabs and towers, old houses, farmhouses, institutions."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.demo.chance import stream
from gridgeo.demo.frame import STEP_M, Floats
from gridgeo.demo.layout import Layout
from gridgeo.demo.shapes import Geometries, plot_polygon, rectangles
from gridgeo.demo.sites import Plot, Site, Sites, SiteUse, lone_village

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pattern:
    """How one kind of building stands: size and spacing in metres, floors, entrances, flats.

    ``keep`` is the share of places in the rows that are built on; ``flats`` counts homes a floor
    and entrance, 0 where nobody lives.
    """

    use: str
    width_m: float
    depth_m: float
    pitch_u_m: float
    pitch_v_m: float
    floors: tuple[int, int]
    entrances: tuple[int, int]
    flats: tuple[int, int]
    keep: float = 1.0
    most: int = 10_000


_PATTERNS = {
    SiteUse.TOWERS: Pattern("residential", 29, 18, 50, 54, (16, 33), (1, 1), (4, 6), 0.92),
    SiteUse.MIDRISE: Pattern("residential", 38, 14, 50, 39, (9, 11), (2, 2), (2, 2), 0.94),
    SiteUse.SLABS: Pattern("residential", 50, 12, 60, 26, (5, 7), (3, 4), (2, 2), 0.95),
    SiteUse.GIANT: Pattern("residential", 62, 24, 90, 90, (40, 40), (1, 1), (20, 20), 1.0, 1),
    SiteUse.OLD_TOWN: Pattern("residential", 9.5, 9.5, 11.5, 12.5, (1, 3), (1, 1), (1, 2), 0.93),
    SiteUse.HAMLET: Pattern("residential", 11.5, 10, 16, 23, (1, 3), (1, 1), (1, 1), 0.9),
    SiteUse.OFFICE: Pattern("office", 42, 28, 66, 60, (12, 36), (1, 1), (0, 0), 0.85, 8),
    SiteUse.CAMPUS: Pattern("campus", 58, 17, 80, 42, (4, 6), (1, 1), (0, 0), 0.75),
    SiteUse.HOSPITAL: Pattern("hospital", 64, 22, 84, 52, (6, 18), (1, 1), (0, 0), 0.8, 8),
    SiteUse.MARKET: Pattern("market", 70, 30, 84, 44, (1, 3), (1, 1), (0, 0), 0.95, 12),
    SiteUse.FACTORY: Pattern("factory", 72, 32, 88, 48, (1, 2), (1, 1), (0, 0), 0.9),
    SiteUse.HOTEL: Pattern("hotel", 52, 20, 90, 80, (12, 26), (1, 1), (0, 0), 1.0, 2),
    SiteUse.SCHOOL: Pattern("public", 54, 14, 70, 44, (3, 5), (1, 1), (0, 0), 0.6, 8),
    SiteUse.PARK: Pattern("public", 14, 9, 90, 90, (1, 1), (1, 1), (0, 0), 0.3, 3),
}
_SMALLEST_HAMLET = 30  # houses on average, however many buildings the city has
_SHOP = Pattern("shop", 30, 11, 60, 26, (1, 2), (1, 1), (0, 0))


@dataclass(slots=True)
class Buildings:
    """All buildings as arrays in metres; ``number`` counts within a site from 1 (幢)."""

    polygon: Geometries
    centre: Floats
    angle: Floats
    size: Floats
    use: NDArray[np.object_]
    site: Ints
    number: Ints
    floors: Ints
    entrances: Ints
    flats: Ints

    def __len__(self) -> int:
        return len(self.site)

    @property
    def capacity(self) -> Ints:
        """How many homes fit into each building."""
        capacity: Ints = self.floors * self.entrances * self.flats
        return capacity

    def take(self, keep: NDArray[np.bool_]) -> "Buildings":
        """Keep some buildings and number those of a site anew."""
        parts = {name: getattr(self, name)[keep] for name in self.__slots__}
        parts["number"] = _count_within(parts["site"])
        return Buildings(**parts)


def raise_buildings(layout: Layout, sites: Sites, seed: int) -> Buildings:
    """Put buildings onto all sites, the farmhouses so many that the district's total is met."""
    rng = stream(seed, "buildings")
    country = [i for i, site in enumerate(sites.sites) if site.use is SiteUse.HAMLET]
    town = [i for i, site in enumerate(sites.sites) if site.use is not SiteUse.HAMLET]
    city = _draw(layout, sites.sites, [_row(sites.sites[i], i, rng) for i in town])
    houses = max(layout.frame.size.buildings - len(city), _SMALLEST_HAMLET * len(country) + 90)
    shares = _hamlet_sizes(layout, sites.sites, country, houses, rng)
    farms = [_hamlet(sites.sites[i], i, n, rng) for i, n in zip(country, shares, strict=True)]
    return _join(city, _draw(layout, sites.sites, farms))


_Rows = tuple[Floats, Floats, NDArray[np.object_], Ints, Ints, Ints, Ints]


def _row(site: Site, index: int, rng: np.random.Generator) -> _Rows:
    """Place the buildings of one site in rows: positions, sizes, use, site, floors, flats."""
    pattern = _PATTERNS[site.use]
    at = _rows(site.plot, pattern, margin_m=1.6 if site.use is SiteUse.OLD_TOWN else 6.0)
    at = at[rng.random(len(at)) < pattern.keep][: pattern.most]
    if pattern.most == 1:
        at = np.array([site.plot[:2]]) + _extent(site.plot) / 2
    return _furnish(at, pattern, index, rng)


def _hamlet(site: Site, index: int, count: int, rng: np.random.Generator) -> _Rows:
    """Place a hamlet of ``count`` houses: a few rows around a point of its field."""
    pattern = _PATTERNS[SiteUse.HAMLET]
    at = _rows(site.plot, pattern, margin_m=12.0)
    middle = rng.uniform([0.3, 0.3], [0.7, 0.7]) * _extent(site.plot) + np.array(site.plot[:2])
    reach = np.hypot((at[:, 0] - middle[0]) * 0.75, at[:, 1] - middle[1])
    reach += rng.uniform(0, 2.5, len(at))
    nearest = np.sort(np.argsort(reach, kind="stable")[:count])
    at = at[nearest] + rng.uniform(-0.06, 0.06, (len(nearest), 2))
    return _furnish(at, pattern, index, rng)


def _rows(plot: Plot, pattern: Pattern, margin_m: float) -> Floats:
    """Give places in even rows inside a plot, lattice positions of shape (n, 2)."""
    lines = []
    for low, high, size, pitch in (
        (plot[0], plot[2], pattern.width_m, pattern.pitch_u_m),
        (plot[1], plot[3], pattern.depth_m, pattern.pitch_v_m),
    ):
        room = (high - low) * STEP_M - 2 * margin_m - size
        count = int(room // pitch) + 1 if room >= 0 else 0
        even = min(room / (count - 1), pitch * 1.25) if count > 1 else 0.0
        first = (low + high) / 2 - even * (count - 1) / 2 / STEP_M
        lines.append(first + np.arange(count) * even / STEP_M)
    v, u = np.meshgrid(lines[1], lines[0], indexing="ij")
    return np.column_stack([u.ravel(), v.ravel()])


def _furnish(at: Floats, pattern: Pattern, index: int, rng: np.random.Generator) -> _Rows:
    count = len(at)
    scale = rng.uniform(0.9, 1.0, (count, 2))
    size = scale * np.array([pattern.width_m, pattern.depth_m])
    use = np.full(count, pattern.use, dtype=object)
    floors, entrances, flats = (
        rng.integers(low, high, count, endpoint=True)
        for low, high in (pattern.floors, pattern.entrances, pattern.flats)
    )
    if pattern.flats[0] > 0 and count > 12 and pattern.width_m > 20:
        shop = np.arange(count) % 13 == 0  # a low building with shops among the homes
        size[shop] = (_SHOP.width_m, _SHOP.depth_m)
        use[shop], floors[shop], flats[shop] = _SHOP.use, 2, 0
    return at, size, use, np.full(count, index), floors, entrances, flats


def _hamlet_sizes(
    layout: Layout, sites: list[Site], country: list[int], total: int, rng: np.random.Generator
) -> Ints:
    """Share ``total`` farmhouses among the hamlets, unequally; the lone village gets 90."""
    lone = np.array([sites[i].community == lone_village(layout) for i in country])
    pattern = _PATTERNS[SiteUse.HAMLET]
    room = np.array([len(_rows(sites[i].plot, pattern, 12.0)) for i in country])
    weight = np.where(lone, 0.0, rng.lognormal(0.0, 0.5, len(country)))
    share = np.zeros(len(country))
    for _ in range(6):  # what does not fit into one field goes to the others
        open_ = (share < room) & ~lone
        if not open_.any():
            break  # the countryside is full: the district gets fewer farmhouses
        left = total - 90 - share.sum()
        share = share + left * np.where(open_, weight, 0) / weight[open_].sum()
        share = np.minimum(share, room)
    count: Ints = np.floor(share).astype(np.int64)
    spare = np.flatnonzero((count < room) & ~lone)[: max(total - 90 - int(count.sum()), 0)]
    count[spare] += 1
    count[lone] = 90
    return count


def _draw(layout: Layout, sites: list[Site], parts: list[_Rows]) -> Buildings:
    """Turn rows into rectangles in metres; drop those that touch another or leave their plot."""
    at, size, use, site, floors, entrances, flats = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    centre = layout.frame.to_xy(at[:, 0], at[:, 1])
    angle = layout.frame.angle(at[:, 0], at[:, 1])
    polygon = rectangles(centre, angle, size[:, 0], size[:, 1])
    drawn = Buildings(
        polygon, centre, angle, size, use, site, np.zeros_like(site), floors, entrances, flats
    )
    plots = np.array([plot_polygon(layout.frame, site.plot) for site in sites], dtype=object)
    inside = shapely.contains_properly(plots[site], polygon)
    drawn = drawn.take(inside)
    return drawn.take(~_touching(drawn.polygon))


def _touching(polygon: Geometries, clearance_m: float = 0.6) -> NDArray[np.bool_]:
    """Mark the later building of each pair that stands closer than the clearance."""
    first, second = shapely.STRtree(polygon).query(
        polygon, predicate="dwithin", distance=clearance_m
    )
    touching = np.zeros(len(polygon), dtype=bool)
    touching[second[first < second]] = True
    return touching


def _join(first: Buildings, second: Buildings) -> Buildings:
    return Buildings(
        *(np.concatenate([getattr(first, name), getattr(second, name)]) for name in first.__slots__)
    )


def _count_within(group: Ints) -> Ints:
    """Count 1, 2, 3 … within each run of equal values."""
    if len(group) == 0:
        return group
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    lengths = np.diff(np.r_[starts, len(group)])
    count: Ints = np.arange(len(group)) - np.repeat(starts, lengths) + 1
    return count


def _extent(plot: Plot) -> Floats:
    return np.array([plot[2] - plot[0], plot[3] - plot[1]])
