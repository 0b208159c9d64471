import numpy as np
import pytest
import shapely

from gridgeo.domain.thresholds import Thresholds
from gridgeo.topology import barrier
from gridgeo.topology.homes import Homes
from gridgeo.topology.surroundings import Bars, Surroundings
from tests.support.views import box, view_of

X, Y = 500_000, 3_300_000


def line(*points):
    return shapely.LineString([(X + x, Y + y) for x, y in points])


def held(*shapes):
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def with_barriers(shapes, *barriers, **options):
    lines, kinds, ranks = zip(*barriers, strict=True)
    bars = Bars.find(held(*lines), np.array(kinds), np.array(ranks))
    return view_of(shapes, surroundings=Surroundings(bars=bars), **options)


RIVER = (line((400, -50), (400, 1050)), "water", 1)
WIDE = [box(0, 0, 1000, 1000)]


def test_a_grid_on_both_banks_is_found_once_with_the_ground_beyond():
    (one,) = barrier.find(with_barriers(WIDE, RIVER))
    assert one.codes == ("A",)
    assert one.geometry.length == pytest.approx(2 * 1000, rel=1e-3)
    assert one.fixes[0].area_m2 == pytest.approx(400_000, rel=1e-3)
    assert "河流" in one.zh


@pytest.mark.parametrize(("far", "excused"), [(0, True), (1140, True), (1160, False)])
def test_a_street_across_within_reach_excuses_it(far, excused):
    bridge = (line((300, far), (500, far)), "road", 3)
    river = (line((400, -50), (400, 2000)), "water", 1)
    assert (barrier.find(with_barriers(WIDE, river, bridge)) == []) is excused


def test_a_street_that_ends_at_the_bank_is_no_way_across():
    pier = (line((300, 500), (400, 500)), "road", 3)
    assert len(barrier.find(with_barriers(WIDE, RIVER, pier))) == 1


def test_a_border_along_the_river_or_beside_it_is_what_it_should_be():
    banks = [box(0, 0, 400, 1000), box(400, 0, 1000, 1000)]
    assert barrier.find(with_barriers(banks, RIVER)) == []
    beside = [box(0, 0, 409, 1000), box(409, 0, 1000, 1000)]
    assert barrier.find(with_barriers(beside, RIVER)) == []


def test_a_river_as_a_surface_parts_the_ground_too():
    surface = (box(380, -50, 420, 1050), "water", 1)
    (one,) = barrier.find(with_barriers(WIDE, surface))
    assert one.area_m2 == pytest.approx(40_000)


@pytest.mark.parametrize(
    ("kind", "rank", "found"), [("railway", 1, 1), ("road", 1, 1), ("road", 2, 0), ("wall", 1, 0)]
)
def test_railways_and_trunk_roads_part_the_ground_streets_and_walls_do_not(kind, rank, found):
    bar = (line((400, -50), (400, 1050)), kind, rank)
    assert len(barrier.find(with_barriers(WIDE, bar))) == found


def test_where_nobody_lives_beyond_nobody_has_to_get_across():
    def homes(*xs):
        points = shapely.points([(X + x, Y + 500) for x in xs])
        return Homes(np.asarray(points), np.full(len(xs), 7))

    assert barrier.find(with_barriers(WIDE, RIVER, homes=homes(600, 700))) == []
    (one,) = barrier.find(with_barriers(WIDE, RIVER, homes=homes(100, 600, 700)))
    assert one.households == 7
    assert one.fixes[0].households == 7


def test_three_banks_joined_by_one_bridge_leave_the_third():
    second = (line((700, -50), (700, 1050)), "railway", 1)
    bridge = (line((300, 500), (500, 500)), "road", 3)
    (one,) = barrier.find(with_barriers(WIDE, RIVER, second, bridge))
    assert one.fixes[0].area_m2 == pytest.approx(300_000, rel=1e-3)
    assert "铁路" in one.zh


def test_scraps_beyond_the_barrier_are_inexact_drawing():
    corner = (line((995, -50), (995, 1050)), "water", 1)
    assert barrier.find(with_barriers(WIDE, corner)) == []
    exact = Thresholds(barrier_part_m=1.0)
    assert len(barrier.find(with_barriers(WIDE, corner, thresholds=exact))) == 1


def test_pieces_on_both_banks_are_left_to_the_contiguity_rule():
    banks = shapely.MultiPolygon([box(0, 0, 390, 1000), box(410, 0, 1000, 1000)])
    assert barrier.find(with_barriers([banks], RIVER)) == []


def test_without_barriers_nothing_is_judged():
    assert barrier.find(view_of(WIDE)) == []
    assert barrier.find(view_of(WIDE, surroundings=Surroundings())) == []
