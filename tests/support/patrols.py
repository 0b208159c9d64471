"""Walks with a known truth, and what bad receivers, desks, teams and cars make of them."""

from dataclasses import dataclass

import numpy as np
import pyproj

from gridgeo.demo.walks import SPEED_M_S, receive, walk_past
from gridgeo.patrol.clean import CleanTracks, clean_tracks
from gridgeo.patrol.points import TrackPoints
from gridgeo.patrol.rules import PatrolRules

METRIC = pyproj.CRS.from_proj4(
    "+proj=tmerc +lat_0=0 +lon_0=114.9 +k=1 +x_0=500000 +y_0=0 +datum=WGS84 +units=m"
)
_MOVE = pyproj.Transformer.from_crs(4326, METRIC, always_xy=True)
ORIGIN = np.array(_MOVE.transform(114.9, 32.0))  # near the demo's own place
MORNING_S = 1_748_826_000.0  # 2025-06-02 09:00 in China
SIDE_M = 600.0


def project(lon, lat):
    x, y = _MOVE.transform(lon, lat)
    return np.where(np.isfinite(x), x, np.nan), np.where(np.isfinite(y), y, np.nan)


def degrees(xy):
    return _MOVE.transform(*np.asarray(xy).T, direction="INVERSE")


@dataclass
class Batch:
    """Points of one device as lists that can be spoilt; ``xy`` are metres from `ORIGIN`."""

    device: np.ndarray
    worker: np.ndarray
    time_s: np.ndarray
    lon: np.ndarray
    lat: np.ndarray
    accuracy_m: np.ndarray

    def __add__(self, other):
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return Batch(*(np.concatenate(pair) for pair in pairs))

    def changed(self, **columns):
        return Batch(**(vars(self) | columns))

    def take(self, rows):
        return Batch(*(column[rows] for column in vars(self).values()))

    def points(self):
        return TrackPoints.of(
            self.device, self.worker, self.time_s, self.lon, self.lat, self.accuracy_m
        )

    def clean(self, rules=None, **options) -> CleanTracks:
        now_s = options.pop("now_s", MORNING_S + 30 * 86400)
        return clean_tracks(self.points(), project, rules or PatrolRules(), now_s=now_s, **options)


def batch(seconds, xy, device=0, worker=0, accuracy_m=5.0):
    """Make points of times after nine in the morning and metres from `ORIGIN`."""
    lon, lat = degrees(np.asarray(xy, float) + ORIGIN)
    count = len(lon)
    return Batch(
        np.full(count, device, np.int32),
        np.full(count, worker, np.int32),
        MORNING_S + np.asarray(seconds, float),
        lon,
        lat,
        np.full(count, accuracy_m, np.float32),
    )


def places(seed=0, count=25):
    return np.random.default_rng(seed).uniform(0, SIDE_M, (count, 2))


def walked(seed=0, mode="foot", hours=2.5, device=0, worker=0):
    """Give a noisy patrol, the true walk and what was received: jumps, junk and gaps."""
    rng = np.random.default_rng(seed)
    walk = walk_past(places(seed), mode, hours, rng)
    heard = receive(walk, rng)
    made = batch(heard.seconds, heard.xy, device, worker)
    made.accuracy_m[:] = heard.accuracy_m
    made.lon[heard.junk], made.lat[heard.junk] = 0.0, 0.0
    return made, walk, heard


def straight(length_m=1000.0, every_s=10.0, mode="foot", noise_m=0.0, seed=0, **who):
    """Walk straight to the east."""
    seconds = np.arange(0, length_m / SPEED_M_S[mode] + 1e-9, every_s)
    xy = np.column_stack([seconds * SPEED_M_S[mode], np.zeros(len(seconds))])
    noise = np.random.default_rng(seed).normal(0, noise_m, xy.shape) if noise_m else 0.0
    return batch(seconds, xy + noise, **who)
