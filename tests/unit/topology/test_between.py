import numpy as np
import pytest
import shapely

from gridgeo.domain.enums import Relation
from gridgeo.topology.between import check_relation, without_dedicated
from tests.support.related_views import BASE, base, micro
from tests.support.views import box


@pytest.mark.parametrize(
    ("relation", "rules"),
    [
        (Relation.NESTS_IN, {"nesting"}),
        (Relation.WHOLE_GRIDS_OF, {"crossing"}),
        (Relation.SAME_AS, {"nesting", "crossing"}),
        (Relation.FREE, set()),
    ],
)
def test_a_relation_chooses_the_rules(relation, rules):
    shifted = micro(box(20, 0, 110, 100), box(110, 0, 200, 100))
    assert {one.rule for one in check_relation(shifted, base(), relation)} == rules


def test_the_same_network_is_the_same():
    assert check_relation(micro(*BASE.values()), base(), Relation.SAME_AS) == []


def test_same_as_looks_both_ways():
    halves = micro(box(0, 0, 50, 100), box(50, 0, 100, 100), BASE["B2"])
    (one,) = check_relation(halves, base(), Relation.SAME_AS)
    assert (one.rule, one.codes[0]) == ("crossing", "B1")


def test_dedicated_grids_that_are_cut_out_break_no_relation():
    tower = box(40, 40, 60, 60)
    rest = shapely.difference(BASE["B1"], tower)
    kinds = np.array(["base", "base", "dedicated"], dtype=object)
    cut = micro(rest, BASE["B2"], tower, kinds=kinds)
    assert check_relation(cut, base(), Relation.SAME_AS)
    assert check_relation(*without_dedicated(cut, base()), Relation.SAME_AS) == []
