import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridgeo.geometry.china_offsets import gcj02_from_wgs84
from gridgeo.patrol.flags import Flag, count_flags
from gridgeo.patrol.rules import PatrolRules
from tests.support import patrols


def flagged(clean, flag):
    return np.flatnonzero(clean.flags & flag)


@pytest.mark.parametrize("place", [(0, 0), (1, 1), (180, 90), (np.nan, 32), (181, 32)])
def test_coordinates_that_are_nowhere_are_junk(place):
    made = patrols.straight()
    made.lon[7], made.lat[7] = place
    clean = made.clean()
    assert flagged(clean, Flag.JUNK).tolist() == [7]
    assert clean.used.sum() == len(made.lon) - 1


def test_points_in_the_sea_lie_outside():
    made = patrols.straight()
    made.lon[5:], made.lat[5:] = 122.5, 30.0  # all from there on: no jump, a trip
    clean = made.clean(near=lambda x, y: np.abs(x - patrols.ORIGIN[0]) < 5000)
    assert flagged(clean, Flag.OUTSIDE).tolist() == list(range(5, len(made.lon)))


@pytest.mark.parametrize("second", [0.0, 4_070_908_800.0])  # 1970 and 2099
def test_a_clock_in_another_century_is_flagged(second):
    made = patrols.straight()
    made.time_s[3] = second
    clean = made.clean()
    assert clean.points.time_s[flagged(clean, Flag.CLOCK)].tolist() == [second]


def test_a_point_sent_twice_counts_once():
    made = patrols.straight()
    clean = (made + made.take(np.array([2, 2, 9]))).clean()
    assert count_flags(clean.flags) == {"duplicate": 3}
    assert clean.used.sum() == len(made.lon)


@pytest.mark.parametrize("own_devices", [False, True])
def test_five_team_members_with_one_shared_patrol_are_counted_once(own_devices):
    one = patrols.walked(seed=3)[0]
    team = one
    for member in range(1, 5):
        device = np.full(len(one.lon), member if own_devices else 0, np.int32)
        team = team + one.changed(worker=np.full(len(one.lon), member, np.int32), device=device)
    alone, together = one.clean(), team.clean()
    assert len(together.flags) == 5 * len(one.lon)
    assert together.used.sum() == alone.used.sum()
    assert count_flags(together.flags)["shared"] >= 4 * alone.used.sum()


def test_jumps_are_found_by_their_neighbours_and_nothing_else_is():
    made, _, heard = patrols.walked(seed=1, hours=8)
    clean = made.clean()
    found = np.zeros(len(heard.jump), bool)
    found[clean.points.order] = (clean.flags & (Flag.JUMP | Flag.INACCURATE | Flag.SPEED)) > 0
    assert heard.jump.sum() >= 3
    assert (found == (heard.jump & ~heard.junk)).mean() > 0.998


def test_a_jump_at_the_end_is_found_too():
    made = patrols.straight()
    made.lat[-1] += 0.01
    made.lat[0] += 0.01
    assert flagged(made.clean(), Flag.JUMP).tolist() == [0, len(made.lat) - 1]


def test_a_poor_position_does_not_count():
    made = patrols.straight()
    made.accuracy_m[4] = 80
    assert flagged(made.clean(), Flag.INACCURATE).tolist() == [4]
    assert not flagged(made.clean(PatrolRules(max_accuracy_m=100)), Flag.INACCURATE).size


@pytest.mark.parametrize(
    ("mode", "fastest", "counts"),
    [
        ("foot", 0, True),
        ("ebike", 0, False),
        ("ebike", 1, True),
        ("car", 1, False),
        ("car", 2, True),
    ],
)
def test_who_is_faster_than_the_mode_that_counts_does_not_count(mode, fastest, counts):
    clean = patrols.straight(3000, mode=mode).clean(PatrolRules(fastest=fastest))
    assert clean.used.mean() == float(counts)


def test_noise_of_points_a_second_apart_is_no_speed():
    clean = patrols.straight(600, every_s=1, noise_m=3).clean(PatrolRules(fastest=0))
    assert clean.used.mean() > 0.99


def test_a_telephone_on_a_desk_does_not_count_and_a_visit_does():
    rng = np.random.default_rng(0)
    desk = patrols.batch(np.arange(0, 9000, 20), rng.normal(0, 4, (450, 2)))
    visit = patrols.batch(np.arange(0, 1200, 20), rng.normal(0, 4, (60, 2)))
    assert desk.clean().used.sum() == 0
    assert visit.clean().used.all()


def shifted(made, rows):
    lon, lat = made.lon.copy(), made.lat.copy()
    lon[rows], lat[rows] = gcj02_from_wgs84(lon[rows], lat[rows])
    return made.changed(lon=lon, lat=lat)


@pytest.mark.parametrize("spans", [[(30, 60)], [(0, 40)], [(20, 35), (50, 84)]])
def test_a_device_that_switches_its_coordinates_is_moved_back(spans):
    made = patrols.straight(1000)
    rows = np.concatenate([np.arange(*span) for span in spans])
    clean = shifted(made, rows).clean()
    assert flagged(clean, Flag.GCJ02).tolist() == rows.tolist()
    assert clean.used.all()
    assert np.abs(clean.y - patrols.ORIGIN[1]).max() < 0.5


def test_a_device_that_always_reports_gcj02_is_known_by_where_its_worker_is_posted():
    made = patrols.walked(seed=2)[0]
    wrong = shifted(made, np.arange(len(made.lon)))

    def home(_, x, y):
        dx, dy = x - patrols.ORIGIN[0], y - patrols.ORIGIN[1]
        return (dx > -50) & (dx < 650) & (dy > -50) & (dy < 650)

    assert (wrong.clean(home=home).flags & Flag.GCJ02 > 0).mean() > 0.98
    assert not flagged(made.clean(home=home), Flag.GCJ02).size


def test_every_threshold_has_a_range_and_a_name():
    with pytest.raises(Exception, match="must be from 1 to 500"):
        PatrolRules(radius_m=0)
    with pytest.raises(Exception, match="did you mean 'radius_m'"):
        PatrolRules().changed({"radius": 3})


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(60)), st.integers(1, 59))
def test_late_and_repeated_batches_change_nothing(order, cut):
    made = patrols.walked(seed=5)[0].take(np.arange(60))
    rows = np.array(order)
    clean = made.clean()
    late = (made.take(rows[cut:]) + made.take(rows[:cut]) + made.take(rows[:cut])).clean()
    once = (late.flags & (Flag.DUPLICATE | Flag.SHARED)) == 0
    assert np.array_equal(late.flags[once], clean.flags)
    assert np.array_equal(late.points.time_s[once], clean.points.time_s)
