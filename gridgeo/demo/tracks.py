"""A month of patrol tracks, worker by worker, with the truth of what was walked.

June 2025, on its 21 working days. District size gives about five million points, so they come as
an iterator of one batch a worker and are never all in memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import shapely

from gridgeo.demo.chance import stream
from gridgeo.demo.district import District
from gridgeo.demo.frame import METRIC_CRS, Floats, to_degrees
from gridgeo.demo.people import TEAM_SIZE
from gridgeo.demo.walks import JUNK, Reception, Walk, receive, walk_past

_DAYS = pd.bdate_range("2025-06-02", "2025-06-30", tz="Asia/Shanghai")
_MODES = ("desk", "ebike", "car")


@dataclass(frozen=True, slots=True)
class TrackBatch:
    """One worker's month.

    ``points`` has the canonical columns of track points. ``days`` is the truth, one row a day:
    worker_code, day, mode (foot, ebike, car, desk, team), length_m (truly walked), points, jumps,
    junk, duplicates, gap_s.
    """

    points: pd.DataFrame
    days: pd.DataFrame


def make_tracks(
    district: District, *, seed: int | None = None, workers: list[str] | None = None
) -> Iterator[TrackBatch]:
    """Make the month's tracks of all workers with a grid of 综治, and of the teams of 城管.

    Parameters
    ----------
    district : District
        What `gridgeo.demo.make_district` made.
    seed : int, optional
        The district's own when left out. A worker's tracks do not depend on who else is asked for.
    workers : list of str, optional
        Codes of those wanted; all by default.

    Notes
    -----
    The members of a team carry one device: each of the five reports the same points. Among the
    workers one in forty leaves the telephone on a desk, rides an e-bike, or drives.
    """
    seed = district.seed if seed is None else seed
    places = _places_by_grid(district)
    for number, (worker, network, grid, team) in enumerate(_assignments(district)):
        if workers is not None and worker not in workers:
            continue
        mode = "team" if team else _mode(number)
        device = f"T{team:04d}" if team else f"D{worker[1:]}"
        rng = stream(seed, f"track {device}")
        yield _month(worker, device, mode, places[network, grid], rng)


def _assignments(district: District) -> list[tuple[str, str, str, int]]:
    """List worker, network, grid (the first one posted to) and team number (0 for none)."""
    posted = district.postings.drop_duplicates("worker_code")
    walkers = posted[posted["role"].isin(["worker", "team"])]
    rows = []
    members = 0
    columns = (walkers[name] for name in ("worker_code", "network_code", "grid_code", "role"))
    for worker, network, grid, role in zip(*columns, strict=True):
        members += int(role == "team")
        team = (members - 1) // TEAM_SIZE + 1 if role == "team" else 0
        rows.append((worker, network, grid, team))
    return rows


def _mode(number: int) -> str:
    """Say how a worker moves: of forty, one each is a desk phone, an e-bike and a car."""
    return _MODES[number // 10 % 4] if number % 10 == 7 and number // 10 % 4 < 3 else "foot"


def _places_by_grid(district: District) -> dict[tuple[str, str], Floats]:
    """Find the middles of the buildings in each grid, in metres; its own where it has none."""
    grids = district.grids[district.grids["network_code"].isin(["zongzhi", "chengguan"])]
    shapes = grids.geometry.to_crs(METRIC_CRS).to_numpy()
    middles = shapely.centroid(district.buildings.geometry.to_crs(METRIC_CRS).to_numpy())
    grid, building = shapely.STRtree(middles).query(shapes, predicate="contains")
    order = np.lexsort((building, grid))
    grid, building = grid[order], building[order]
    xy = shapely.get_coordinates(middles)
    own = shapely.get_coordinates(shapely.point_on_surface(shapes))
    keys = zip(grids["network_code"], grids["code"], strict=True)
    bounds = np.searchsorted(grid, np.arange(len(grids) + 1))
    return {
        key: xy[building[low:high]] if high > low else own[index : index + 1]
        for index, (key, (low, high)) in enumerate(zip(keys, pairwise(bounds), strict=True))
    }


def _month(
    worker: str, device: str, mode: str, places: Floats, rng: np.random.Generator
) -> TrackBatch:
    heard, starts, days = [], [], []
    for day in _DAYS:
        if rng.random() < 0.06:  # on leave
            continue
        some = rng.permutation(len(places))[: int(rng.integers(14, 30))]
        how = "foot" if mode == "team" else mode
        walk = walk_past(places[some], how, rng.uniform(2.1, 3.2), rng)
        reception = receive(walk, rng)
        heard.append(reception)
        minute = int(rng.integers(500, 560))  # of the local day: from 8:20 to 9:20
        starts.append(int(day.timestamp()) + 60 * minute)
        days.append(_truth(worker, day, mode, walk, reception))
    return TrackBatch(_points(worker, device, starts, heard, rng), pd.DataFrame(days))


def _points(
    worker: str, device: str, starts: list[int], heard: list[Reception], rng: np.random.Generator
) -> pd.DataFrame:
    """Put days together; points sent twice follow at the end of what their day sent."""
    degrees = to_degrees(np.concatenate([day.xy for day in heard]))
    junk = np.concatenate([day.junk for day in heard])
    degrees[junk] = JUNK[rng.integers(len(JUNK), size=int(junk.sum()))]
    seconds = np.concatenate(
        [start + day.seconds for start, day in zip(starts, heard, strict=True)]
    )
    table = pd.DataFrame(
        {
            "worker_code": worker,
            "device": device,
            "recorded_at": pd.to_datetime(np.round(seconds * 1000), unit="ms", utc=True),
            "accuracy_m": np.round(np.concatenate([day.accuracy_m for day in heard]), 1),
            "lon": degrees[:, 0],
            "lat": degrees[:, 1],
        }
    )
    first = np.cumsum([0] + [len(day.seconds) for day in heard])
    order = np.concatenate(
        [
            np.r_[low:high, low + day.again]
            for (low, high), day in zip(pairwise(first), heard, strict=True)
        ]
    )
    return table.iloc[order].reset_index(drop=True)


def _truth(
    worker: str, day: pd.Timestamp, mode: str, walk: Walk, heard: Reception
) -> dict[str, object]:
    return {
        "worker_code": worker,
        "day": day.date(),
        "mode": mode,
        "length_m": round(walk.length_m, 1),
        "points": len(heard.seconds) + len(heard.again),
        "jumps": int(heard.jump.sum()),
        "junk": int(heard.junk.sum()),
        "duplicates": len(heard.again),
        "gap_s": heard.gap_s,
    }
