"""Draw the pictures of docs/topology-rules.md: one sample network a rule, checked and drawn.

The red is what the check found, not what somebody drew: run it again after changing a rule.
"""

from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.topology.finding import Finding
from gridgeo.topology.view import NetworkView
from scripts.topology_samples import SAMPLES, find, other, sample

IMAGES = Path(__file__).parents[1] / "docs" / "images"
SIZE = 240
MARGIN = 10
GRID = 'fill="#e8eef4" fill-opacity="0.75" stroke="#4a6078" stroke-width="1.5"'
FAULT = 'fill="#d6322f" fill-opacity="0.55" stroke="#a01714" stroke-width="2"'
HOME = 'fill="#33425b"'
THING = 'fill="#9db8d2" stroke="#5f7f9f" stroke-width="1"'
BOUNDARY = 'fill="none" stroke="#1b7837" stroke-width="2" stroke-dasharray="6 4"'
OTHER = 'fill="none" stroke="#7b3294" stroke-width="2.5" stroke-dasharray="2 3"'


def draw(rule: str) -> str:
    """Check a rule's sample and give it as SVG."""
    view, against = sample(rule), other(rule)
    edge = _edge(view, against)
    layers = [
        (GRID, [*view.ground]),
        (BOUNDARY, [] if view.boundary is None else [view.boundary]),
        (THING, _things(view)),
        (HOME, [] if view.homes is None else [*view.homes.points]),
        (FAULT, [part for one in find(rule) for part in _marked(one)]),
        (OTHER, [] if against is None else [*against.ground]),
    ]
    parts = [_path(shape, style, edge) for style, shapes in layers for shape in shapes]
    side = SIZE + 2 * MARGIN
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}">'
    return "\n".join([head, *parts, "</svg>", ""])


def _edge(view: NetworkView, against: NetworkView | None) -> NDArray[np.float64]:
    """Give the lower left corner and the side of the square that is drawn; most show 100 m."""
    shapes = [view.ground] if against is None else [view.ground, against.ground]
    x0, y0, x1, y1 = shapely.total_bounds(np.concatenate(shapes))
    if x1 - x0 <= 100:
        return np.array([0.0, 0.0, 100.0])
    return np.array([x0, y0, max(x1 - x0, y1 - y0)])


def _things(view: NetworkView) -> list[BaseGeometry]:
    around = view.surroundings
    known = () if around is None else (around.bars, around.walls)
    bars = [shape for one in known if one is not None for shape in one.ground]
    return bars + ([] if around is None or around.buildings is None else [*around.buildings.ground])


def _marked(finding: Finding) -> list[BaseGeometry]:
    """Give what a finding shows: scattered places as a disc each, a whole network as its frame."""
    if finding.geometry.geom_type == "MultiPoint":
        return [*shapely.get_parts(finding.geometry)]
    return [finding.geometry if finding.codes else finding.geometry.exterior]


def _path(shape: BaseGeometry, style: str, edge: NDArray[np.float64]) -> str:
    if shape.geom_type == "Point":
        x, y = _screen(shapely.get_coordinates(shape), edge)[0]
        return f'<circle cx="{x:g}" cy="{y:g}" r="{4 if style == HOME else 7}" {style}/>'
    is_line = shapely.get_dimensions(shape) == 1
    rings = shapely.get_parts(shape) if is_line else shapely.get_rings(shapely.get_parts(shape))
    steps = []
    for ring in rings:
        points = " L".join(f"{x:g} {y:g}" for x, y in _screen(shapely.get_coordinates(ring), edge))
        steps.append(f"M{points}{'' if is_line else 'Z'}")
    return f'<path d="{" ".join(steps)}" fill-rule="evenodd" {_stroke(style, is_line=is_line)}/>'


def _stroke(style: str, *, is_line: bool) -> str:
    if not is_line:
        return style
    return style.replace('stroke-width="2"', 'stroke-width="5"').replace("#d6322f", "none")


def _screen(points: NDArray[np.float64], edge: NDArray[np.float64]) -> NDArray[np.float64]:
    scale = SIZE / edge[2]
    x, y = (points - edge[:2]).T
    return np.column_stack([x, edge[2] - y]) * scale + MARGIN


def main() -> None:
    """Write every picture."""
    IMAGES.mkdir(exist_ok=True)
    for rule in SAMPLES:
        (IMAGES / f"topology-{rule}.svg").write_text(draw(rule), encoding="utf-8")


if __name__ == "__main__":
    main()
