import numpy as np
import pytest
import shapely

from gridgeo.geometry.shared_counts import NOWHERE, SharedCounts
from gridgeo.topology.crosswalk import cross
from gridgeo.topology.crosswalk_matrix import matrices
from gridgeo.topology.crosswalk_rows import Side
from tests.support.views import box


def side(name, communities=None, **shapes):
    polygons = np.empty(len(shapes), dtype=object)
    polygons[:] = list(shapes.values())
    return Side(name, tuple(shapes), polygons, communities)


def counts(table):
    pairs = sorted(table)
    first, second = np.array(pairs, dtype=np.intp).T
    return SharedCounts(first, second, np.array([table[pair] for pair in pairs], dtype=np.int64))


A = side("a", ("north", "north", "south"), A1=box(0, 0, 100, 100), A2=box(100, 0, 200, 100),
         A3=box(200, 0, 300, 100))  # fmt: skip
B = side("b", B1=box(0, 0, 150, 100), B2=box(150, 0, 300, 100))
HOMES = counts({(0, 0): 300, (1, 0): 60, (1, 1): 140, (2, 1): 400, (2, NOWHERE): 7})


def by_pair(walk):
    return {(row.a, row.b): row for row in walk.rows}


def test_agreement_in_all_and_by_community_with_the_least_first():
    walk = cross(A, B, HOMES)
    assert walk.households == 907
    assert walk.agreement == pytest.approx(700 / 907)
    assert [(one.community, one.households, one.same) for one in walk.communities] == [
        ("north", 500, 300),
        ("south", 407, 400),
    ]


def test_communities_add_up_to_the_whole_of_network_a():
    walk = cross(A, B, HOMES)
    assert sum(one.households for one in walk.communities) == 907
    assert sum(one.same for one in walk.communities) == round(walk.agreement * 907)


def test_the_pair_with_most_households_that_change_hands_stands_first():
    walk = cross(A, B, HOMES)
    assert [(row.a, row.b) for row in walk.worst] == [("A2", "B2"), ("A2", "B1"), ("A3", "")]


def test_persons_are_shared_beside_households():
    persons = counts({(0, 0): 900, (1, 0): 100, (1, 1): 300})
    row = by_pair(cross(A, B, HOMES, persons))["A2", "B1"]
    assert (row.persons, row.persons_share_of_a, row.persons_share_of_b) == (100, 0.25, 0.1)
    assert row.households_share_of_a == pytest.approx(0.3)


def test_without_counts_the_match_goes_by_ground():
    walk = cross(A, B)
    same = {pair for pair, row in by_pair(walk).items() if row.same}
    assert len(same) == 2
    assert ("A1", "B1") in same
    assert walk.agreement is None
    assert walk.communities == []


def test_ground_of_neither_is_told():
    walk = cross(A, side("b", B1=box(0, 0, 250, 100)))
    row = by_pair(walk)["A3", ""]
    assert (row.kind, row.area_m2, row.share_of_a) == ("outside", pytest.approx(5000), 0.5)


def test_matrices_keep_communities_apart_and_fit_on_a_page():
    walk = cross(A, B, HOMES)
    made = matrices(walk)
    assert [(one.community, one.a, one.b) for one in made] == [
        ("north", ("A1", "A2"), ("B1", "B2")),
        ("south", ("A3",), ("B2", "")),
    ]
    assert made[0].cells["A2", "B1"].households == 60
    assert ("A1", "B2") not in made[0].cells


def test_matrices_hold_every_household_once():
    walk = cross(A, B, HOMES)
    for rows, columns in ((24, 14), (1, 14), (24, 1), (2, 2)):
        made = matrices(walk, rows, columns)
        assert all(len(one.a) <= rows and len(one.b) <= columns for one in made)
        total = sum(row.households for one in made for row in one.cells.values())
        assert total == walk.households


def test_a_grid_that_nobody_meets_has_no_ground_to_share():
    walk = cross(A, side("far", F=box(9000, 0, 9100, 100)))
    assert {row.kind for row in walk.rows} == {"outside"}
    assert shapely.area(walk.laid.first_bare).tolist() == pytest.approx([10_000] * 3)
