import numpy as np
import pytest
import shapely

from gridgeo.topology import divided
from gridgeo.topology.homes import Homes
from gridgeo.topology.registry import check
from gridgeo.topology.surroundings import Bars, Surroundings
from tests.support.views import box, view_of

X, Y = 500_000, 3_300_000
WIDE = [box(0, 0, 1000, 1000)]


def line(*points):
    return shapely.LineString([(X + x, Y + y) for x, y in points])


def with_barriers(shapes, *barriers, **options):
    lines, kinds, ranks = zip(*barriers, strict=True)
    held = np.empty(len(lines), dtype=object)
    held[:] = lines
    kinds = np.array(kinds)
    around = Surroundings(
        bars=Bars.find(held, kinds, np.array(ranks)), walls=Bars.walls(held, kinds)
    )
    return view_of(shapes, surroundings=around, **options)


RIVER = (line((400, -500), (400, 2000)), "water", 1)
WALL = (line((400, -50), (400, 1050)), "wall", 1)


def rules_of(view):
    return [one.rule for one in check(view, ["contiguity", "barrier", "divided"])]


def bridge(north):
    return (line((300, north), (500, north)), "road", 3)


def test_a_wall_without_a_gate_divides_a_grid():
    (one,) = divided.find(with_barriers(WIDE, WALL))
    assert one.codes == ("A",)
    assert one.area_m2 == pytest.approx(400_000, rel=1e-3)
    assert one.fixes[0].area_m2 == one.area_m2
    assert "围墙" in one.zh
    assert "a wall divides it into 2 parts" in one.en


@pytest.mark.parametrize(
    ("north", "found"), [(500, []), (1005, []), (1100, ["divided"]), (1200, ["barrier"])]
)
def test_a_bridge_beside_the_grid_satisfies_the_planner_but_not_who_walks(north, found):
    assert rules_of(with_barriers(WIDE, RIVER, bridge(north))) == found


def test_a_street_through_a_wall_is_a_gate_and_a_wall_in_a_ring_has_one():
    assert divided.find(with_barriers(WIDE, WALL, bridge(500))) == []
    ring = shapely.LinearRing(shapely.get_coordinates(box(300, 300, 700, 700)))
    campus = (shapely.LineString(ring), "wall", 1)
    assert divided.find(with_barriers(WIDE, campus)) == []


def test_pieces_that_meet_in_a_corner_are_divided_but_reported_once():
    corner = shapely.MultiPolygon([box(0, 0, 400, 400), box(400, 400, 1000, 1000)])
    view = view_of([corner])
    (one,) = divided.divisions(view)
    assert (one.parts, one.causes) == (2, ("corner",))
    assert one.beyond.area == pytest.approx(160_000)
    assert rules_of(view) == ["contiguity"]
    apart = shapely.MultiPolygon([box(0, 0, 300, 400), box(400, 400, 1000, 1000)])
    assert divided.divisions(view_of([apart]))[0].causes == ("apart",)


def test_the_side_where_most_people_live_is_the_one_that_is_walked():
    def homes(*xs):
        points = shapely.points([(X + x, Y + 500) for x in xs])
        return Homes(np.asarray(points), np.full(len(xs), 7))

    (one,) = divided.divisions(with_barriers(WIDE, RIVER, homes=homes(100, 200, 600)))
    assert one.households == 7
    assert one.beyond.area == pytest.approx(600_000, rel=1e-3)
    assert divided.divisions(with_barriers(WIDE, RIVER, homes=homes(100, 200))) == []


def test_three_banks_joined_by_one_bridge_are_two_parts():
    second = (line((700, -50), (700, 1050)), "railway", 1)
    (one,) = divided.divisions(with_barriers(WIDE, RIVER, second, bridge(500)))
    assert (one.parts, one.causes) == (2, ("railway",))
    assert one.beyond.area == pytest.approx(300_000, rel=1e-3)


def test_without_barriers_a_grid_of_one_piece_is_whole():
    assert divided.divisions(view_of(WIDE)) == []
    assert divided.divisions(view_of(WIDE, surroundings=Surroundings())) == []
