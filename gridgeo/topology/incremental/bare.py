"""Rule ``uncovered`` after an edit: homes within reach, and those that get another nearest grid."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.topology import uncovered
from gridgeo.topology.finding import Finding
from gridgeo.topology.homes import Homes
from gridgeo.topology.incremental.boxes import Boxes, indexed
from gridgeo.topology.incremental.edit import Edit
from gridgeo.topology.view import NetworkView

FIRST_RADIUS_M = 100.0  # of the search for the nearest grid; it doubles until one is found
SLACK_M = 1e-6  # two ways to compute one distance differ by less


@dataclass(frozen=True, eq=False)
class Bare:
    """The homes in no grid.

    Parameters
    ----------
    home : (b,) array of int
        Their rows, sorted.
    nearest : (b,) array of int
        Row of the grid nearest to each, or `NO_GRID`.
    away_m : (b,) array of float
        Its distance.
    by_grid : mapping of str to Finding
        By the code of that grid; empty where there is none.
    """

    home: NDArray[np.intp]
    nearest: NDArray[np.intp]
    away_m: NDArray[np.float64]
    by_grid: Mapping[str, Finding]

    @classmethod
    def start(cls, view: NetworkView) -> "Bare":
        """Look at all homes."""
        none = np.empty(0, dtype=np.intp)
        if view.homes is None:
            return cls(none, none, np.empty(0), {})
        home = uncovered.bare_homes(view, view.homes)
        bare = cls(home, *uncovered.nearest_grids(view, view.homes.points[home]), {})
        return bare._with_findings(view, view.homes, set(np.unique(bare.nearest).tolist()))

    @property
    def found(self) -> list[Finding]:
        """All findings."""
        return list(self.by_grid.values())

    def renewed(self, edit: Edit) -> "Bare":
        """Look at the homes within reach anew, and at those with a touched grid near."""
        homes = edit.view.homes
        if homes is None:
            return self
        seen = indexed(homes.tree, edit.reach)
        moved = edit.rows.moved(self.nearest)
        lost = np.isin(self.home, seen)
        lost |= (moved == uncovered.NO_GRID) | self._may_be_nearer(edit, homes)
        some = Homes(homes.points[seen], homes.households[seen])
        around = replace(edit.near(edit.reach)[1], homes=some)
        fresh = seen[uncovered.bare_homes(around, some)]
        again = np.union1d(fresh, self.home[lost & ~np.isin(self.home, seen)])
        nearest, away = _search(edit, homes.points[again])
        home = np.concatenate([self.home[~lost], again])
        order = np.argsort(home)
        bare = Bare(
            home[order],
            np.concatenate([moved[~lost], nearest])[order],
            np.concatenate([self.away_m[~lost], away])[order],
            self._kept(edit.before, self.nearest[lost]),
        )
        return bare._with_findings(edit.view, homes, set(nearest.tolist()) | set(moved[lost]))

    def _may_be_nearer(self, edit: Edit, homes: Homes) -> NDArray[np.bool_]:
        """Say which homes have a touched grid's bounds no further than their nearest grid."""
        xy = shapely.get_coordinates(homes.points[self.home])
        answer = np.zeros(len(self.home), dtype=bool)
        for box in edit.boxes[edit.rows.after]:
            gap = np.maximum(np.maximum(box[:2] - xy, xy - box[2:]), 0.0)
            answer |= np.hypot(gap[:, 0], gap[:, 1]) <= self.away_m + SLACK_M
        return answer

    def _kept(self, before: NetworkView, lost: NDArray[np.intp]) -> dict[str, Finding]:
        """Give the findings without those of grids that lost a home."""
        gone = {_code(before, index) for index in np.unique(lost).tolist()}
        return {code: one for code, one in self.by_grid.items() if code not in gone}

    def _with_findings(self, view: NetworkView, homes: Homes, grids: set[int]) -> "Bare":
        """Report anew the homes nearest to some grids."""
        found = dict(self.by_grid)
        for index in sorted(grids):
            rows = self.home[self.nearest == index]
            if len(rows):
                found[_code(view, index)] = uncovered.finding_of(view, homes, index, rows)
        return Bare(self.home, self.nearest, self.away_m, found)


def _code(view: NetworkView, index: int) -> str:
    return "" if index == uncovered.NO_GRID else view.codes[index]


def _search(
    edit: Edit, points: NDArray[np.object_]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Find the grid nearest to each point among those around it, in ever wider circles."""
    nearest = np.full(len(points), uncovered.NO_GRID, dtype=np.intp)
    away = np.full(len(points), np.inf)
    left, radius = np.arange(len(points)), FIRST_RADIUS_M
    there = int((~np.isnan(edit.boxes[:, 0])).sum())
    while len(left):
        rows, around = edit.near(_windows(points[left], radius))
        grid, distance = uncovered.nearest_grids(around, points[left])
        # A grid outside the window is further away than the radius.
        done = (distance < radius) | (len(rows) == there)
        hit = done & (grid != uncovered.NO_GRID)
        nearest[left[hit]], away[left[hit]] = rows[grid[hit]], distance[hit]
        left, radius = left[~done], 2.0 * radius
    return nearest, away


def _windows(points: NDArray[np.object_], radius: float) -> Boxes:
    """Give boxes, few where the points are close, that hold every circle of a radius."""
    corner = np.unique(np.floor(shapely.get_coordinates(points) / radius), axis=0) * radius
    return np.concatenate([corner - radius, corner + 2.0 * radius], axis=1)
