"""The district cut into communities, and those into blocks: a tree of straight cuts on the lattice.

Every cut is a street, the river, the railway or a field border. Later cuts prefer the lattice
lines of earlier ones, so that main streets run through and smaller ones meet them in T-junctions.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gridgeo.demo.chance import stream
from gridgeo.demo.frame import Frame
from gridgeo.domain.enums import BarrierKind

TRUNK, ARTERIAL, COLLECTOR, LOCAL, LANE = 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of lattice steps, ends excluded: [u0, u1) x [v0, v1)."""

    u0: int
    v0: int
    u1: int
    v1: int

    @property
    def extent(self) -> tuple[int, int]:
        """Width and height in steps."""
        return self.u1 - self.u0, self.v1 - self.v0

    @property
    def cells(self) -> tuple[slice, slice]:
        """The rectangle as an index into a raster [u, v]."""
        return slice(self.u0, self.u1), slice(self.v0, self.v1)

    def cut(self, axis: int, at: int) -> tuple["Rect", "Rect"]:
        """Divide at a lattice line of constant u (axis 0) or constant v (axis 1)."""
        if axis == 0:
            return Rect(self.u0, self.v0, at, self.v1), Rect(at, self.v0, self.u1, self.v1)
        return Rect(self.u0, self.v0, self.u1, at), Rect(self.u0, at, self.u1, self.v1)


@dataclass(frozen=True, slots=True)
class Cut:
    """A straight cut from ``start`` to ``end`` along the lattice line ``at`` of its axis.

    ``kind`` is None for a field border that nobody sees.
    """

    axis: int
    at: int
    start: int
    end: int
    kind: BarrierKind | None
    rank: int


@dataclass(slots=True)
class Node:
    """A rectangle and what it was cut into; a leaf has no parts."""

    rect: Rect
    cut: Cut | None = None
    parts: tuple["Node", ...] = ()

    def leaves(self) -> Iterator["Node"]:
        """Give the uncut rectangles from south-west to north-east in the order of the cuts."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def cuts(self) -> Iterator[Cut]:
        """Give all cuts, coarse before fine."""
        if self.cut is not None:
            yield self.cut
        for part in self.parts:
            yield from part.cuts()


@dataclass(slots=True)
class CommunityNode:
    """One community: its rectangle cut into blocks, its character, and the town it belongs to."""

    node: Node
    town: int
    urban: bool
    old: bool = False


@dataclass(slots=True)
class Layout:
    """All communities of a district, and the cuts between them."""

    frame: Frame
    communities: list[CommunityNode]
    cuts: list[Cut]
    owner: NDArray[np.int32] = field(repr=False)  # community of each lattice cell, -1 outside


def lay_out(frame: Frame, seed: int) -> Layout:
    """Cut a district into communities by population, and the communities into blocks."""
    size = frame.size
    cutter = _Cutter(frame, stream(seed, "cuts"))
    whole = Rect(0, 0, size.columns, size.rows)
    root = cutter.divide(whole, size.communities + size.dropped_corners)
    communities = _without_corners(frame, cutter.communities)
    _mark_urban(frame, communities)
    _mark_old(frame, communities)
    for community in communities:
        limit = _block_limit(community)
        rank = COLLECTOR if community.urban else LANE
        cutter.divide_blocks(community.node, limit, rank, lane_blocks=community.old)
    owner = np.full((size.columns, size.rows), -1, dtype=np.int32)
    for index, community in enumerate(communities):
        owner[community.node.rect.cells] = index
    inner = [cut for community in communities for cut in community.node.cuts()]
    outer = [cut for cut in root.cuts() if cut not in set(inner)]
    return Layout(frame, communities, outer + inner, owner)


class _Cutter:
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
        urban = float(self.frame.urbanity(*_middle(rect)))
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


def _without_corners(frame: Frame, communities: list[CommunityNode]) -> list[CommunityNode]:
    """Leave out the communities at some corners: a district is no rectangle."""
    right, top = frame.size.columns - 1, frame.size.rows - 1
    corners = [(right, top), (0, top), (right, 0), (0, 0)][: frame.size.dropped_corners]

    def holds(rect: Rect, corner: tuple[int, int]) -> bool:
        return rect.u0 <= corner[0] < rect.u1 and rect.v0 <= corner[1] < rect.v1

    return [
        community
        for community in communities
        if not any(holds(community.node.rect, corner) for corner in corners)
    ]


def _mark_urban(frame: Frame, communities: list[CommunityNode]) -> None:
    _mark(frame.size.communities_urban, communities, _urbanity_of(frame), "urban")


def _mark_old(frame: Frame, communities: list[CommunityNode]) -> None:
    """Mark the old town: on the north bank, a little west of the city's middle."""
    u = frame.size.columns * (frame.centre[0] - 0.05)
    v = frame.river_v + frame.size.rows * 0.10

    def nearness(community: CommunityNode) -> float:
        middle_u, middle_v = _middle(community.node.rect)
        north = 0 if community.node.rect.v0 >= frame.river_v else 1000
        return -float(np.hypot(middle_u - u, middle_v - v)) - north

    _mark(frame.size.communities_old, communities, nearness, "old")


def _mark(
    count: int,
    communities: list[CommunityNode],
    key: Callable[[CommunityNode], float],
    flag: str,
) -> None:
    ranked = sorted(range(len(communities)), key=lambda i: (-key(communities[i]), i))
    for index in ranked[:count]:
        setattr(communities[index], flag, True)


def _urbanity_of(frame: Frame) -> Callable[[CommunityNode], float]:
    def mean(community: CommunityNode) -> float:
        rect = community.node.rect
        u, v = np.mgrid[rect.cells] + 0.5
        return float(frame.urbanity(u, v).mean())

    return mean


def _block_limit(community: CommunityNode) -> tuple[int, int]:
    """Give the longest block in steps: small in the old town, whole fields in the country."""
    if community.old:
        return 6, 4
    return (14, 12) if community.urban else (34, 30)


def _cut(rect: Rect, axis: int, at: int, kind: BarrierKind | None, rank: int) -> Cut:
    start, end = (rect.v0, rect.v1) if axis == 0 else (rect.u0, rect.u1)
    return Cut(axis, at, start, end, kind, rank)


def _middle(rect: Rect) -> tuple[np.ndarray, np.ndarray]:
    return np.asarray((rect.u0 + rect.u1) / 2), np.asarray((rect.v0 + rect.v1) / 2)
