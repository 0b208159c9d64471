"""Draw the pictures of docs/topology-rules.md: one sample network a rule, checked and drawn.

The red is what the check found, not what somebody drew: run it again after changing a rule.
"""

from pathlib import Path

import numpy as np
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.band import HouseholdBand
from gridgeo.topology.registry import check
from gridgeo.topology.view import NetworkView

IMAGES = Path(__file__).parents[1] / "docs" / "images"
SIZE = 240
MARGIN = 10
GRID = 'fill="#e8eef4" fill-opacity="0.75" stroke="#4a6078" stroke-width="1.5"'
FAULT = 'fill="#d6322f" fill-opacity="0.55" stroke="#a01714" stroke-width="2"'
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
    "band": [box(0, 0, 50, 100), box(50, 0, 100, 100)],
}


def draw(rule: str) -> str:
    """Check a rule's sample and give it as SVG."""
    shapes = SAMPLES[rule]
    polygons = np.empty(len(shapes), dtype=object)
    polygons[:] = shapes
    codes = ("01", "01") if rule == "code" else tuple(f"{i + 1:02}" for i in range(len(shapes)))
    boundary = box(0, 0, 85, 100) if rule == "outside" else None
    view = NetworkView(
        network="sample",
        codes=codes,
        polygons=polygons,
        crs=CRS.from_epsg(4549),
        boundary=boundary,
        households=np.array([420, 930]) if rule == "band" else None,
        band=HouseholdBand(),
    )
    parts = [_path(shape, GRID) for shape in view.ground]
    parts += [_path(boundary, BOUNDARY)] if boundary is not None else []
    parts += [_path(one.geometry, FAULT) for one in check(view, [rule])]
    side = SIZE + 2 * MARGIN
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}">'
    return "\n".join([head, *parts, "</svg>", ""])


def _path(shape: BaseGeometry, style: str) -> str:
    if shape.geom_type == "Point":
        x, y = _screen(shapely.get_coordinates(shape))[0]
        return f'<circle cx="{x:g}" cy="{y:g}" r="7" {FAULT}/>'
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
