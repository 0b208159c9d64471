"""How a department draws its grids: communities divided along streets or with a ruler.

A grid is a lattice rectangle whose corners and edges a careless hand may then have moved; see
`gridgeo.demo.faults` for that.
"""

from dataclasses import dataclass, field

import numpy as np
import shapely

from gridgeo.demo.buildings import Buildings, Ints
from gridgeo.demo.chance import stream
from gridgeo.demo.departments import Department
from gridgeo.demo.frame import Floats, Frame
from gridgeo.demo.lattice import Node, Rect
from gridgeo.demo.layout import Layout
from gridgeo.demo.shapes import ring_points
from gridgeo.demo.sites import Sites


@dataclass(slots=True)
class DrawnGrid:
    """A base grid as drawn: its rectangle, lattice points moved, ground cut out or added."""

    rect: Rect
    community: int
    moved: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict)
    holes: list[shapely.Polygon] = field(default_factory=list)
    extras: list[shapely.Polygon] = field(default_factory=list)

    def geometry(self, frame: Frame) -> shapely.Geometry:
        """Draw the grid in metres."""
        points = ring_points(self.rect).astype(float)
        for index, (u, v) in enumerate(points):
            points[index] = self.moved.get((int(u), int(v)), (u, v))
        shell = frame.to_xy(points[:, 0], points[:, 1])
        drawn = shapely.Polygon(shell, [hole.exterior.coords for hole in self.holes])
        return shapely.MultiPolygon([drawn, *self.extras]) if self.extras else drawn


@dataclass(frozen=True, slots=True)
class Population:
    """Households on the lattice: of each block, and of each cell (by the building's middle)."""

    by_block: dict[Rect, int]
    by_community: Ints


def count_population(
    layout: Layout, sites: Sites, buildings: Buildings, home_building: Ints
) -> Population:
    """Count households by block and community; ``home_building`` is each household's building."""
    block_of = np.array([site.block for site in sites.sites])[buildings.site[home_building]]
    blocks = np.bincount(block_of, minlength=len(sites.blocks))
    by_community = np.zeros(len(layout.communities), dtype=np.int64)
    np.add.at(by_community, np.array(sites.community), blocks)
    return Population(dict(zip(sites.blocks, blocks.tolist(), strict=True)), by_community)


def draw_grids(
    layout: Layout, population: Population, department: Department, seed: int
) -> list[DrawnGrid]:
    """Divide the communities of a department into base grids, without any fault yet."""
    rng = stream(seed, "grids " + department.spec.code)
    counts = _grid_counts(layout, population, department)
    grids = []
    for index, count in enumerate(counts.tolist()):
        node = layout.communities[index].node
        if count == 0:
            continue
        if department.by_streets:
            rects = _by_streets(node, count, population)
        else:
            rects = cut_by_ruler(node.rect, count, rng)
        grids += [DrawnGrid(rect, index) for rect in rects]
    return grids


def _grid_counts(layout: Layout, population: Population, department: Department) -> Ints:
    """Share the department's grids among its communities by households, at least one each."""
    urban = np.array([community.urban for community in layout.communities])
    covered = {"all": urban | ~urban, "urban": urban, "rural": ~urban}[department.cover]
    total = max(round(layout.frame.size.grids * department.share), int(covered.sum()))
    most = np.array([len(list(c.node.leaves())) for c in layout.communities])
    most = np.where(covered, most if department.by_streets else 40, 0)
    weight: Floats = np.where(covered, population.by_community, 0).astype(float)
    # Water filling: who has as many grids as blocks, or the least of one, leaves the sharing.
    low, high = 0.0, float(total)
    for _ in range(60):
        middle = (low + high) / 2
        trial = np.clip(np.round(weight * middle), covered, most)
        low, high = (middle, high) if trial.sum() < total else (low, middle)
    count: Ints = np.clip(np.round(weight * high), covered, most).astype(np.int64)
    for index in np.argsort(-count, kind="stable")[: max(int(count.sum()) - total, 0)]:
        count[index] -= 1
    return count


def _by_streets(node: Node, count: int, population: Population) -> list[Rect]:
    """Divide along the streets inside a community, each part by its households."""
    if count <= 1 or not node.parts:
        return [node.rect]
    first, second = node.parts
    people = [sum(population.by_block[leaf.rect] for leaf in part.leaves()) for part in node.parts]
    leaves = [len(list(part.leaves())) for part in node.parts]
    share = round(count * people[0] / sum(people)) if sum(people) else count // 2
    share = min(max(share, 1, count - leaves[1]), count - 1, leaves[0])
    return _by_streets(first, share, population) + _by_streets(second, count - share, population)


def cut_by_ruler(rect: Rect, count: int, rng: np.random.Generator) -> list[Rect]:
    """Divide across the longer side wherever the hand falls, streets or no streets."""
    if count <= 1:
        return [rect]
    axis = 0 if rect.extent[0] >= rect.extent[1] else 1
    first = count // 2
    share = first / count + rng.uniform(-0.06, 0.06)
    at = (rect.u0, rect.v0)[axis] + max(round(share * rect.extent[axis]), 1)
    parts = rect.cut(axis, at)
    return cut_by_ruler(parts[0], first, rng) + cut_by_ruler(parts[1], count - first, rng)
