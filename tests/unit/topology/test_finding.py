import numpy as np
import pytest
import shapely

from gridgeo.domain.enums import Severity
from gridgeo.topology.finding import Finding, Fix, finding_id, mean_width_m, tell_apart


def test_an_id_does_not_depend_on_the_order_of_networks_and_codes():
    assert finding_id("overlap", ["a", "b"], ["1", "2"]) == finding_id("overlap", "ba", "21")


def test_an_id_tells_rules_networks_codes_and_places_apart():
    ids = {
        finding_id("overlap", ["n"], ["1", "2"]),
        finding_id("gap", ["n"], ["1", "2"]),
        finding_id("gap", ["m"], ["1", "2"]),
        finding_id("gap", ["n"], ["12"]),
        finding_id("gap", ["n", "1"], ["2"]),
        finding_id("gap", ["n"], ["1", "2"], (120.0, 30.0)),
        finding_id("gap", ["n"], ["1", "2"], (120.001, 30.0)),
    }
    assert len(ids) == 7


def test_an_id_survives_a_move_of_a_few_centimetres():
    near = finding_id("gap", ["n"], ["1"], (120.00002, 30.00002))
    assert near == finding_id("gap", ["n"], ["1"], (120.0000203, 30.0000198))


@pytest.mark.parametrize(
    ("long", "short"), [(100.0, 3.0), (50.0, 50.0), (1000.0, 0.001), (200.0, 1e-6)]
)
def test_the_mean_width_of_a_rectangle_is_its_short_side(long, short):
    width = mean_width_m(np.array([shapely.box(0, 0, long, short)]))
    assert width[0] == pytest.approx(short, rel=1e-5)


def test_the_mean_width_of_a_disc_is_the_side_of_its_square():
    disc = shapely.Point(0, 0).buffer(10, quad_segs=64)
    assert mean_width_m(np.array([disc]))[0] == pytest.approx(disc.area**0.5)


def test_lines_points_and_nothing_have_no_width():
    shapes = np.array([shapely.LineString([(0, 0), (9, 0)]), shapely.Point(1, 1), shapely.Point()])
    assert mean_width_m(shapes).tolist() == [0.0, 0.0, 0.0]


def test_a_record_holds_plain_values_only():
    fix = Fix("give_to", ("1",), "划归 1", "Give it to 1", households=3, area_m2=2.0)
    one = Finding(
        "gap",
        Severity.ERROR,
        ("n",),
        ("1",),
        shapely.Point(),
        2.0,
        1.0,
        None,
        "空白",
        "gap",
        "x",
        (fix,),
    )
    record = one.record()
    assert record["severity"] == "error"
    assert record["codes"] == ["1"]
    assert record["fixes"] == [
        {
            "action": "give_to",
            "codes": ["1"],
            "zh": "划归 1",
            "en": "Give it to 1",
            "households": 3,
            "area_m2": 2.0,
        }
    ]
    assert "geometry" not in record


def test_faults_with_one_id_are_told_apart_whatever_their_order():
    def fault(area):
        ground = shapely.box(0, 0, area, 1)
        return Finding("gap", Severity.ERROR, ("n",), ("1",), ground, area, 1.0, None, "", "", "x")

    small, large = fault(1.0), fault(9.0)
    first, second = tell_apart([small, large]), tell_apart([large, small])
    assert [one.area_m2 for one in first] == [1.0, 9.0]
    assert first[1].id == "x"
    assert {one.id for one in first} == {one.id for one in second}
    assert len({one.id for one in first}) == 2
