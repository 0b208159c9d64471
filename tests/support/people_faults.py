"""A clean coverage with homes, buildings and a river, and faults of them with what a check says."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from pyproj import CRS

from gridgeo.domain.band import HouseholdBand
from gridgeo.topology.homes import Homes
from gridgeo.topology.surroundings import Bars, Footprints, Surroundings
from gridgeo.topology.view import NetworkView
from tests.support.coverages import Lattice

METRES = CRS.from_epsg(32650)
PER_HOME = 100  # four homes a cell: 400 households, the middle of the band


@dataclass
class Quarter:
    """A lattice of grids with four homes and one building each, all of it sound."""

    lattice: Lattice
    shapes: dict[str, shapely.Polygon]
    homes: dict[str, np.ndarray]
    buildings: list[shapely.Polygon] = field(default_factory=list)
    rivers: list[shapely.LineString] = field(default_factory=list)
    walls: list[shapely.LineString] = field(default_factory=list)
    drawn: dict[str, int] = field(default_factory=dict)

    @classmethod
    def sound(cls, lattice: Lattice) -> "Quarter":
        polygons = lattice.polygons()
        codes = [f"G{i:03d}" for i in range(len(polygons))]
        middles = shapely.get_coordinates(shapely.centroid(polygons))
        corners = np.array([(-30.0, -30.0), (-30.0, 30.0), (30.0, -30.0), (30.0, 30.0)])
        return cls(
            lattice,
            dict(zip(codes, polygons, strict=True)),
            dict(zip(codes, middles[:, None, :] + corners, strict=True)),
            [shapely.box(x - 12, y - 12, x + 12, y + 12) for x, y in middles.tolist()],
        )

    def view(self) -> NetworkView:
        points = shapely.points(np.concatenate(list(self.homes.values())))
        held = np.empty(len(self.shapes), dtype=object)
        held[:] = list(self.shapes.values())
        homes = Homes(points, np.full(len(points), PER_HOME))
        view = NetworkView(
            "n", tuple(self.shapes), held, METRES, self.lattice.boundary(), homes=homes
        )
        rivers, buildings = _held(self.rivers), _held(self.buildings)
        walls = _held(self.walls)
        return replace(
            view,
            households=homes.within(held),
            band=HouseholdBand(100, 400, 900),
            drawn=np.array([self.drawn.get(code, 4 * PER_HOME) for code in self.shapes]),
            surroundings=Surroundings(
                Bars.find(rivers, np.full(len(rivers), "water")),
                Footprints(tuple(map(str, range(len(buildings)))), buildings),
                walls=Bars.walls(walls, np.full(len(walls), "wall")),
            ),
        )

    def middle(self, code: str) -> np.ndarray:
        return shapely.get_coordinates(shapely.centroid(self.shapes[code]))[0]


Fault = tuple[str, frozenset[str], int | None]  # rule, grids, households
Planter = Callable[[Quarter, str, str], list[Fault]]


def _uncover(quarter: Quarter, code: str, east: str) -> list[Fault]:
    """Cut a corner with one home out of a grid; the building beside it stays whole."""
    x, y = quarter.middle(code)
    quarter.shapes[code] = quarter.shapes[code].difference(
        shapely.box(x + 25, y + 25, x + 35, y + 35)
    )
    one = frozenset({code})
    return [("gap", one, PER_HOME), ("uncovered", one, PER_HOME), ("stale", one, 3 * PER_HOME)]


def _cover_twice(quarter: Quarter, code: str, east: str) -> list[Fault]:
    """Lay a further grid over one home of a grid."""
    x, y = quarter.middle(code)
    quarter.shapes["D" + code] = shapely.box(x + 20, y + 20, x + 40, y + 40)
    quarter.drawn["D" + code] = 0
    both = frozenset({code, "D" + code})
    return [("overlap", both, PER_HOME), ("doubly_covered", both, PER_HOME)]


def _cut(quarter: Quarter, code: str, east: str) -> list[Fault]:
    """Build across the border of two grids."""
    shared = shapely.intersection(quarter.shapes[code], quarter.shapes[east])
    x, y = shapely.get_coordinates(
        shapely.line_interpolate_point(shapely.line_merge(shared), 0.5, normalized=True)
    )[0]
    quarter.buildings.append(shapely.box(x - 9, y - 6, x + 9, y + 6))
    return [("cut", frozenset({code, east}), 0)]


def _part(quarter: Quarter, code: str, east: str) -> list[Fault]:
    """Let a river run through a grid, between its homes, and on in its neighbours' corners."""
    x, _ = quarter.middle(code)
    south, north = shapely.bounds(quarter.shapes[code])[[1, 3]]
    line = shapely.LineString([(x + 20, south - 1), (x + 20, north + 1)])
    quarter.rivers.append(shapely.intersection(line, quarter.shapes[code].buffer(0.5)))
    return [("barrier", frozenset({code}), 2 * PER_HOME)]


def _wall_off(quarter: Quarter, code: str, east: str) -> list[Fault]:
    """Build a wall through a grid, between its homes."""
    x, _ = quarter.middle(code)
    south, north = shapely.bounds(quarter.shapes[code])[[1, 3]]
    line = shapely.LineString([(x + 20, south - 1), (x + 20, north + 1)])
    quarter.walls.append(shapely.intersection(line, quarter.shapes[code].buffer(0.5)))
    return [("divided", frozenset({code}), 2 * PER_HOME)]


def _move_out(quarter: Quarter, code: str, east: str) -> list[Fault]:
    """Say that a grid was drawn for half as many households."""
    quarter.drawn[code] = 2 * PER_HOME
    return [("stale", frozenset({code}), 4 * PER_HOME)]


def _enclose(quarter: Quarter, code: str, east: str) -> list[Fault]:
    """Make a grid of its own of the ground around one home."""
    x, y = quarter.middle(code)
    inner = shapely.box(x + 22, y + 22, x + 38, y + 38)
    quarter.shapes[code] = quarter.shapes[code].difference(inner)
    quarter.shapes["H" + code] = inner
    quarter.drawn |= {code: 3 * PER_HOME, "H" + code: PER_HOME}
    return [("hole", frozenset({code, "H" + code}), PER_HOME)]


def _scrap(quarter: Quarter, code: str, east: str) -> list[Fault]:
    """Leave a scrap of a grid, with one home on it, in a notch of its neighbour."""
    faults = _enclose(quarter, code, east)
    x, y = quarter.middle("H" + code)
    inner = shapely.box(x - 3, y - 3, x + 3, y + 3)
    whole = quarter.shapes[code].union(quarter.shapes["H" + code])
    quarter.shapes[code], quarter.shapes["H" + code] = whole.difference(inner), inner
    return [*faults, ("too_small", frozenset({"H" + code}), PER_HOME)]


PLANTERS: dict[str, Planter] = {
    "uncovered": _uncover,
    "doubly covered": _cover_twice,
    "cut": _cut,
    "parted": _part,
    "walled off": _wall_off,
    "moved": _move_out,
    "enclosed": _enclose,
    "scrap": _scrap,
}


def _held(shapes: list) -> np.ndarray:
    held = np.empty(len(shapes), dtype=object)
    held[:] = shapes
    return held
