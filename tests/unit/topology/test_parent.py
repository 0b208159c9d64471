import numpy as np
import pytest

from gridgeo.topology.tiers import Tiers, check_tiers
from tests.support.views import box, view_of

SHAPES = {
    "B1": box(0, 0, 100, 100),
    "B2": box(100, 0, 200, 100),
    "M1": box(10, 10, 50, 90),
}
KINDS = np.array(["base", "base", "micro"], dtype=object)


def nesting(parent, micro=SHAPES["M1"]):
    view = view_of(
        {**SHAPES, "M1": micro},
        kinds=KINDS,
        parents=np.array([None, None, parent], dtype=object),
    )
    return [
        one for one in check_tiers(Tiers.of(view, overlay=False), None) if one.rule == "nesting"
    ]


def test_a_micro_grid_in_the_base_grid_that_it_names_is_sound():
    assert nesting("B1") == []


def test_a_micro_grid_in_another_base_grid_than_it_names_is_found():
    (one,) = nesting("B2")
    assert one.codes == ("M1", "B2", "B1")
    assert one.area_m2 == pytest.approx(40 * 80)
    assert [fix.action for fix in one.fixes] == ["clip", "rename_parent"]
    assert one.fixes[1].codes == ("M1", "B1")


def test_a_base_grid_that_is_not_there_is_named():
    (one,) = nesting("B9")
    assert one.codes == ("M1", "B9", "B1")


def test_a_micro_grid_that_leaves_its_parent_is_found_with_what_leaves():
    (one,) = nesting("B1", box(50, 0, 120, 100))
    assert one.codes == ("M1", "B1", "B2")
    assert one.area_m2 == pytest.approx(2000)


def test_a_strip_thinner_than_a_sliver_is_inexact_drawing():
    assert nesting("B1", box(50, 0, 102, 100)) == []


@pytest.mark.parametrize("nothing", [None, ""])
def test_where_none_is_named_any_base_grid_will_do(nothing):
    assert nesting(nothing) == []
    (one,) = nesting(nothing, box(50, 0, 120, 100))
    assert one.codes == ("M1", "B1", "B2")
