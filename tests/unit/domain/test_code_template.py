"""Codes from templates, as cities write them."""

import pytest

from gridgeo.domain.code_template import CodeTemplate
from gridgeo.domain.errors import BadInputError, RefusedError

AREA = "110105001003"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{area}{serial:3}", "110105001003001"),
        ("{area:12}{serial:3}", "110105001003001"),
        ("{area:6}WG{area:9}{serial:5}", "110105WG11010500100001"),
        ("{area:12}00000{serial:3}", "11010500100300000001"),
    ],
)
def test_the_first_code_of_a_community(text: str, code: str) -> None:
    assert CodeTemplate(text).next_codes(AREA, 1, set()) == [code]


def test_used_codes_are_passed_over() -> None:
    template = CodeTemplate("{area}-{serial:2}")
    used = {f"{AREA}-01", f"{AREA}-03", "another"}
    assert template.next_codes(AREA, 3, used) == [f"{AREA}-02", f"{AREA}-04", f"{AREA}-05"]


def test_the_remaining_codes_are_counted() -> None:
    template = CodeTemplate("{area}{serial:2}")
    assert template.remaining(AREA, [f"{AREA}07", f"{AREA}07", f"{AREA}123", "x"]) == 98


def test_a_community_that_runs_out_is_refused() -> None:
    template = CodeTemplate("{area}{serial:1}")
    assert len(template.next_codes(AREA, 9, set())) == 9
    with pytest.raises(RefusedError, match="only 8 left"):
        template.next_codes(AREA, 9, {f"{AREA}5"})


def test_a_short_community_code_is_refused() -> None:
    with pytest.raises(BadInputError, match="fewer than the 12"):
        CodeTemplate("{area:12}{serial:3}").next_codes("A18", 1, set())


@pytest.mark.parametrize(
    "text",
    [
        "{serial:3}",
        "{area}",
        "{area}{serial}",
        "{area}{serial:0}",
        "{serial:3}{area}",
        "{area}{serial:2}{serial:3}",
        "{area}{town}{serial:3}",
        "{area} {serial:3}",
    ],
)
def test_a_template_that_cannot_work_is_refused(text: str) -> None:
    with pytest.raises(BadInputError, match="template"):
        CodeTemplate(text)
