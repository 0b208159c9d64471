from dataclasses import replace

import numpy as np
import pytest
import shapely

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.shapes import object_array
from gridgeo.topology.incremental import recheck, start_check
from gridgeo.topology.registry import check
from gridgeo.topology.surroundings import Footprints, Surroundings
from tests.support.views import box, homes_at, view_of

ROW = [box(100 * i, 0, 100 * i + 100, 100) for i in range(6)]


def with_polygon(view, row, polygon):
    polygons = view.polygons.copy()
    polygons[row] = polygon
    return replace(view, polygons=polygons)


def rules(state):
    return [one.rule for one in state.findings]


def test_a_new_fault_is_found_and_goes_when_it_is_mended():
    view = view_of(ROW)
    clean = start_check(view)
    wide = with_polygon(view, 2, box(200, 0, 310, 100))
    faulty = recheck(clean, wide, ["C"])
    mended = recheck(faulty, with_polygon(wide, 2, ROW[2]), ["C"])
    assert (rules(clean), rules(faulty), rules(mended)) == ([], ["overlap"], [])


def test_the_old_state_stays_as_it_was():
    view = view_of(ROW)
    before = start_check(with_polygon(view, 2, box(200, 0, 310, 100)))
    recheck(before, view, ["C"])
    assert rules(before) == ["overlap"]


def test_faults_elsewhere_are_taken_over_as_they_are():
    view = with_polygon(view_of(ROW), 0, box(0, 0, 110, 100))
    before = start_check(view)
    after = recheck(before, with_polygon(view, 4, box(400, 0, 510, 100)), ["E"])
    assert rules(after) == ["overlap", "overlap"]
    assert before.findings[0] in after.findings


def test_a_removed_grid_leaves_a_gap_with_the_ids_of_a_full_check():
    cells = [
        box(100 * i, 100 * j, 100 * i + 100, 100 * j + 100) for j in range(3) for i in range(3)
    ]
    view = view_of(cells)
    left = view_of(dict(zip("ABCDFGHI", np.delete(cells, 4), strict=True)))
    after = recheck(start_check(view), left, ["E"])
    assert [(one.rule, one.id) for one in after.findings] == [
        (one.rule, one.id) for one in check(left)
    ]
    assert rules(after) == ["gap"]


def test_a_gap_closed_from_afar_is_seen():
    """A bay that a new grid closes lies far beyond the new grid."""
    bay = [box(0, 0, 100, 900), box(100, 0, 200, 100), box(200, 0, 300, 900)]
    view = view_of(bay)
    closed = view_of([*bay, box(100, 800, 200, 900)])
    after = recheck(start_check(view), closed, ["D"])
    assert {one.rule for one in after.findings} >= {"gap"}
    assert [one.id for one in after.findings] == [one.id for one in check(closed)]


def test_changed_households_change_the_band_alone():
    view = view_of(ROW, households=np.full(6, 400), band=HouseholdBand())
    counts = np.array([400, 400, 900, 400, 400, 400])
    after = recheck(start_check(view), replace(view, households=counts), ["C"])
    assert [(one.rule, one.codes) for one in after.findings] == [("band", ("C",))]
    assert after.findings[0].households == 900


def test_an_edge_mismatch_in_two_places_stays_one_finding():
    """A and the grids above share a border with loose vertices at both its ends."""
    floor = box(0, 0, 400, 100)
    roof = shapely.Polygon(
        [(x + 500_000, y + 3_300_000) for x, y in [(0, 100), (50, 100), (350, 100), (400, 100)]]
        + [(500_400, 3_300_200), (500_000, 3_300_200)]
    )
    side = box(400, 0, 500, 200)
    view = view_of([floor, roof, side])
    moved = view_of([floor, roof, box(400, 0, 520, 200)])
    after = recheck(start_check(view), moved, ["C"])
    assert [(one.rule, one.codes, one.geometry.length) for one in after.findings] == [
        (one.rule, one.codes, one.geometry.length) for one in check(moved)
    ]


def test_only_the_chosen_rules_run():
    state = start_check(view_of(ROW), ["gap"])
    view = with_polygon(view_of(ROW), 2, box(200, 0, 310, 100))
    assert recheck(state, view, ["C"]).findings == ()


def test_a_new_grid_that_is_not_named_is_refused():
    state = start_check(view_of(ROW))
    with pytest.raises(BadInputError, match="must be named"):
        recheck(state, view_of([*ROW, box(600, 0, 700, 100)]), ["A"])


