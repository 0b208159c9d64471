import json
from datetime import date

import pytest

from gridgeo.domain.errors import BadInputError
from gridgeo.services.accepted_file import read_accepted, set_apart
from gridgeo.services.network_report import report_of
from gridgeo.topology.registry import check
from gridgeo.topology.tiers import Tiers
from tests.support.views import box, view_of

TODAY = date(2026, 3, 1)
HEAD = "id,area_m2,households,reason,by,until\n"


def report(width=110, limit=100):
    view = view_of([box(0, 0, width, 100)], boundary=box(0, 0, limit, 100))
    return report_of(Tiers.of(view, overlay=False), check(view), view.crs)


@pytest.fixture
def accept(tmp_path):
    def write(line, name="accepted.csv"):
        path = tmp_path / name
        path.write_text(line if name.endswith("json") else HEAD + line + "\n", encoding="utf-8")
        return read_accepted(path)

    return write


def test_an_accepted_finding_stands_apart(accept):
    (outside,) = report().findings
    lines = accept(f"{outside.id},1000,,河对岸的泵站,李四,")
    after = set_apart(report(), lines, TODAY)
    assert (after.findings, [one.id for one in after.accepted]) == ([], [outside.id])


def test_what_a_check_wrote_can_be_given_back_as_json(accept):
    (outside,) = report().findings
    record = {**outside.record(), "reason": "泵站", "by": "李四"}
    for content in ([record], {"accepted": [record]}):
        lines = accept(json.dumps(content), "accepted.json")
        assert set_apart(report(), lines, TODAY).findings == []


@pytest.mark.parametrize(
    ("width", "area", "until", "open_"),
    [(110, 1000, "", 0), (130, 1000, "", 1), (110, 1000, "2026-03-01", 1), (110, 100, "", 1)],
)
def test_it_holds_while_the_fault_does_not_grow_and_the_day_has_not_come(
    accept, width, area, until, open_
):
    (outside,) = report().findings
    lines = accept(f"{outside.id},{area},,x,y,{until}")
    assert len(set_apart(report(width), lines, TODAY).findings) == open_


def test_an_exception_of_a_fault_that_is_gone_does_nothing(accept):
    lines = accept("0123456789abcdef,5,,x,y,")
    after = set_apart(report(), lines, TODAY)
    assert ([one.rule for one in after.findings], after.accepted) == (["outside"], ())


def test_there_is_no_exception_from_a_gap(accept):
    (gap,) = report(90).findings
    assert gap.rule == "gap"
    lines = accept(f"{gap.id},1000,,x,y,")
    with pytest.raises(BadInputError, match="no exception from the rule 'gap'"):
        set_apart(report(90), lines, TODAY)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (",5,,x,y,", "Line 1 .* has no 'id'"),
        ("a,5,,,y,", "has no 'reason'"),
        ("a,5,,x, ,", "has no 'by'"),
        ("a,,,x,y,", "has no 'area_m2'"),
        ("a,wide,,x,y,", "cannot be read"),
        ("a,nan,,x,y,", "cannot be read"),
        ("a,5,many,x,y,", "cannot be read"),
        ("a,5,,x,y,soon", "cannot be read"),
    ],
)
def test_a_line_that_cannot_be_meant_is_named(accept, line, message):
    with pytest.raises(BadInputError, match=message):
        accept(line)


@pytest.mark.parametrize("content", ["{}", "[1]", "nothing", '{"accepted": 5}'])
def test_a_file_of_another_kind_is_refused(accept, content):
    with pytest.raises(BadInputError, match="no list of accepted findings"):
        accept(content, "accepted.json")
