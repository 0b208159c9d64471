"""Maps of units and grids for the pictures of docs/planner.md."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from gridgeo.planner.contract import contract
from gridgeo.planner.graph import UnitGraph

IMAGES = Path(__file__).parents[1] / "docs" / "images"
INK, PALE, FAULT, TREE = "#1c2430", "#c9d1da", "#c2302b", "#1f5fa8"
TINTS = ("#a8d5ba", "#f6d186", "#b7c9e8", "#e8b4b8", "#cfc3e3", "#d8dfa0")
NO_TINT = "#eef1f4"
BLUES = {0.0: "#b9c6d6", 0.5: "#6f9bc8", 0.9: "#1f5fa8"}


def make_figure(panels: int, width: float = 3.6, height: float = 3.6) -> tuple[Figure, list[Axes]]:
    """Make room for maps side by side."""
    figure = Figure(figsize=(width * panels, height), dpi=110, layout="constrained")
    return figure, list(np.atleast_1d(figure.subplots(1, panels)))


def save(figure: Figure, name: str) -> None:
    """Write a picture; the same picture gives the same bytes."""
    IMAGES.mkdir(exist_ok=True)
    figure.savefig(IMAGES / f"planner-{name}.png", metadata={"Software": None})


def draw_units(axes: Axes, polygons: np.ndarray, colours: Sequence[str], title: str) -> None:
    """Draw units as areas, north up."""
    parts, owner = shapely.get_parts(polygons, return_index=True)
    rings = [shapely.get_coordinates(shapely.get_exterior_ring(part)) for part in parts]
    axes.add_collection(
        PolyCollection(
            rings, facecolors=[colours[unit] for unit in owner], edgecolors=PALE, linewidths=0.7
        )
    )
    axes.set_title(title, color=INK, fontsize=9)
    axes.set_aspect("equal")
    axes.axis("off")
    axes.autoscale()


def draw_grids(
    axes: Axes, polygons: np.ndarray, graph: UnitGraph, grid: np.ndarray, title: str
) -> None:
    """Draw grids in tints that differ from their neighbours'."""
    tints = tint(graph, grid)
    draw_units(axes, polygons, [tints[number] for number in grid], title)
    outline(axes, [polygons[grid == number] for number in np.unique(grid)])


def outline(
    axes: Axes, groups: Sequence[np.ndarray], colour: str = INK, width: float = 1.6
) -> None:
    """Draw the border around each group of units."""
    lines = [
        shapely.get_coordinates(ring)
        for group in groups
        for part in shapely.get_parts(shapely.union_all(group))
        for ring in shapely.get_rings(part)
    ]
    axes.add_collection(LineCollection(lines, colors=colour, linewidths=width))


def hatch(axes: Axes, polygons: np.ndarray, colour: str = FAULT) -> None:
    """Mark some units."""
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_exterior_ring(
        shapely.get_parts(polygons))]  # fmt: skip
    axes.add_collection(
        PolyCollection(
            rings, facecolors="none", edgecolors=colour, hatch="////", linewidths=1.2, zorder=3
        )
    )


def write_counts(axes: Axes, polygons: np.ndarray, counts: np.ndarray, size: float = 6.5) -> None:
    """Write a number into each unit that has one."""
    places = shapely.get_coordinates(shapely.point_on_surface(polygons))
    for (x, y), count in zip(places, counts, strict=True):
        if count:
            axes.annotate(f"{count}", (x, y), ha="center", va="center", fontsize=size, color=INK)


def draw_links(
    axes: Axes, polygons: np.ndarray, pairs: np.ndarray, colour: str, width: float = 1.0
) -> None:
    """Join the middles of pairs of units."""
    places = shapely.get_coordinates(shapely.point_on_surface(polygons))
    axes.add_collection(
        LineCollection(list(places[pairs]), colors=colour, linewidths=width, zorder=2)
    )


def tint(graph: UnitGraph, grid: np.ndarray) -> list[str]:
    """Give each grid the first tint that no neighbour has."""
    whole = contract(graph, grid)
    chosen = np.full(whole.size, -1)
    for number in range(whole.size):
        near = set(chosen[whole.indices[whole.indptr[number] : whole.indptr[number + 1]]].tolist())
        free = [place for place in range(len(TINTS)) if place not in near]
        chosen[number] = free[0] if free else number % len(TINTS)
    return [TINTS[place] for place in chosen]
