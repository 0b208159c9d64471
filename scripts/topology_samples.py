"""The sample networks whose faults the pictures of docs/topology-rules.md show, in metres."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import Relation
from gridgeo.topology import misplaced
from gridgeo.topology.finding import Finding
from gridgeo.topology.homes import Homes
from gridgeo.topology.registry import check
from gridgeo.topology.shift import hold_against
from gridgeo.topology.surroundings import Bars, Footprints, Surroundings
from gridgeo.topology.view import NetworkView

Shape = shapely.Polygon | shapely.MultiPolygon


def box(x0: float, y0: float, x1: float, y1: float) -> shapely.Polygon:
    """Give a rectangle in a square of 100 m."""
    return shapely.box(x0, y0, x1, y1)


def blocks(east: float, north: float) -> list[Shape]:
    """Give the blocks of a town between uneven streets, 3 km across, moved as told."""
    columns, rows = (0, 520, 900, 1500, 1830, 2400), (0, 410, 1010, 1330, 1900, 2400)
    return [
        box(x0 + east, y0 + north, x1 + east, y1 + north)
        for y0, y1 in pairwise(rows)
        for x0, x1 in pairwise(columns)
    ]


SAMPLES: dict[str, list[Shape]] = {
    "invalid": [
        box(0, 0, 40, 100),
        shapely.Polygon([(40, 0), (100, 0), (40, 100), (100, 100)]),
    ],
    "code": [box(0, 0, 50, 100), box(50, 0, 100, 100)],
    "duplicate": [box(0, 0, 50, 100), box(50, 0, 100, 100), box(50, 0, 100, 100)],
    "overlap": [box(0, 0, 60, 100), box(48, 0, 100, 100)],
    "gap": [
        box(0, 0, 100, 30),
        box(0, 30, 40, 70),
        box(65, 30, 100, 70),
        box(0, 70, 100, 100),
    ],
    "sliver": [box(0, 0, 49.5, 100), box(50, 0, 100, 51), box(50, 50, 100, 100)],
    "outside": [box(0, 0, 50, 100), shapely.Polygon([(50, 0), (85, 0), (100, 100), (50, 100)])],
    "contiguity": [
        shapely.MultiPolygon([box(0, 0, 45, 100), box(75, 0, 100, 40)]),
        shapely.Polygon([(45, 0), (75, 0), (75, 40), (100, 40), (100, 100), (45, 100)]),
    ],
    "spike": [
        shapely.Polygon([(0, 0), (50, 0), (50, 49.6), (85, 50), (50, 50.4), (50, 100), (0, 100)]),
        box(50, 0, 100, 100),
    ],
    "edge_match": [box(0, 0, 50, 100), box(50, 0, 100, 45), box(50, 45, 100, 100)],
    "dedicated": [box(0, 0, 60, 100), box(60, 0, 100, 100), box(45, 35, 80, 75)],
    "uncovered": [box(0, 0, 40, 100), box(70, 0, 100, 100)],
    "doubly_covered": [box(0, 0, 60, 100), box(45, 0, 100, 100)],
    "barrier": [box(0, 0, 70, 100), box(70, 0, 100, 100)],
    "divided": [box(0, 0, 60, 100), box(60, 0, 100, 100)],
    "cut": [box(0, 0, 50, 100), box(50, 0, 100, 100)],
    "too_small": [
        box(0, 0, 50, 100),
        shapely.Polygon(
            [(50, 0), (100, 0), (100, 46), (93, 46), (93, 53), (100, 53), (100, 100), (50, 100)]
        ),
        box(93, 46, 100, 53),
    ],
    "hole": [box(0, 0, 100, 100).difference(box(35, 35, 65, 65)), box(35, 35, 65, 65)],
    "band": [box(0, 0, 50, 100), box(50, 0, 100, 100)],
    "stale": [box(0, 0, 50, 100), box(50, 0, 100, 100)],
    "nesting": [box(0, 0, 30, 100), box(30, 0, 75, 45), box(30, 45, 60, 100)],
    "crossing": [box(0, 0, 35, 100), box(35, 0, 100, 100)],
    "shift": blocks(520, -310),
    "misplaced": blocks(0, 0),
}
# What another network is drawn like, and the relation that the sample owes it.
OTHERS: dict[str, tuple[Relation, list[Shape]]] = {
    "nesting": (Relation.NESTS_IN, [box(0, 0, 60, 100), box(60, 0, 100, 100)]),
    "crossing": (
        Relation.WHOLE_GRIDS_OF,
        [box(0, 0, 35, 50), box(35, 0, 100, 50), box(0, 50, 100, 100)],
    ),
    "shift": (Relation.SAME_AS, blocks(0, 0)),
}
CODES = {"code": ("01", "01")}
BOUNDARIES = {
    "outside": box(0, 0, 85, 100),
    "sliver": box(0, 0, 100, 100),
    "misplaced": box(0, 0, 900, 2400),  # the community that the addresses state
}
HOMES = {
    "nesting": [(15, 20), (68, 30), (50, 20), (40, 80)],
    "crossing": [(15, 60), (25, 20), (60, 75), (80, 90), (70, 20)],
    "uncovered": [(15, 20), (25, 70), (85, 40), (52, 30), (57, 75)],
    "doubly_covered": [(15, 20), (25, 70), (85, 40), (52, 30), (52, 75)],
    "misplaced": [(250, 700), (650, 1650), (1250, 1650), (1750, 850), (1350, 250)],
}


def surroundings(rule: str) -> Surroundings | None:
    """Give what stands on a sample's ground."""
    if rule == "barrier":
        river = shapely.LineString([(30, 0), (38, 30), (28, 65), (36, 100)]).buffer(4)
        return Surroundings(bars=Bars.find(_held([river]), np.array(["water"])))
    if rule == "divided":
        wall = shapely.LineString([(0, 40), (30, 46), (60, 40)]).buffer(1.5)
        return Surroundings(walls=Bars.walls(_held([wall]), np.array(["wall"])))
    if rule == "cut":
        houses = [box(10, 60, 30, 85), box(40, 20, 72, 45)]
        return Surroundings(buildings=Footprints(("1", "2"), _held(houses)))
    return None


