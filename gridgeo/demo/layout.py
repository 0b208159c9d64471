"""The layout of a district: its communities, each cut into blocks, and what character each has."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gridgeo.demo.chance import stream
from gridgeo.demo.cuts import Cutter
from gridgeo.demo.frame import Frame
from gridgeo.demo.lattice import COLLECTOR, LANE, CommunityNode, Cut, Rect, middle


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
    cutter = Cutter(frame, stream(seed, "cuts"))
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
        middle_u, middle_v = middle(community.node.rect)
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
