import numpy as np

from gridgeo.topology.tiers import Tiers, check_tiers, ground_tier
from tests.support.views import box, view_of

BASE = [box(0, 0, 100, 100), box(100, 0, 200, 100)]


def kinds(*words):
    return np.array(words, dtype=object)


def found(shapes, words, *, overlay=False, rules=None, **options):
    view = view_of(shapes, kinds=kinds(*words), **options)
    return [(one.rule, one.codes) for one in check_tiers(Tiers.of(view, overlay), rules)]


def test_micro_grids_in_their_base_grids_are_sound():
    micro = [box(0, 0, 50, 100), box(50, 0, 100, 100)]
    assert (
        found(BASE + micro, ["base", "base", "micro", "micro"], boundary=box(0, 0, 200, 100)) == []
    )


def test_a_micro_grid_that_leaves_its_base_grid_is_found():
    micro = [box(50, 0, 150, 100)]
    assert found(BASE + micro, ["base", "base", "micro"]) == [("nesting", ("C", "A", "B"))]


def test_micro_grids_must_not_overlap_each_other():
    micro = [box(0, 0, 60, 100), box(50, 0, 100, 100)]
    assert found(BASE + micro, ["base", "base", "micro", "micro"]) == [("overlap", ("C", "D"))]


def test_dedicated_grids_lie_over_the_base_grids_only_where_the_network_says_so():
    tower = [box(80, 0, 120, 50)]
    words = ["base", "base", "dedicated"]
    assert found(BASE + tower, words, overlay=True) == []
    assert {rule for rule, _ in found(BASE + tower, words)} == {"dedicated"}


def test_a_code_is_shared_across_tiers_too():
    micro = [box(0, 0, 50, 100)]
    codes = ("1", "2", "1")
    assert found(BASE + micro, ["base", "base", "micro"], codes=codes) == [("code", ("1",))]


def test_only_the_chosen_rules_run_on_every_tier():
    micro = [box(0, 0, 60, 100), box(50, 0, 150, 100)]
    words = ["base", "base", "micro", "micro"]
    assert found(BASE + micro, words, rules=["overlap"]) == [("overlap", ("C", "D"))]


def test_a_network_of_one_kind_is_one_tier():
    assert ground_tier(kinds("micro", "micro"), False, 2).tolist() == [0, 1]
    assert found(BASE, ["micro", "micro"], boundary=box(0, 0, 210, 100)) == [("gap", ("B",))]


def test_bare_strips_between_micro_grids_are_no_slivers():
    strip = box(0, 0, 100, 100).difference(box(49, 10, 51, 90))
    micro = [strip.intersection(box(0, 0, 50, 100)), strip.intersection(box(50, 0, 100, 100))]
    words = ["base", "base", "micro", "micro"]
    assert found(BASE + micro, words) == []
    assert found(micro, ["base", "base"], rules=["sliver"]) == [("sliver", ("A", "B"))]
