import numpy as np
import shapely

from gridgeo.topology.misplaced import Misplaced, find
from tests.support.views import box, view_of

FOUR = [box(i * 100, 0, i * 100 + 100, 100) for i in range(4)]


def misplaced(*rows: tuple[float, int, str, str, float]) -> Misplaced:
    x, households, stated, here, away = (np.array(values) for values in zip(*rows, strict=True))
    points = np.asarray(shapely.points(500_000 + x, 3_300_000 + 50.0))
    return Misplaced(points, households, stated.astype(object), here.astype(object), away)


def test_each_pair_of_communities_is_said_once():
    found = find(
        view_of(FOUR),
        misplaced((50, 2, "甲社区", "乙社区", 10.0), (150, 5, "甲社区", "乙社区", 1234.0),
                  (250, 1, "丙社区", "", 20.0)),
    )  # fmt: skip
    assert [(one.codes, one.households) for one in found] == [(("C",), 1), (("A", "B"), 7)]
    assert found[1].zh == (
        "地址写明在甲社区的 7 户（2 处住址）位于乙社区，最远在该社区外 1,234 米。"
    )
    assert "不在任何社区内" in found[0].zh
    assert len({one.id for one in found}) == 2


def test_where_they_lie_is_told_to_a_hundred_metres():
    (one,) = find(view_of(FOUR), misplaced((12.5, 1, "甲", "乙", 10.0)))
    assert not one.geometry.intersects(shapely.Point(500_012.5, 3_300_050))


def test_none_are_no_finding():
    assert find(view_of(FOUR), misplaced((12.5, 1, "甲", "乙", 10.0)).__class__(
        *(np.array([], dtype=object) for _ in range(5))
    )) == []  # fmt: skip
