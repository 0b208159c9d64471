"""Small made-up districts for the planner's tests: a lattice of square units, some cut away."""

import numpy as np
import shapely
from hypothesis import strategies as st

from gridgeo.geometry.adjacency import find_adjacency
from gridgeo.planner.graph import UnitGraph

SIDE_M = 50.0


def lattice_polygons(columns, rows, absent=()):
    """Squares row by row; ``absent`` cells are left out."""
    cells = [
        shapely.box(x * SIDE_M, y * SIDE_M, (x + 1) * SIDE_M, (y + 1) * SIDE_M)
        for y in range(rows)
        for x in range(columns)
        if y * columns + x not in absent
    ]
    return np.array(cells, dtype=object)


def graph_of(polygons, households, **options):
    """The graph of polygons with these counts."""
    found = find_adjacency(polygons)
    return UnitGraph.build(
        found.pairs,
        found.shared_length_m,
        np.asarray(households, dtype=np.int64),
        found.area_m2,
        found.perimeter_m,
        **options,
    )


def lattice(columns, rows, households, absent=()):
    """A lattice graph with these counts, one a present cell."""
    return graph_of(lattice_polygons(columns, rows, absent), households)


def is_contiguous(graph, assignment):
    """Whether every grid hangs together over passable borders, found by a plain search."""
    for grid in np.unique(assignment):
        members = set(np.flatnonzero(assignment == grid).tolist())
        todo, seen = [min(members)], {min(members)}
        while todo:
            unit = todo.pop()
            for edge in range(graph.indptr[unit], graph.indptr[unit + 1]):
                far = int(graph.indices[edge])
                if graph.passable[edge] and far in members and far not in seen:
                    seen.add(far)
                    todo.append(far)
        if seen != members:
            return False
    return True


AWKWARD = st.sampled_from([0, 0, 1, 60, 90, 120, 150, 200, 299, 300, 500, 501, 900, 10**9])


@st.composite
def districts(draw, most_columns=6, most_rows=5, counts=AWKWARD, rivers=False):
    """Lattices with holes and islands, awkward counts and a few communities.

    With ``rivers`` nobody gets across some of the borders.
    """
    columns, rows = draw(st.integers(1, most_columns)), draw(st.integers(1, most_rows))
    cells = columns * rows
    absent = draw(st.sets(st.integers(0, cells - 1), max_size=cells // 4))
    if len(absent) == cells:
        absent = set()
    units = cells - len(absent)
    households = draw(st.lists(counts, min_size=units, max_size=units))
    communities = draw(st.lists(st.integers(0, 1), min_size=units, max_size=units))
    if not rivers:
        return lattice(columns, rows, households, absent), np.array(communities)
    polygons = lattice_polygons(columns, rows, absent)
    borders = len(find_adjacency(polygons).pairs)
    wet = draw(st.lists(st.booleans(), min_size=borders, max_size=borders))
    return graph_of(polygons, households, barred=np.array(wet, bool)), np.array(communities)


def best_by_brute_force(graph, band):
    """Whether some partition into contiguous grids in the band exists, by trying all of them."""
    count = graph.size
    good = [
        mask
        for mask in range(1, 1 << count)
        if band.minimum
        <= sum(int(graph.households[u]) for u in range(count) if mask >> u & 1)
        <= band.maximum
        and _connected(graph, mask)
    ]
    whole, reachable = (1 << count) - 1, {0}
    for unit in range(count):
        sets = [mask for mask in good if (mask & -mask) == 1 << unit]
        reachable |= {
            done | mask
            for done in reachable
            if not done >> unit & 1
            for mask in sets
            if not done & mask
        }
        reachable = {done for done in reachable if done >> unit & 1}
    return whole in reachable


def _connected(graph, mask):
    units = [unit for unit in range(graph.size) if mask >> unit & 1]
    return is_contiguous(graph.take(np.array(units)), np.zeros(len(units), dtype=np.int64))
