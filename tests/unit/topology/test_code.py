import pytest

from gridgeo.domain.code_template import CodeTemplate
from gridgeo.domain.enums import Severity
from gridgeo.topology import code
from gridgeo.topology.code_scheme import CodeScheme
from gridgeo.topology.registry import may_be_excepted
from tests.support.views import box, view_of

SHAPES = [box(i * 10, 0, i * 10 + 10, 10) for i in range(3)]


def find(*codes, **scheme):
    return code.find(view_of(SHAPES, codes=codes, scheme=CodeScheme(**scheme)))


def test_codes_against_the_scheme_are_warned_of():
    (one,) = find(
        "1101001",
        "1101x02",
        "1101003",
        template=CodeTemplate("{area:4}{serial:3}"),
        area_codes=(None,) * 3,
    )
    assert (one.codes, one.severity) == (("1101x02",), Severity.WARNING)
    assert "{area:4}{serial:3}" in one.zh
    assert may_be_excepted(one.rule, one.severity)


def test_a_code_of_another_community_is_against_the_scheme():
    areas = ("110100", "110200", None)
    found = find(
        "1101001",
        "1101002",
        "9999003",
        template=CodeTemplate("{area:4}{serial:3}"),
        area_codes=areas,
    )
    assert [one.codes for one in found] == [("1101002",)]


def test_a_code_of_a_grid_that_ended_is_an_error():
    (one,) = find("1", "2", "3", retired=frozenset({"2", "7"}))
    assert (one.codes, one.severity) == (("2",), Severity.ERROR)
    assert not may_be_excepted(one.rule, one.severity)


def test_faults_of_one_code_have_ids_of_their_own():
    found = find(
        "2",
        "2",
        "3",
        retired=frozenset({"2"}),
        template=CodeTemplate("{area:4}{serial:3}"),
        area_codes=(None,) * 3,
    )
    assert [one.severity.value for one in found] == ["error", "error", "warning", "warning"]
    assert len({one.id for one in found}) == 4


@pytest.mark.parametrize(
    ("template", "text", "fits"),
    [
        ("{area}{serial:3}", "110199001001001", True),
        ("{area}{serial:3}", "001", False),
        ("{area:6}-{serial:2}", "110199-01", True),
        ("{area:6}-{serial:2}", "110199.01", False),
        ("W{area:2}{serial:2}", "w1101", False),
    ],
)
def test_a_template_says_whether_a_code_follows_it(template, text, fits):
    assert CodeTemplate(template).fits(text) is fits
