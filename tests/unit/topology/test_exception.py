from dataclasses import replace

import pytest
import shapely

from gridgeo.domain.enums import Severity
from gridgeo.topology.exception import Extent, FindingException, excuses
from gridgeo.topology.finding import Finding
from gridgeo.topology.registry import NEVER_EXCEPTED

FOUND = Finding(
    *("nesting", Severity.ERROR, ("n",), ("1", "2"), shapely.Point(), 1000.0, 9.0, 50, "", "", "x")
)
GRANTED = FindingException(1, "x", "nesting", frozenset({"1", "2"}), 1000.0, 50)


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({}, True),
        ({"area_m2": 1100.9}, True),
        ({"area_m2": 1101.1}, False),
        ({"area_m2": 1.0, "households": 0}, True),
        ({"households": 55}, True),
        ({"households": 56}, False),
        ({"codes": ("1", "2", "3")}, False),
        ({"codes": ("1",)}, False),
        ({"rule": "crossing"}, False),
    ],
)
def test_an_exception_holds_while_the_fault_does_not_grow_or_change(change, holds):
    assert excuses(GRANTED, Extent.of(replace(FOUND, **change))) is holds


@pytest.mark.parametrize(("count", "holds"), [(90, True), (82, True), (80, False), (100, False)])
def test_a_count_may_neither_rise_nor_fall(count, holds):
    found = replace(FOUND, rule="band", codes=("1",), households=count)
    granted = replace(GRANTED, rule="band", codes=frozenset({"1"}), households=90)
    assert excuses(granted, Extent.of(found)) is holds


@pytest.mark.parametrize("rule", sorted(NEVER_EXCEPTED))
def test_ground_and_people_of_nobody_are_never_excused(rule):
    assert not excuses(replace(GRANTED, rule=rule), Extent.of(replace(FOUND, rule=rule)))
