"""How ground is cut: a district into communities by population, a community into blocks by size.

Every cut is a street, the river, the railway or a field border. Later cuts prefer the lattice
lines of earlier ones, so that main streets run through and smaller ones meet them in T-junctions.
"""

import numpy as np
from numpy.typing import NDArray

from gridgeo.demo.frame import Frame
from gridgeo.demo.lattice import (
    ARTERIAL,
    COLLECTOR,
    LANE,
    LOCAL,
    TRUNK,
    CommunityNode,
    Cut,
    Node,
    Rect,
    middle,
)
from gridgeo.domain.enums import BarrierKind


class Cutter:
    """Divides rectangles and remembers the lattice lines that were used."""

    def __init__(self, frame: Frame, rng: np.random.Generator) -> None:
        size = frame.size
        self.frame = frame
        self.rng = rng
        self.lines: tuple[set[int], set[int]] = (set(), set())
        self.communities: list[CommunityNode] = []
        self.towns = 0
        self.weight = _population(frame)
        self.total = size.communities + size.dropped_corners

    def divide(self, whole: Rect, count: int) -> Node:
        """Cut by the river, then by the railway, then by population into ``count`` parts."""
        river, rail = self.frame.river_v, self.frame.rail_u
        root = Node(whole, Cut(1, river, 0, whole.u1, BarrierKind.WATER, 1))
        banks = whole.cut(1, river)
        counts = self._shares(banks, count)
        for bank, share in zip(banks, counts, strict=True):
            node = Node(bank, Cut(0, rail, bank.v0, bank.v1, BarrierKind.RAILWAY, 1))
            sides = bank.cut(0, rail)
            node.parts = tuple(
                self._by_population(side, number, None)
                for side, number in zip(sides, self._shares(sides, share), strict=True)
            )
            root.parts += (node,)
        return root

    def divide_blocks(
        self, node: Node, limit: tuple[int, int], rank: int, *, lane_blocks: bool
    ) -> None:
        """Cut a community into blocks until none is longer than ``limit`` (steps along u and v)."""
        width, height = node.rect.extent
        if width <= limit[0] and height <= limit[1]:
            return
        axis = 0 if width / limit[0] >= height / limit[1] else 1
        length = node.rect.extent[axis]
        middle = length / 2 + self.rng.uniform(-0.09, 0.09) * length
        at = self._snap(axis, node.rect, middle, tolerance=0.10)
        kind = (
            None
            if rank == LANE and not lane_blocks and self.rng.random() < 0.5
            else BarrierKind.ROAD
        )
        node.cut = _cut(node.rect, axis, at, kind, rank)
        node.parts = tuple(Node(part) for part in node.rect.cut(axis, at))
        below = min(rank + 1, LANE if lane_blocks or rank == LANE else LOCAL)
        for part in node.parts:
            self.divide_blocks(part, limit, below, lane_blocks=lane_blocks)

    def _by_population(self, rect: Rect, count: int, town: int | None) -> Node:
        if town is None and count <= self.frame.size.town_communities:
            town, self.towns = self.towns, self.towns + 1
        node = Node(rect)
        if count <= 1:
            self.communities.append(CommunityNode(node, town or 0, urban=False))
            return node
        axis = 0 if rect.extent[0] * self.rng.uniform(0.85, 1.15) >= rect.extent[1] else 1
        first = count // 2 if self.rng.random() < 0.5 else (count + 1) // 2
        wanted = self._quantile(rect, axis, first / count)
        used = set(self.lines[axis])
        at = self._snap(axis, rect, wanted, tolerance=0.2)
        node.cut = self._community_cut(rect, axis, at, count, through=at in used)
        parts = rect.cut(axis, at)
        node.parts = (
            self._by_population(parts[0], first, town),
            self._by_population(parts[1], count - first, town),
        )
        return node

    def _community_cut(self, rect: Rect, axis: int, at: int, count: int, *, through: bool) -> Cut:
        urban = float(self.frame.urbanity(*middle(rect)))
        if urban < 0.15 and count <= 4 and not through and self.rng.random() < 0.6:
            return _cut(rect, axis, at, None, LANE)
        share = count / self.total
        rank = TRUNK if share > 0.21 else ARTERIAL if share > 0.05 else COLLECTOR
        return _cut(rect, axis, at, BarrierKind.ROAD, rank)

    def _snap(self, axis: int, rect: Rect, wanted: float, tolerance: float) -> int:
        """Choose a lattice line near ``wanted`` steps from the edge, a used one if it is close."""
        low = (rect.u0, rect.v0)[axis]
        length = rect.extent[axis]
        wanted = min(max(wanted, length * 0.25), length * 0.75) + low
        close = [at for at in self.lines[axis] if abs(at - wanted) <= tolerance * length]
        inside = [at for at in close if low + 2 < at < low + length - 2]
        at = min(inside, key=lambda line: (abs(line - wanted), line)) if inside else round(wanted)
        self.lines[axis].add(at)
        return at

    def _quantile(self, rect: Rect, axis: int, share: float) -> float:
        """Find how many steps from the low edge hold ``share`` of the rectangle's population."""
        profile = np.cumsum(self.weight[rect.cells].sum(axis=1 - axis))
        return float(np.interp(share * profile[-1], profile, np.arange(1, len(profile) + 1)))

    def _shares(self, parts: tuple[Rect, Rect], count: int) -> tuple[int, int]:
        first, second = (float(self.weight[part.cells].sum()) for part in parts)
        low = min(max(round(count * first / (first + second)), 1), count - 1)
        return low, count - low


def _population(frame: Frame) -> NDArray[np.float64]:
    """Weigh each lattice cell so that a community's worth of people weighs the same anywhere."""
    size = frame.size
    u, v = np.mgrid[0 : size.columns, 0 : size.rows] + 0.5
    urbanity = frame.urbanity(u, v)
    urban, rural = urbanity.sum(), (1 - urbanity).sum()
    country = size.communities_rural + size.dropped_corners
    weight: NDArray[np.float64] = (
        urbanity * size.communities_urban / urban + (1 - urbanity) * country / rural
    )
    return weight


def _cut(rect: Rect, axis: int, at: int, kind: BarrierKind | None, rank: int) -> Cut:
    start, end = (rect.v0, rect.v1) if axis == 0 else (rect.u0, rect.u1)
    return Cut(axis, at, start, end, kind, rank)
