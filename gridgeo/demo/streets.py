"""Streets, river and railway as barriers, and which of them lies at a block's side."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgeo.demo.chance import stream
from gridgeo.demo.frame import STEP_M, Floats
from gridgeo.demo.lattice import ARTERIAL, COLLECTOR, LANE, LOCAL, TRUNK, Cut, Rect
from gridgeo.demo.layout import Layout
from gridgeo.demo.names import stems
from gridgeo.demo.shapes import degrees, line_points
from gridgeo.domain.enums import BarrierKind

RIVER_HALF_WIDTH_M = 32.0
_ROAD_HALF_WIDTH_M = {1: 26.0, 2: 19.0, 3: 13.0, 4: 9.0, 5: 3.0}
_OTHER_NAMES: dict[BarrierKind | None, str] = {
    BarrierKind.WATER: "清水河",
    BarrierKind.RAILWAY: "示范铁路",
}
_ENDS_SHORT_M = {BarrierKind.WATER: 38.0, BarrierKind.RAILWAY: 14.0}


@dataclass(slots=True)
class Streets:
    """The barriers of a layout and, for each lattice edge, the cut that runs along it.

    ``along_v[u, v]`` is the cut on the edge from (u, v) to (u, v + 1), ``along_u`` likewise; -1
    where there is none. ``names`` has a name for every cut, empty for field borders.
    """

    layout: Layout
    names: list[str]
    along_v: NDArray[np.int32]
    along_u: NDArray[np.int32]

    def side_cuts(self, rect: Rect) -> tuple[int, int, int, int]:
        """Give the cuts at the west, south, east and north side of a rectangle, -1 for none."""
        u, v = (rect.u0 + rect.u1) // 2, (rect.v0 + rect.v1) // 2
        return (
            int(self.along_v[rect.u0, v]),
            int(self.along_u[u, rect.v0]),
            int(self.along_v[rect.u1, v]),
            int(self.along_u[u, rect.v1]),
        )

    def half_width_m(self, cut: int) -> float:
        """Say how far a street's or the river's edge lies from its middle."""
        if cut < 0 or self.layout.cuts[cut].kind is None:
            return 4.0
        kind = self.layout.cuts[cut].kind
        if kind is BarrierKind.WATER:
            return RIVER_HALF_WIDTH_M + 22.0
        return (
            24.0 if kind is BarrierKind.RAILWAY else _ROAD_HALF_WIDTH_M[self.layout.cuts[cut].rank]
        )


def name_streets(layout: Layout, seed: int) -> Streets:
    """Name every street; pieces that continue each other on one lattice line share a name."""
    rng = stream(seed, "streets")
    source = stems(rng)
    names = [""] * len(layout.cuts)
    order = sorted(range(len(layout.cuts)), key=lambda i: _line_key(layout.cuts[i]))
    last: Cut | None = None
    name = ""
    for index in order:
        cut = layout.cuts[index]
        if cut.kind is not BarrierKind.ROAD:
            names[index] = _OTHER_NAMES.get(cut.kind, "")
            continue
        if last is None or _line_key(last)[:2] != _line_key(cut)[:2] or cut.start > last.end:
            name = next(source)
        names[index] = name + _suffix(cut)
        last = cut
    return Streets(layout, names, *_edges(layout))


def barrier_frame(streets: Streets, walls: list[tuple[str, shapely.Polygon]]) -> gpd.GeoDataFrame:
    """Make the barriers table: streets, river, railway, and walls around the given grounds.

    Streets that reach the water without a bridge end at the bank.
    """
    layout = streets.layout
    seen = [i for i, cut in enumerate(layout.cuts) if cut.kind is not None and _inside(layout, cut)]
    bridges = _crossings(layout)
    cuts = [layout.cuts[i] for i in seen]
    rows = [(str(cut.kind), streets.names[i], cut.rank) for i, cut in zip(seen, cuts, strict=True)]
    rows += [(str(BarrierKind.WALL), f"{name}围墙", LOCAL) for name, _ in walls]
    lines = [shapely.LineString(_drawn(layout, i, bridges)) for i in seen]
    lines += [ground.exterior for _, ground in walls]
    table = pd.DataFrame(rows, columns=["kind", "name", "rank"])
    table.insert(0, "code", [f"BA{number:05d}" for number in range(1, len(rows) + 1)])
    shapes = [shapely.LineString(line.coords) for line in lines]
    return gpd.GeoDataFrame(table, geometry=degrees(shapes), crs="EPSG:4326")


def _line_key(cut: Cut) -> tuple[int, int, int, int]:
    return (cut.axis, cut.at, cut.start, cut.end)


def _suffix(cut: Cut) -> str:
    if cut.rank == TRUNK:
        return "大道"
    if cut.rank == LANE:
        return "巷"
    return "路" if cut.axis == 1 or cut.rank == ARTERIAL else "街"


def _edges(layout: Layout) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    columns, rows = layout.owner.shape
    along_v = np.full((columns + 1, rows), -1, dtype=np.int32)
    along_u = np.full((columns, rows + 1), -1, dtype=np.int32)
    for index, cut in enumerate(layout.cuts):
        if cut.axis == 0:
            along_v[cut.at, cut.start : cut.end] = index
        else:
            along_u[cut.start : cut.end, cut.at] = index
    return along_v, along_u


def _inside(layout: Layout, cut: Cut) -> bool:
    """Say whether a cut has a community on either side anywhere."""
    if cut.axis == 0:
        beside = layout.owner[cut.at - 1 : cut.at + 1, cut.start : cut.end]
    else:
        beside = layout.owner[cut.start : cut.end, cut.at - 1 : cut.at + 1]
    return bool((beside >= 0).any())


def _crossings(layout: Layout) -> set[tuple[int, int, int]]:
    """Find where a street meets the river or railway from both sides: (axis, at, where)."""
    lines = {(1, layout.frame.river_v), (0, layout.frame.rail_u)}
    ends: dict[tuple[int, int, int], int] = {}
    for cut in layout.cuts:
        if cut.kind is BarrierKind.ROAD and cut.rank <= COLLECTOR:
            for end in (cut.start, cut.end):
                if (1 - cut.axis, end) in lines:
                    key = (cut.axis, cut.at, end)
                    ends[key] = ends.get(key, 0) + 1
    return {key for key, count in ends.items() if count == 2}


def _drawn(layout: Layout, index: int, bridges: set[tuple[int, int, int]]) -> Floats:
    """Draw a cut in metres, clipped to the district and to the bank where no bridge is."""
    cut = layout.cuts[index]
    points = line_points(cut)
    points = points[_kept(layout, cut)]
    if cut.kind is BarrierKind.ROAD:
        for end, kind in ((0, cut.start), (-1, cut.end)):
            short = _short_m(layout, cut, kind)
            if short and (cut.axis, cut.at, kind) not in bridges:
                points = _shortened(points, end, short / STEP_M)
    return layout.frame.to_xy(points[:, 0], points[:, 1])


def _kept(layout: Layout, cut: Cut) -> NDArray[np.bool_]:
    """Mark the lattice points of a cut from its first to its last edge beside a community."""
    owner = layout.owner if cut.axis == 0 else layout.owner.T
    beside = (owner[max(cut.at - 1, 0) : cut.at + 1, cut.start : cut.end] >= 0).any(axis=0)
    edges = np.flatnonzero(beside)
    mark = np.zeros(cut.end - cut.start + 1, dtype=bool)
    mark[edges[0] : edges[-1] + 2] = True
    return mark


def _short_m(layout: Layout, cut: Cut, end: int) -> float:
    if cut.axis == 0 and end == layout.frame.river_v:
        return _ENDS_SHORT_M[BarrierKind.WATER]
    if cut.axis == 1 and end == layout.frame.rail_u:
        return _ENDS_SHORT_M[BarrierKind.RAILWAY]
    return 0.0


def _shortened(points: Floats, end: int, steps: float) -> Floats:
    """Take ``steps`` off one end of a line of lattice points, keeping the rest in place."""
    if end == -1:
        return _shortened(points[::-1], 0, steps)[::-1]
    whole = int(steps)
    share = steps - whole
    cut_point = points[whole] + share * (points[whole + 1] - points[whole])
    return np.vstack([cut_point, points[whole + 1 :]])
