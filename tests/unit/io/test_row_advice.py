import pytest

from gridgeo.io.row_advice import in_chinese, words_for

REASONS = [
    ("is missing", "缺失"),
    ("is not between 0 and 100", "不在 0 到 100 之间"),
    ("is none of: base, micro", "不是可用的值（base, micro）"),
    ("is no day such as 2027-06-01", "不是日期"),
    ("is no grid of the network", "不是本网络的网格"),
    ("is no Polygon or MultiPolygon", "图形类型不是 Polygon 或 MultiPolygon"),
    ("is no shape in WKT", "不是 WKT 图形"),
    ("is no number", "不是数字"),
    ("has 3 cells where the heading has 5", "有 3 格，而表头有 5 格"),
    ("is invalid: Self-intersection[1 2]", "图形无效（Self-intersection[1 2]）"),
    ("is not among the buildings", "在已有的楼栋中找不到"),
]


@pytest.mark.parametrize(("reason", "zh"), REASONS)
def test_a_reason_is_said_in_chinese_too(reason, zh):
    assert in_chinese(reason) == zh
    assert words_for(reason).advice != "Correct the value."


def test_an_unknown_reason_stays_as_it_is():
    assert in_chinese("went astray") == "went astray"
    assert words_for("went astray").advice_zh == "请改正该值。"
