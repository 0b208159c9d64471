"""The careless hand: faults planted into drawn grids, each recorded with its place and size.

Moving a border for one of its two grids only makes an overlap or a gap of known shape; a new
compound left out, a piece given to a far grid, a border carried beyond the district are the
others. Nothing is cut with an overlay, so the truth is exact.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import shapely

from gridgeo.demo.borders import OUTSIDE, Border, Push, find_borders, push, thickness
from gridgeo.demo.departments import Department
from gridgeo.demo.drawing import DrawnGrid
from gridgeo.demo.frame import STEP_M, Frame
from gridgeo.demo.shapes import plot_polygon
from gridgeo.demo.sites import Plot
from gridgeo.domain.enums import Relation

_DEPTHS_M = {"drawn_by_hand": (12.0, 42.0), "sliver": (0.6, 1.6)}


@dataclass(frozen=True, slots=True)
class Fault:
    """One planted fault: its rule, what caused it, the grids by index, the ground in metres."""

    rule: str
    cause: str
    grids: tuple[int, ...]
    ground: shapely.Polygon


@dataclass(slots=True)
class FaultPlanter:
    """Plants faults into the grids of one department, never two at the same place."""

    frame: Frame
    grids: list[DrawnGrid]
    rng: np.random.Generator
    faults: list[Fault] = field(default_factory=list)
    _inner: list[Border] = field(default_factory=list)
    _outer: list[Border] = field(default_factory=list)
    _holed: set[int] = field(default_factory=set)
    _pushed: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        borders = find_borders(self.frame, self.grids)
        borders = [borders[i] for i in self.rng.permutation(len(borders))]
        self._inner = [b for b in borders if OUTSIDE not in (b.low, b.high)]
        self._outer = [b for b in borders if OUTSIDE in (b.low, b.high)]

    def plant(
        self, department: Department, new_compounds: list[Plot], related: list[DrawnGrid]
    ) -> None:
        """Plant what a department of this care gets wrong.

        ``new_compounds`` are homes that may be newer than the grids, ``related`` the grids of the
        network that this one must nest in or be made of, empty where it stands alone.
        """
        count = 1 + round(len(self.grids) * department.faults / 100)
        for plot in new_compounds[: 2 * count]:
            self._leave_out(plot)
        self._exclave(new_compounds[2 * count :], 1 + count // 4)
        for cause, depths_m in _DEPTHS_M.items():
            self._repeat(count, partial(self._overlap, depths_m=depths_m, cause=cause))
            self._repeat(count, partial(self._gap, depths_m=depths_m, cause=cause))
        if department.spec.relation in (Relation.NESTS_IN, Relation.WHOLE_GRIDS_OF):
            self._repeat(count, partial(self._crossing, related=related))
        if department.cover == "all":
            self._outside()

    def cut_out(self, plot: Plot, ground: shapely.Polygon) -> bool:
        """Take a dedicated grid's ground out of the base grid around it, where one encloses it."""
        around = self._around(plot)
        if around is None or around in self._pushed:
            return False
        self._holed.add(around)
        self.grids[around].holes.append(ground)
        return True

    def _repeat(self, count: int, fault: Callable[[Border], bool]) -> None:
        while count > 0 and self._inner:
            count -= fault(self._inner.pop())

    def _overlap(self, border: Border, depths_m: tuple[float, float], cause: str) -> bool:
        mover, victim = self._sides(border)
        return self._move(border, (mover,), victim, depths_m, ("overlap", cause, (mover, victim)))

    def _gap(self, border: Border, depths_m: tuple[float, float], cause: str) -> bool:
        _, victim = self._sides(border)
        return self._move(border, (victim,), victim, depths_m, ("gap", cause, (victim,)))

    def _crossing(self, border: Border, related: list[DrawnGrid]) -> bool:
        """Move a border for both grids, so that it leaves the network that it should follow.

        A border inside one grid of that network may lie where it likes: it is left alone.
        """
        mover, victim = self._sides(border)
        if self.grids[mover].community != self.grids[victim].community:
            return False
        if any(
            grid.rect.encloses(self.grids[mover].rect)
            and grid.rect.encloses(self.grids[victim].rect)
            for grid in related
        ):
            return False
        return self._move(
            border, (mover, victim), victim, (15.0, 40.0), ("nesting", "border_moved", (mover,))
        )

    def _outside(self) -> None:
        while self._outer:
            border = self._outer.pop()
            mover = border.low if border.high == OUTSIDE else border.high
            if mover in self._holed or thickness(self.grids[mover], border) < 6:
                continue
            depth = self.rng.uniform(15, 45) / STEP_M * (1 if border.high == OUTSIDE else -1)
            moved = push(self.rng, border, depth)
            self._apply(moved, (mover,), ("outside", "drawn_by_hand", (mover,)))
            return

    def _sides(self, border: Border) -> tuple[int, int]:
        """Give the grid that moves and the one that is moved into."""
        chosen = (border.low, border.high)
        return chosen if self.rng.random() < 0.5 else chosen[::-1]

    def _move(
        self,
        border: Border,
        movers: tuple[int, ...],
        victim: int,
        depths_m: tuple[float, float],
        fault: tuple[str, str, tuple[int, ...]],
    ) -> bool:
        room = thickness(self.grids[victim], border) / 3.0
        depth = min(self.rng.uniform(*depths_m) / STEP_M, room)
        if {border.low, border.high} & self._holed or room < 2:
            return False
        sign = 1 if victim == border.high else -1
        self._apply(push(self.rng, border, sign * depth), movers, fault)
        return True

    def _apply(
        self, moved: Push, movers: tuple[int, ...], fault: tuple[str, str, tuple[int, ...]]
    ) -> None:
        for mover in movers:
            self.grids[mover].moved.update(moved.moved())
        self._pushed |= {moved.border.low, moved.border.high} - {OUTSIDE}
        self.faults.append(Fault(*fault, moved.ground(self.frame)))

    def _leave_out(self, plot: Plot) -> None:
        """Leave a new compound without any grid: the border is older than the homes."""
        around = self._around(plot)
        if around is None or around in self._holed:
            return
        ground = plot_polygon(self.frame, plot)
        self._holed.add(around)
        self.grids[around].holes.append(ground)
        self.faults.append(Fault("gap", "new_compound", (around,), ground))

    def _exclave(self, plots: list[Plot], count: int) -> None:
        """Give a compound to a grid that does not touch it."""
        for plot in plots:
            around = self._around(plot)
            if around is None or around in self._holed or count == 0:
                continue
            far = (around + len(self.grids) // 2) % len(self.grids)
            if far == around or far in self._holed:
                continue
            ground = plot_polygon(self.frame, plot)
            self._holed |= {around, far}
            self.grids[around].holes.append(ground)
            self.grids[far].extras.append(ground)
            self.faults.append(Fault("contiguity", "exclave", (far,), ground))
            count -= 1

    def _around(self, plot: Plot) -> int | None:
        """Find the grid whose rectangle encloses a plot."""
        for index, grid in enumerate(self.grids):
            rect = grid.rect
            if rect.u0 < plot[0] and rect.v0 < plot[1] and plot[2] < rect.u1 and plot[3] < rect.v1:
                return index
        return None