def test_grids_without_a_code_of_their_own_are_refused():
    with pytest.raises(BadInputError, match="code of their own"):
        start_check(view_of(ROW, codes=("A", "A", "B", "C", "D", "E")))


@pytest.mark.parametrize("shape", [None, shapely.Polygon(), box(5000, 0, 5100, 100)])
def test_a_grid_that_loses_its_ground_and_gets_it_back(shape):
    view = view_of(ROW, boundary=box(0, 0, 600, 100))
    state = start_check(view)
    for polygon in (shape, ROW[1]):
        view = with_polygon(view, 1, polygon)
        state = recheck(state, view, ["B"])
        assert [one.id for one in state.findings] == [one.id for one in check(replace(view))]
    assert state.findings == ()


def test_all_grids_can_go_and_come_back():
    view, frame = view_of(ROW, boundary=box(0, 0, 600, 100)), box(0, 0, 600, 100)
    names = list(view.codes)
    bare = recheck(start_check(view), view_of({}, boundary=frame), names)
    assert [(one.rule, one.codes) for one in bare.findings] == [("gap", ())]
    assert recheck(bare, view, names).findings == ()


def told(findings):
    return [(one.id, one.codes, one.households, one.en) for one in findings]


def test_homes_follow_the_grids_that_go_and_come_back():
    homes = homes_at((50, 50), (150, 50), (150, 4000))
    view = view_of(ROW, homes=homes)
    state, names = start_check(view, ["uncovered"]), list(view.codes)
    assert [(one.codes, one.households) for one in state.findings] == [(("B",), 10)]
    for after in (view_of({}, homes=homes), view):
        state = recheck(state, after, names)
        assert told(state.findings) == told(check(replace(after), ["uncovered"]))
    assert [one.codes for one in state.findings] == [("B",)]


def test_a_distant_home_passes_to_a_grid_that_comes_nearer():
    view = view_of(ROW, homes=homes_at((250, 900)))
    state = start_check(view, ["uncovered"])
    nearer = with_polygon(view, 5, box(500, 0, 600, 800))
    after = recheck(state, nearer, ["F"])
    again = recheck(after, view, ["F"])
    assert [one.findings[0].codes for one in (state, after, again)] == [("C",), ("F",), ("C",)]
    assert [len(one.findings) for one in (state, after, again)] == [1, 1, 1]


def test_a_home_that_comes_to_lie_in_two_grids_is_told_and_forgotten():
    view = view_of(ROW, homes=homes_at((305, 50), (250, 50)))
    state = start_check(view, ["doubly_covered"])
    wide = recheck(state, with_polygon(view, 2, box(200, 0, 310, 100)), ["C"])
    assert [(one.codes, one.households) for one in wide.findings] == [(("C", "D"), 10)]
    assert recheck(wide, view, ["C"]).findings == ()


def test_a_building_is_cut_by_the_border_that_moves_into_it():
    houses = Footprints(("t1", "t2"), object_array([box(210, 20, 240, 40), box(380, 20, 420, 40)]))
    view = view_of(ROW, surroundings=Surroundings(buildings=houses))
    state = start_check(view, ["cut"])
    wide = with_polygon(view, 1, box(100, 0, 225, 100))
    moved = with_polygon(wide, 2, box(225, 0, 300, 100))
    after = recheck(state, moved, ["B", "C"])
    assert [one.codes for one in state.findings] == [("D", "E")]
    assert sorted(one.codes for one in after.findings) == [("B", "C"), ("D", "E")]
    assert told(after.findings) == told(check(replace(moved), ["cut"]))
    assert told(recheck(after, view, ["B", "C"]).findings) == told(state.findings)


def test_faults_in_one_place_keep_the_ids_of_a_full_check():
    """Two gaps within some metres at the same grids: the larger has the plain id."""
    left, right = box(0, 0, 100, 100), box(100, 0, 200, 100)
    holes = [(98, 20, 102, 24), (98, 28, 102, 30)]

    def pierced(which):
        shapes = [left, right]
        for number in which:
            shapes = [shapely.difference(shape, box(*holes[number])) for shape in shapes]
        return view_of(shapes)

    state = start_check(pierced([1]))
    for which in ([0, 1], [0], [0, 1], [1]):
        view = pierced(which)
        state = recheck(state, view, ["A", "B"])
        assert [one.id for one in state.findings] == [one.id for one in check(view)]
        assert len({one.id for one in state.findings}) == len(which)