def sample(rule: str) -> NetworkView:
    """Give the network in which a rule finds its fault."""
    return _view(rule, "sample", SAMPLES[rule])


def other(rule: str) -> NetworkView | None:
    """Give the network that a rule between networks holds the sample against."""
    return _view(rule, "other", OTHERS[rule][1]) if rule in OTHERS else None


def find(rule: str) -> list[Finding]:
    """Find what a rule says of its sample."""
    against = other(rule)
    if rule == misplaced.RULE:
        return misplaced.find(sample(rule), _elsewhere())
    if against is None:
        return check(sample(rule), [rule])
    found = hold_against(sample(rule), against, OTHERS[rule][0])
    return [one for one in found if one.rule == rule]


def _elsewhere() -> misplaced.Misplaced:
    """Give the homes of the sample that lie outside the community of their addresses."""
    homes, stated = shapely.points(HOMES["misplaced"]), BOUNDARIES["misplaced"]
    away = shapely.distance(homes, stated)
    out = away > 0
    names = np.array(["和平社区", "东柳村"], dtype=object)
    return misplaced.Misplaced(
        homes[out], np.full(out.sum(), 24), *np.repeat(names[:, None], out.sum(), axis=1), away[out]
    )


def _view(rule: str, network: str, shapes: Sequence[Shape]) -> NetworkView:
    homes = HOMES.get(rule)
    counted = np.array([420, 930])
    return NetworkView(
        network=network,
        codes=CODES.get(rule, tuple(f"{i + 1:02}" for i in range(len(shapes)))),
        polygons=_held(shapes),
        crs=CRS.from_epsg(4549),
        boundary=BOUNDARIES.get(rule),
        households=counted if rule in ("band", "stale") else None,
        homes=homes and Homes(shapely.points(homes), np.full(len(homes), 24)),
        band=HouseholdBand(),
        kinds=np.array(["base", "base", "dedicated"], dtype=object)
        if rule == "dedicated"
        else None,
        drawn=np.array([415, 470]) if rule == "stale" else None,
        surroundings=surroundings(rule),
    )


def _held(shapes: Sequence[BaseGeometry]) -> np.ndarray:
    held = np.empty(len(shapes), dtype=object)
    held[:] = shapes
    return held
