import numpy as np
import pytest
import shapely

from gridgeo.demo.walks import SAMPLE_S
from gridgeo.geometry.locator import Locator
from gridgeo.patrol.rules import PatrolRules
from gridgeo.patrol.tracks import make_tracks, sum_in_grids
from tests.support import patrols


def true_length(walk, heard):
    """Metres truly walked between received points; what happened in a gap nobody can know."""
    step = np.hypot(*np.diff(walk.xy, axis=0).T)
    kept = np.isin(walk.seconds, heard.seconds)
    return step[kept[1:] & kept[:-1]].sum()


def test_the_length_of_noisy_walks_is_true_to_five_percent():
    measured, true = [], []
    for seed in range(12):
        made, walk, heard = patrols.walked(seed=seed)
        measured.append(make_tracks(made.clean()).length_m().sum())
        true.append(true_length(walk, heard))
    assert sum(measured) == pytest.approx(sum(true), rel=0.05)
    assert np.array(measured) == pytest.approx(np.array(true), rel=0.1)


def test_one_hertz_for_a_week_is_as_long_as_it_was():
    week = [patrols.straight(900, every_s=1, noise_m=2.5, seed=day) for day in range(7)]
    made = week[0]
    for day, one in enumerate(week[1:], start=1):
        made = made + one.changed(time_s=one.time_s + 86400 * day)
    tracks = make_tracks(made.clean())
    assert len(tracks) == 7
    assert tracks.length_m() == pytest.approx(np.full(7, 900), rel=0.05)
    assert len(tracks.path) < 0.5 * len(made.lon)


def test_a_desk_has_no_length_and_no_time():
    rng = np.random.default_rng(1)
    desk = patrols.batch(np.arange(0, 9000, SAMPLE_S), rng.normal(0, 4, (450, 2)))
    tracks = make_tracks(desk.clean())
    assert tracks.length_m().sum() == tracks.duration_s().sum() == 0


def test_days_are_not_stitched_together_and_gaps_end_a_leg():
    first = patrols.straight(600)
    second = first.changed(time_s=first.time_s + 86400)
    late = first.changed(time_s=first.time_s + 3600)
    tracks = make_tracks((first + second + late).clean())
    assert len(tracks) == 2
    assert len(np.unique(tracks.leg)) == 3
    assert tracks.duration_s() == pytest.approx([1000, 500], abs=25)
    assert tracks.length_m() == pytest.approx([1200, 600], rel=0.02)


@pytest.mark.parametrize(("mode", "number"), [("foot", 0), ("ebike", 1), ("car", 2)])
def test_the_mode_of_a_track_is_told(mode, number):
    assert make_tracks(patrols.straight(4000, mode=mode).clean()).modes().tolist() == [number]


def test_stops_are_where_somebody_stood():
    there = patrols.straight(300)
    stand = patrols.batch(np.arange(260, 860, 10), np.tile([300.0, 0.0], (60, 1)))
    on = patrols.straight(300)
    on = on.changed(time_s=on.time_s + 870, lon=on.lon + (there.lon[-1] - on.lon[0]))
    tracks = make_tracks((there + stand + on).clean())
    (stop,) = tracks.stops()
    begin, end = tracks.clean.points.time_s[stop] - patrols.MORNING_S
    assert begin == pytest.approx(250, abs=30)
    assert end == pytest.approx(865, abs=30)


def strips():
    x, y = patrols.ORIGIN
    return Locator.build(
        np.array([shapely.box(x + 250 * k, y - 100, x + 250 * k + 250, y + 100) for k in range(4)])
    )


def test_time_and_length_are_shared_out_to_the_grids_that_were_walked():
    tracks = make_tracks(patrols.straight(1000).clean())
    found = sum_in_grids(tracks, strips())
    assert found.grid.tolist() == [0, 1, 2, 3]
    assert found.metres.sum() == pytest.approx(1000, rel=0.02)
    assert found.seconds == pytest.approx(np.full(4, 208), abs=12)


def test_a_second_round_needs_an_hour_away():
    one = patrols.straight(1000)
    made = one + one.changed(time_s=one.time_s + 1800) + one.changed(time_s=one.time_s + 7200)
    found = sum_in_grids(make_tracks(made.clean(PatrolRules(round_s=60))), strips())
    assert found.rounds.tolist() == [2, 2, 2, 2]
