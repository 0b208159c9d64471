from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gridgeo.geometry.adjacency import find_adjacency
from gridgeo.geometry.compactness import polsby_popper
from gridgeo.geometry.dissolve import dissolve
from tests.support.maps import lattice_polygons

HSINCHU = Path(__file__).parents[3] / "../shared/data/hsinchu/hsinchu.gpkg"


def test_squares_share_their_sides_and_not_their_corners():
    found = find_adjacency(lattice_polygons(2, 2))
    assert found.pairs.tolist() == [[0, 1], [0, 2], [1, 3], [2, 3]]
    assert found.shared_length_m.tolist() == [50.0] * 4


def test_a_border_with_a_vertex_on_one_side_only_is_measured():
    wide, left, right = shapely.box(0, 0, 10, 5), shapely.box(0, 5, 4, 9), shapely.box(4, 5, 10, 9)
    found = find_adjacency(np.array([wide, left, right], dtype=object))
    assert found.pairs.tolist() == [[0, 1], [0, 2], [1, 2]]
    assert found.shared_length_m == pytest.approx([4.0, 6.0, 4.0])


def test_an_enclosed_polygon_shares_its_whole_perimeter():
    inner = shapely.box(4, 4, 6, 6)
    ring = shapely.difference(shapely.box(0, 0, 10, 10), inner)
    found = find_adjacency(np.array([ring, inner], dtype=object))
    assert found.shared_length_m.tolist() == [8.0]
    assert found.perimeter_m.tolist() == [48.0, 8.0]


def test_nothing_and_strangers_have_no_neighbours():
    assert len(find_adjacency(np.empty(0, dtype=object)).pairs) == 0
    apart = np.array([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6), shapely.Polygon()])
    assert len(find_adjacency(apart).pairs) == 0


def test_random_triangles_agree_with_a_pairwise_overlay():
    rng = np.random.default_rng(5)
    points = shapely.multipoints(rng.random((60, 2)) * 1000)
    cells = np.array(shapely.get_parts(shapely.voronoi_polygons(points)))
    found = find_adjacency(cells)
    for (first, second), length in zip(found.pairs, found.shared_length_m, strict=True):
        shared = shapely.intersection(cells[first], cells[second])
        assert shapely.length(shared) == pytest.approx(length, abs=0.01)
    left, right = shapely.STRtree(cells).query(cells, "intersects")
    shared = shapely.length(shapely.intersection(cells[left], cells[right]))
    assert ((left < right) & (shared > 0.02)).sum() <= len(found.pairs)


def test_dissolved_grids_match_the_figures_kept_by_the_graph():
    cells = lattice_polygons(4, 3)
    grid = np.array([0, 0, 1, 1] * 3)
    joined = dissolve(cells, grid, 3)
    assert shapely.area(joined).tolist() == [15000.0, 15000.0, 0.0]
    assert shapely.length(joined[0]) == 500.0


def test_a_circle_is_the_most_compact_shape():
    assert polsby_popper(np.pi, 2 * np.pi) == pytest.approx(1.0)
    assert polsby_popper(1.0, 4.0) == pytest.approx(np.pi / 4)
    assert polsby_popper(0.0, 0.0) == 0.0


def test_real_areas_have_the_known_number_of_neighbours():
    if not HSINCHU.exists():
        pytest.skip(f"no data at {HSINCHU}")
    areas = gpd.read_file(HSINCHU, layer="areas").to_crs(3826)
    found = find_adjacency(areas.geometry.to_numpy())
    assert (found.shared_length_m > 0.5).sum() == 6017
