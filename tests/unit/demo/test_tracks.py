import numpy as np
import pandas as pd
import pytest
from pyproj import Transformer

from gridgeo.demo import make_tracks
from gridgeo.demo.frame import METRIC_CRS
from gridgeo.demo.walks import receive, walk_past

COLUMNS = ["worker_code", "device", "recorded_at", "accuracy_m", "lon", "lat"]


@pytest.fixture(scope="module")
def month(district):
    batches = list(make_tracks(district))
    points = pd.concat([batch.points for batch in batches], ignore_index=True)
    return points, pd.concat([batch.days for batch in batches], ignore_index=True)


def test_points_have_the_canonical_columns_and_lie_in_june(month):
    points, _ = month
    assert list(points.columns) == COLUMNS
    assert (
        points["recorded_at"]
        .dt.tz_convert("Asia/Shanghai")
        .dt.strftime("%Y-%m")
        .eq("2025-06")
        .all()
    )
    assert len(points) > 300_000


def test_the_truth_counts_what_was_recorded(month):
    points, days = month
    assert days["points"].sum() == len(points)
    assert (
        days["duplicates"].sum()
        == points.duplicated(["worker_code", "device", "recorded_at"]).sum()
    )
    degrees = list(zip(points["lon"], points["lat"], strict=True))
    nowhere = sum(point in {(0.0, 0.0), (1.0, 1.0), (180.0, 90.0)} for point in degrees)
    assert 0 < days["junk"].sum() <= nowhere  # a junk point may have been sent twice
    assert nowhere <= days["junk"].sum() + days["duplicates"].sum()


def test_members_of_a_team_report_the_same_points(district, month):
    points, days = month
    team = days.loc[days["mode"] == "team", "worker_code"].unique()
    assert len(team) == 5
    tracks = [
        points.loc[points["worker_code"] == worker].drop(columns="worker_code").to_numpy()
        for worker in team
    ]
    assert all(np.array_equal(track, tracks[0]) for track in tracks[1:])


def test_a_desk_phone_walks_nowhere_though_its_points_scatter(month):
    points, days = month
    desk = days[days["mode"] == "desk"]
    assert len(desk) > 10
    assert desk["length_m"].eq(0).all()
    scattered = points.loc[points["worker_code"] == desk["worker_code"].iloc[0], "lon"]
    assert scattered.nunique() > 100


def test_a_walker_stays_near_the_grid(district, month):
    points, days = month
    worker = days.loc[days["mode"] == "foot", "worker_code"].iloc[5]
    grid = district.postings.set_index("worker_code").loc[worker, "grid_code"]
    shape = district.present_grids("zongzhi").set_index("code").to_crs(METRIC_CRS).geometry[grid]
    mine = points[(points["worker_code"] == worker) & (points["lon"].between(114, 116))]
    mover = Transformer.from_crs("EPSG:4326", METRIC_CRS, always_xy=True)
    x, y = mover.transform(mine["lon"], mine["lat"])
    west, south, east, north = shape.bounds
    near = (x > west - 30) & (x < east + 30) & (y > south - 30) & (y < north + 30)
    assert near.mean() > 0.98


def test_a_workers_track_does_not_depend_on_who_else_is_asked_for(district):
    worker = district.postings["worker_code"].iloc[3]
    alone = next(make_tracks(district, workers=[worker]))
    among = next(batch for batch in make_tracks(district) if batch.days["worker_code"][0] == worker)
    pd.testing.assert_frame_equal(alone.points, among.points)


def test_the_true_length_is_the_length_of_the_true_path():
    rng = np.random.default_rng(1)
    walk = walk_past(rng.uniform(0, 300, (20, 2)), "foot", 3.0, rng)
    sampled = np.hypot(*np.diff(walk.xy, axis=0).T).sum()
    # Sampling every 20 s cuts corners, so the chain is a little shorter, never longer.
    assert 0.9 * walk.length_m < sampled <= walk.length_m + 1e-6


def test_noise_makes_a_walk_longer_than_it_was():
    rng = np.random.default_rng(2)
    walk = walk_past(rng.uniform(0, 300, (20, 2)), "foot", 3.0, rng)
    heard = receive(walk, rng)
    assert np.hypot(*np.diff(heard.xy, axis=0).T).sum() > 1.1 * walk.length_m


def test_one_place_alone_is_no_walk():
    walk = walk_past(np.array([[5.0, 7.0]]), "foot", 1.0, np.random.default_rng(0))
    assert walk.length_m == 0
    assert (walk.xy == [5.0, 7.0]).all()
