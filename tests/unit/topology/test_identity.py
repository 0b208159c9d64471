from dataclasses import replace

import numpy as np
import pytest

from gridgeo.topology.identity import Known, keep_ids
from gridgeo.topology.registry import check
from tests.support.views import box, view_of


def known(findings):
    held = np.empty(len(findings), dtype=object)
    held[:] = [one.geometry for one in findings]
    return Known(
        np.array([one.id for one in findings], dtype=object),
        np.array([one.rule for one in findings], dtype=object),
        tuple(frozenset(one.codes) for one in findings),
        held,
    )


GROUND = box(0, 0, 400, 100)


def with_gap(x0, x1, **more):
    shapes = {"A": box(0, 0, x0, 100), "B": box(x1, 0, 400, 100), **more}
    return check(view_of(shapes, boundary=box(0, 0, 400, 100)), ["gap"])


@pytest.mark.parametrize("step", np.linspace(0.0, 9.0, 10))
def test_a_gap_that_an_edit_moves_a_little_keeps_its_id(step):
    """The coarse place in a fresh id flips at some step; the kept one does not."""
    before = with_gap(100, 140)
    (after,) = keep_ids(with_gap(100 + step, 140 + step), known(before))
    assert after.id == before[0].id


def test_a_gap_whose_neighbour_was_split_keeps_its_id():
    before = with_gap(100, 140)
    halves = {"B": box(140, 0, 400, 50), "B2": box(140, 50, 400, 100)}
    shapes = {"A": box(0, 0, 100, 100), **halves}
    fresh = check(view_of(shapes, boundary=box(0, 0, 400, 100)), ["gap"])
    (after,) = keep_ids(fresh, known(before))
    assert fresh[0].id != before[0].id == after.id
    assert after.codes == ("A", "B", "B2")


def test_another_gap_of_the_same_grids_gets_an_id_of_its_own():
    before = with_gap(100, 140)
    (after,) = keep_ids(with_gap(200, 240), known(before))
    assert after.id != before[0].id


def test_another_rule_or_other_grids_at_the_place_are_another_fault():
    before = with_gap(100, 140)
    (renamed,) = check(
        view_of(
            {"X": box(0, 0, 100, 100), "Y": box(140, 0, 400, 100)}, boundary=box(0, 0, 400, 100)
        ),
        ["gap"],
    )
    assert keep_ids([renamed], known(before)) == [renamed]
    other = replace(before[0], rule="overlap", id="new")
    assert keep_ids([other], known(before)) == [other]


@pytest.mark.parametrize(("before", "after"), [(101, 110), (110, 101)])
def test_a_sliver_that_grows_and_a_gap_that_shrinks_keep_their_id(before, after):
    rules = ["gap", "sliver"]
    first, then = (
        check(view_of([box(0, 0, 100, 100), box(x, 0, 400, 100)], boundary=GROUND), rules)
        for x in (before, after)
    )
    assert first[0].rule != then[0].rule
    (kept,) = keep_ids(then, known([replace(first[0], id="known")]))
    assert kept.id == "known"


def test_each_known_fault_is_found_at_most_once():
    before = with_gap(100, 200)
    parts = with_gap(100, 200, C=box(145, 0, 155, 100))
    after = keep_ids(parts, known(before))
    assert len(after) == 2
    assert [one.id for one in after].count(before[0].id) == 1


def test_without_a_past_nothing_changes():
    found = with_gap(100, 140)
    assert keep_ids(found, known([])) == found
    assert keep_ids([], known(found)) == []
