from itertools import pairwise

import numpy as np
import shapely

from gridgeo.demo.frame import METRIC_CRS


def test_every_kind_and_rank_of_barrier_is_there(district):
    barriers = district.barriers
    assert set(barriers["kind"]) == {"road", "water", "railway", "wall"}
    assert set(barriers.loc[barriers["kind"] == "road", "rank"]) == {1, 2, 3, 4, 5}
    assert barriers.geometry.geom_type.eq("LineString").all()
    assert barriers.geometry.is_valid.all()


def test_inner_community_borders_run_along_barriers_vertex_by_vertex(district):
    """Most borders between urban communities follow a street, the river or the railway."""
    areas = district.areas
    urban = areas[(areas["level"] == "community") & (areas["setting"] == "urban")]
    barriers = district.barriers[district.barriers["kind"] != "wall"]
    known = {
        tuple(sorted(edge))
        for line in barriers.geometry
        for edge in _edges(shapely.get_coordinates(line))
    }
    shared = _shared_edges([shapely.get_coordinates(shape) for shape in urban.geometry])
    followed = np.mean([edge in known for edge in shared])
    assert len(shared) > 100
    assert followed > 0.95


def test_a_bridge_carries_a_street_over_the_river(district):
    barriers = district.barriers.to_crs(METRIC_CRS)
    river = shapely.union_all(barriers.loc[barriers["kind"] == "water"].geometry.to_numpy())
    streets = barriers.loc[barriers["kind"] == "road"].geometry.to_numpy()
    touching = shapely.distance(streets, river) < 0.01
    near = (shapely.distance(streets, river) < 60) & ~touching
    assert touching.sum() >= 2  # a bridge is a street that reaches the middle from both banks
    assert near.sum() > touching.sum()  # the others end at the bank


def test_streets_of_one_name_lie_on_one_line(district):
    roads = district.barriers[district.barriers["kind"] == "road"].to_crs(METRIC_CRS)
    assert roads["name"].str.fullmatch(r".{2}(大道|路|街|巷)").all()
    for _, pieces in roads.groupby("name"):
        if len(pieces) > 1:
            lines = list(pieces.geometry)
            gaps = [min(a.distance(b) for b in lines if b is not a) for a in lines]
            assert max(gaps) < 100  # the river's width at most


def _edges(points):
    return [(tuple(a), tuple(b)) for a, b in pairwise(points)]


def _shared_edges(rings):
    seen = {}
    for ring in rings:
        for edge in _edges(ring):
            seen[tuple(sorted(edge))] = seen.get(tuple(sorted(edge)), 0) + 1
    return [edge for edge, count in seen.items() if count == 2]
