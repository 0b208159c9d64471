"""Draw the pictures of docs/topology-rules.md: one sample network a rule, checked and drawn.

The red is what the check found, not what somebody drew: run it again after changing a rule.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.band import HouseholdBand
from gridgeo.topology.finding import Finding
from gridgeo.topology.homes import Homes
from gridgeo.topology.registry import check
from gridgeo.topology.surroundings import Bars, Footprints, Surroundings
from gridgeo.topology.view import NetworkView

IMAGES = Path(__file__).parents[1] / "docs" / "images"
SIZE = 240
MARGIN = 10
GRID = 'fill="#e8eef4" fill-opacity="0.75" stroke="#4a6078" stroke-width="1.5"'
FAULT = 'fill="#d6322f" fill-opacity="0.55" stroke="#a01714" stroke-width="2"'
HOME = 'fill="#33425b"'
THING = 'fill="#9db8d2" stroke="#5f7f9f" stroke-width="1"'
BOUNDARY = 'fill="none" stroke="#1b7837" stroke-width="2" stroke-dasharray="6 4"'

Shape = shapely.Polygon | shapely.MultiPolygon


def box(x0: float, y0: float, x1: float, y1: float) -> shapely.Polygon:
    """Give a rectangle in a square of 100 m."""
    return shapely.box(x0, y0, x1, y1)


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
}
CODES = {"code": ("01", "01")}
BOUNDARIES = {"outside": box(0, 0, 85, 100), "sliver": box(0, 0, 100, 100)}
HOMES = {
    "uncovered": [(15, 20), (25, 70), (85, 40), (52, 30), (57, 75)],
    "doubly_covered": [(15, 20), (25, 70), (85, 40), (52, 30), (52, 75)],
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
    shapes = SAMPLES[rule]
    homes = HOMES.get(rule)
    counted = np.array([420, 930])
    return NetworkView(
        network="sample",
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


def draw(rule: str) -> str:
    """Check a rule's sample and give it as SVG."""
    view = sample(rule)
    parts = [_path(shape, GRID) for shape in view.ground]
    parts += [_path(view.boundary, BOUNDARY)] if view.boundary is not None else []
    parts += [_path(shape, THING) for shape in _things(view)]
    parts += [_path(part, HOME) for part in ([] if view.homes is None else view.homes.points)]
    found = check(view, [rule])
    parts += [_path(part, FAULT) for one in found for part in _marked(one)]
    side = SIZE + 2 * MARGIN
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}">'
    return "\n".join([head, *parts, "</svg>", ""])


def _things(view: NetworkView) -> list[BaseGeometry]:
    around = view.surroundings
    known = () if around is None else (around.bars, around.walls)
    bars = [shape for one in known if one is not None for shape in one.ground]
    return bars + ([] if around is None or around.buildings is None else [*around.buildings.ground])


def _marked(finding: Finding) -> list[BaseGeometry]:
    """Give what a finding shows: scattered places as a disc each."""
    if finding.geometry.geom_type != "MultiPoint":
        return [finding.geometry]
    return [*shapely.get_parts(finding.geometry)]


def _path(shape: BaseGeometry, style: str) -> str:
    if shape.geom_type == "Point":
        x, y = _screen(shapely.get_coordinates(shape))[0]
        return f'<circle cx="{x:g}" cy="{y:g}" r="{4 if style == HOME else 7}" {style}/>'
    is_line = shapely.get_dimensions(shape) == 1
    rings = shapely.get_parts(shape) if is_line else shapely.get_rings(shapely.get_parts(shape))
    steps = []
    for ring in rings:
        points = " L".join(f"{x:g} {y:g}" for x, y in _screen(shapely.get_coordinates(ring)))
        steps.append(f"M{points}{'' if is_line else 'Z'}")
    thick = style.replace('stroke-width="2"', 'stroke-width="5"') if is_line else style
    return f'<path d="{" ".join(steps)}" fill-rule="evenodd" {thick}/>'


def _screen(points: np.ndarray) -> np.ndarray:
    scale = SIZE / 100
    return np.column_stack([points[:, 0], 100 - points[:, 1]]) * scale + MARGIN


def main() -> None:
    """Write every picture."""
    IMAGES.mkdir(exist_ok=True)
    for rule in SAMPLES:
        (IMAGES / f"topology-{rule}.svg").write_text(draw(rule), encoding="utf-8")


if __name__ == "__main__":
    main()
