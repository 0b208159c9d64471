"""A heat map for paper as SVG: the picture under streets, water, borders and grids' codes."""

from base64 import b64encode

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.patrol.heat import cell_of
from gridgeo.reports.heat_figures import HeatReport

WIDTH = 1600.0  # units of the drawing
_ROADS = {1: 3.2, 2: 2.4, 3: 1.6}


def draw_heat(report: HeatReport) -> str:
    """Draw the map, north up; the same report gives the same drawing."""
    west, south, east, north = report.bounds
    (left, right), (top, bottom) = cell_of(np.array([west, east]), np.array([north, south]))
    scale = WIDTH / (right - left)
    height = (bottom - top) * scale

    def path(shapes: NDArray[np.object_], style: str) -> str:
        lines = shapely.get_parts(shapely.get_parts(_outlines(shapes)))
        moved = shapely.transform(
            lines, lambda xy: np.column_stack(_placed(xy, left, top, scale)).round(1)
        )
        steps = [
            "M" + "L".join(f"{x:g} {y:g}" for x, y in shapely.get_coordinates(line).tolist())
            for line in moved
        ]
        return f'<path d="{"".join(steps)}" fill="none" {style}/>' if steps else ""

    base = report.base
    kinds = {kind: base.barriers[base.kinds == kind] for kind in ("water", "railway")}
    streets = [
        path(
            base.barriers[(base.kinds == "road") & (base.ranks == rank)],
            f'stroke="#5d6672" stroke-opacity="0.55" stroke-width="{_ROADS.get(rank, 0.8)}"',
        )
        for rank in (5, 4, 3, 2, 1)
    ]
    image = b64encode(report.picture).decode()
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:.1f}">',
            f'<rect width="{WIDTH:g}" height="{height:.1f}" fill="#ffffff"/>',
            path(kinds["water"], 'stroke="#9cc6e4" stroke-width="4"'),
            *streets,  # beneath: who walked along them must not hide under their lines
            f'<image width="{WIDTH:g}" height="{height:.1f}" image-rendering="pixelated"'
            f' href="data:image/png;base64,{image}"/>',
            path(kinds["railway"], 'stroke="#343a45" stroke-width="2" stroke-dasharray="10 6"'),
            path(report.grids, 'stroke="#2b3340" stroke-opacity="0.7" stroke-width="0.8"'),
            path(base.communities, 'stroke="#10151d" stroke-width="1.8"'),
            "</svg>",
        ]
    )


def _outlines(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    flat = shapely.get_dimensions(shapes) == 2
    return np.where(flat, shapely.boundary(shapes), shapes)


def _placed(
    degrees: NDArray[np.float64], left: float, top: float, scale: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    column, row = cell_of(degrees[:, 0], degrees[:, 1])
    return (column - left) * scale, (row - top) * scale
