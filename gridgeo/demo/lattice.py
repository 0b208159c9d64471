"""Rectangles on the lattice, the cuts between them, and the tree that the cuts make."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

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

    def encloses(self, other: "Rect") -> bool:
        """Say whether another rectangle lies in this one; a common side is no matter."""
        return (
            self.u0 <= other.u0
            and self.v0 <= other.v0
            and other.u1 <= self.u1
            and other.v1 <= self.v1
        )

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


def middle(rect: Rect) -> tuple[np.ndarray, np.ndarray]:
    """Give the middle of a rectangle as lattice coordinates."""
    return np.asarray((rect.u0 + rect.u1) / 2), np.asarray((rect.v0 + rect.v1) / 2)
