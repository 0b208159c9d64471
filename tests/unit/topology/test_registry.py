import numpy as np
import pytest
from pyproj import CRS

from gridgeo.domain.errors import BadInputError
from gridgeo.topology import crossing, misplaced, nesting, shift
from gridgeo.topology.registry import RULES, TITLES_ZH, check
from gridgeo.topology.view import NetworkView
from tests.support.views import box, view_of


def test_every_rule_has_a_chinese_title():
    assert set(TITLES_ZH) == {*RULES, nesting.RULE, crossing.RULE, shift.RULE, misplaced.RULE}


def test_errors_come_first_and_the_largest_of_a_rule_before_the_others():
    shapes = [
        box(0, 0, 100, 100),
        box(90, 0, 200, 100),
        box(195, 0, 300, 50),
        box(195, 50, 300, 100),
    ]
    found = check(view_of(shapes))
    assert [one.rule for one in found[:3]] == ["overlap"] * 3
    assert found[0].area_m2 > found[1].area_m2


def test_only_the_rules_that_were_asked_for_run():
    view = view_of([box(0, 0, 100, 100), box(90, 0, 200, 100)], codes=("", "1"))
    assert {one.rule for one in check(view, ["code"])} == {"code"}


def test_an_unknown_rule_is_named():
    with pytest.raises(BadInputError, match="no rule 'overlaps'"):
        check(view_of([box(0, 0, 1, 1)]), ["overlaps"])


def test_a_network_without_grids_has_a_gap_where_it_should_be():
    (one,) = check(view_of([], boundary=box(0, 0, 10, 10)))
    assert (one.rule, one.area_m2) == ("gap", pytest.approx(100.0))
    assert check(view_of([])) == []


def test_degrees_are_refused():
    with pytest.raises(BadInputError, match="not in true metres"):
        NetworkView("n", (), np.empty(0, dtype=object), CRS.from_epsg(4326))


def test_two_checks_of_one_network_say_the_same():
    shapes = [box(0, 0, 100, 100), box(90, 0, 200, 100), box(300, 0, 310, 10)]
    first, second = check(view_of(shapes)), check(view_of(shapes))
    assert [one.record() for one in first] == [one.record() for one in second]
