"""Days of patrols reckoned from their points: cleaned, cut into tracks, held against networks.

A day is reckoned as a whole, in one transaction: whoever is killed in the middle leaves what was
there, and who comes after does it anew. Nothing is lost, nothing counts twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import orjson
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from gridgeo.db.repositories import duty, patrol_days, patrol_ground, tracks
from gridgeo.db.repositories.duty import Duty
from gridgeo.db.repositories.grids import published_versions
from gridgeo.db.session import open_session
from gridgeo.geometry.crs import transform
from gridgeo.geometry.locator import Locator
from gridgeo.patrol.clean import Home, clean_tracks
from gridgeo.patrol.flags import HARMLESS, Flag, count_flags
from gridgeo.patrol.points import Floats, TrackPoints
from gridgeo.patrol.tracks import CHINA_OFFSET_S, Tracks, leg_lines, make_tracks, sum_located
from gridgeo.services.patrols.day_heat import heat_rows
from gridgeo.services.patrols.frame import WGS84, NetworkFrame, network_frame
from gridgeo.services.patrols.heat_months import store_stale_months
from gridgeo.services.patrols.packed_path import pack_paths
from gridgeo.services.patrols.rules import cleaning_rules

Progress = Callable[[int, int], None]
_SINCE = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class WalkedDay:
    """One local day: its tracks, and the names behind the numbers.

    Attributes
    ----------
    tracks : Tracks
        One a device; points of the neighbouring days are not in it.
    devices, workers : list of str
    crew : list of lists of str
        The workers of each track.
    duty : list of Duty
        Postings of the day.
    """

    tracks: Tracks
    devices: list[str]
    workers: list[str]
    crew: list[list[str]]
    duty: list[Duty]

    def of_network(self, network: str) -> NDArray[np.bool_]:
        """Say which tracks somebody walked who is posted to a network."""
        posted = {one.worker for one in self.duty if one.network == network}
        return np.array([not posted.isdisjoint(crew) for crew in self.crew], bool)


def day_span(day: date) -> tuple[datetime, datetime]:
    """Give the instants at which a local day begins and ends."""
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(seconds=CHINA_OFFSET_S)
    return begin, begin + timedelta(days=1)


def reckon_stale(engine: Engine, progress: Progress | None = None) -> int:
    """Reckon all days that wait, each in a transaction of its own; give how many were done.

    Then the heat of their months is made anew.
    """
    with open_session(engine) as session:
        waiting = patrol_days.stale_days(session)
    done = _reckon_each(engine, waiting, None, progress)
    store_stale_months(engine)
    return done


def reckon_period(
    engine: Engine, network: str, first: date, last: date, progress: Progress | None = None
) -> int:
    """Reckon the days of a period that are not up to date with a network's grids."""
    with open_session(engine) as session:
        frame = network_frame(session, network)
        waiting = patrol_days.open_days(session, network, frame.digest, first, last)
    return _reckon_each(engine, waiting, network, progress)


def _reckon_each(
    engine: Engine, days: list[date], network: str | None, progress: Progress | None
) -> int:
    done = 0
    for number, day in enumerate(days):
        if progress is not None:
            progress(number, len(days))
        with open_session(engine) as session:
            done += reckon_day(session, day, network)
    if progress is not None and days:
        progress(len(days), len(days))
    return done


def reckon_day(session: Session, day: date, network: str | None = None) -> bool:
    """Reckon one day for the networks whose people walked, or for one; the caller commits.

    Returns
    -------
    bool
        False where another one does it at this moment.
    """
    marks = patrol_days.take_day(session, day)
    if marks is None:
        return False
    walked = walk_day(session, day)
    present = sorted({one.network for one in walked.duty} & set(published_versions(session)))
    stale = marks[1] < marks[0] or network is None
    if stale:
        _store_day(session, day, marks[0], walked, present)
    chosen = set(present if stale else ()) | ({network} if network else set())
    for name in sorted(chosen):
        _store_network(session, day, marks[0], walked, network_frame(session, name))
    return True


def walk_day(session: Session, day: date) -> WalkedDay:
    """Read the points of a day and make its tracks."""
    begin, end = day_span(day)
    table = tracks.read_points(session, begin, end)
    postings = duty.postings_between(session, begin, end)
    frame = _common_frame(session, postings)
    points, devices, workers = _points(table)
    moved = (table["flags"].to_numpy() & Flag.GCJ02 > 0)[points.order] if len(points) else None
    if frame is None:
        return WalkedDay(_no_tracks(session), devices, workers, [], postings)
    rules = cleaning_rules(session)
    reach = rules.outside_m
    west, south, east, north = shapely.total_bounds(frame.polygons)

    def near(x: Floats, y: Floats) -> NDArray[np.bool_]:
        within: NDArray[np.bool_] = (
            (x >= west - reach) & (x <= east + reach) & (y >= south - reach) & (y <= north + reach)
        )
        return within

    clean = clean_tracks(
        points,
        frame.project,
        rules,
        now_s=datetime.now(UTC).timestamp(),
        near=near,
        home=_home(session, frame, postings, points, devices, workers),
        moved=moved,
    )
    made = make_tracks(clean)
    return WalkedDay(made, devices, workers, _crews(made, workers), postings)


def _common_frame(session: Session, postings: list[Duty]) -> NetworkFrame | None:
    """Take the metres of one network for the whole day; all of them cover the same district."""
    published = published_versions(session)
    names = sorted({one.network for one in postings} & set(published)) or sorted(published)
    return network_frame(session, names[0]) if names else None


def _no_tracks(session: Session) -> Tracks:
    empty = TrackPoints.of([], [], [], [], [])
    rules = cleaning_rules(session)
    clean = clean_tracks(empty, lambda lon, lat: (lon, lat), rules, now_s=0.0)
    return make_tracks(clean)


def _points(table: pa.Table) -> tuple[TrackPoints, list[str], list[str]]:
    if not table.num_rows:
        return TrackPoints.of([], [], [], [], []), [], []
    numbers, names = [], []
    for column in ("device", "worker_code"):
        words = table[column].combine_chunks()
        words = words.dictionary_decode().cast(pa.string()).dictionary_encode()
        sorted_names = sorted(words.dictionary.to_pylist())
        rank = {name: place for place, name in enumerate(sorted_names)}
        order = np.array([rank[name] for name in words.dictionary.to_pylist()], np.int32)
        numbers.append(order[words.indices.to_numpy()])
        names.append(sorted_names)
    plain = {name: table[name].to_numpy() for name in ("time_s", "lon", "lat")}
    accuracy = table["accuracy_m"].to_numpy(zero_copy_only=False).astype(np.float32)
    device, worker = numbers
    points = TrackPoints.of(device, worker, plain["time_s"], plain["lon"], plain["lat"], accuracy)
    return points, names[0], names[1]


def _home(
    session: Session,
    frame: NetworkFrame,
    postings: list[Duty],
    points: TrackPoints,
    devices: list[str],
    workers: list[str],
) -> Home | None:
    """Make what says whether a device is in a grid to which one of its workers is posted."""
    ids = sorted({one.grid_id for one in postings})
    shapes = patrol_ground.latest_shapes(session, ids)
    ids = [one for one in ids if one in shapes]
    if not ids or not devices:
        return None
    place = {one: number for number, one in enumerate(ids)}
    worker_number = {name: number for number, name in enumerate(workers)}
    carried = np.unique(np.column_stack([points.worker, points.device]), axis=0)
    by_worker: dict[int, list[int]] = {}
    for worker, device in carried.tolist():
        by_worker.setdefault(worker, []).append(device)
    posted = {
        device * len(ids) + place[one.grid_id]
        for one in postings
        if one.worker in worker_number and one.grid_id in place
        for device in by_worker.get(worker_number[one.worker], ())
    }
    keys = np.array(sorted(posted), np.int64)
    wkb = np.array([shapes[one] for one in ids], dtype=object)
    locator = Locator.build(transform(np.asarray(shapely.from_wkb(wkb)), WGS84, frame.crs))

    def home(device: NDArray[np.int32], x: Floats, y: Floats) -> NDArray[np.bool_]:
        point, grid = locator.locate_all(x, y)
        pair = device[point].astype(np.int64) * len(ids) + grid
        inside = np.zeros(len(x), bool)
        inside[point[np.isin(pair, keys)]] = True
        return inside

    return home


def _crews(made: Tracks, workers: list[str]) -> list[list[str]]:
    worker = made.clean.points.worker
    bounds = zip(made.first[:-1], made.first[1:], strict=True)
    return [[workers[i] for i in np.unique(worker[low:high])] for low, high in bounds]


def _store_day(
    session: Session, day: date, mark: int, walked: WalkedDay, networks: list[str]
) -> None:
    made = walked.tracks
    flags = made.clean.flags
    frame = _common_frame(session, walked.duty)
    heat = [] if frame is None else heat_rows(walked, frame, networks)
    rows = pd.DataFrame(
        {
            "day": day,
            "device": [walked.devices[i] for i in made.device],
            "workers": ["{" + ",".join(f'"{one}"' for one in crew) + "}" for crew in walked.crew],
            "points": np.diff(made.first),
            "used": _per_track(made.clean.used, made.first),
            "flags": [
                orjson.dumps(count_flags(flags[low:high])).decode()
                for low, high in zip(made.first[:-1], made.first[1:], strict=True)
            ],
            "mode": pd.array(np.where(made.modes() < 0, 0, made.modes()), "Int16"),
            "metres": made.length_m().round(1),
            "seconds": made.duration_s().round(1),
            "stops": _stops(made),
            **_ends(made),
            "path": [] if frame is None else patrol_days.hex_bytes(pack_paths(made, frame)),
        }
    )
    rows["mode"] = rows["mode"].mask(made.modes() < 0)
    columns = ["day", "network_code", "role", "hour", "cells"]
    table = pd.DataFrame([(day, *key, cells) for *key, cells in heat], columns=columns)
    table["cells"] = patrol_days.hex_bytes(table["cells"].tolist())
    patrol_days.replace_day(session, day, rows, table)
    counts = orjson.dumps(count_flags(flags)).decode()
    used = int(made.clean.used.sum())
    patrol_days.finish_day(session, day, mark, len(flags), used, counts)


def _store_network(
    session: Session, day: date, mark: int, walked: WalkedDay, frame: NetworkFrame
) -> None:
    made = walked.tracks
    mine = walked.of_network(frame.network)
    clean = made.clean
    lon_lat = _common_frame(session, walked.duty)
    x, y = clean.x, clean.y
    if lon_lat is not None and lon_lat.crs != frame.crs and len(x):
        x, y = frame.project(*lon_lat.unproject(x, y))
    owner = np.repeat(np.arange(len(made)), np.diff(made.first))
    grid = frame.locator.locate(x, y)
    grid[~mine[owner]] = -1
    found = sum_located(made, grid)
    sums = pd.DataFrame(
        {
            "day": day,
            "network_code": frame.network,
            "grid_id": frame.grid_ids[found.grid],
            "device": [walked.devices[i] for i in made.device[found.track]],
            "points": found.points,
            "rounds": found.rounds,
            "seconds": found.seconds.round(1),
            "metres": found.metres.round(1),
            "first_at": pd.to_datetime((found.first_s * 1000).round(), unit="ms", utc=True),
            "last_at": pd.to_datetime((found.last_s * 1000).round(), unit="ms", utc=True),
        }
    )
    passed = frame.coverage.pass_by(_segments(made, mine, x, y), frame.rules.radius_m)
    marks = {"ground": passed.cells, **passed.things}
    patrol_days.replace_network_day(session, day, frame.network, frame.digest, mark, sums, marks)


def _segments(made: Tracks, mine: NDArray[np.bool_], x: Floats, y: Floats) -> Floats:
    """Give the lines of the paths of some tracks."""
    track = np.searchsorted(made.first, made.path, side="right") - 1
    kept = mine[track] if len(track) else np.zeros(0, bool)
    path, leg = made.path[kept], made.leg[kept]
    return leg_lines(x[path], y[path], leg)


def _per_track(values: NDArray[np.generic], first: NDArray[np.int64]) -> NDArray[np.int64]:
    total = np.append(0, np.cumsum(values))
    sums: NDArray[np.int64] = total[first[1:]] - total[first[:-1]]
    return sums


def _stops(made: Tracks) -> NDArray[np.int64]:
    owner = np.searchsorted(made.first, made.stops()[:, 0], side="right") - 1
    return np.bincount(owner, minlength=len(made))


def _ends(made: Tracks) -> dict[str, object]:
    """Give the first and the last instant that counts of each track."""
    times = made.clean.points.time_s
    used = (made.clean.flags & ~np.int16(HARMLESS)) == 0
    first, last = np.full(len(made), np.nan), np.full(len(made), np.nan)
    owner = np.searchsorted(made.first, np.flatnonzero(used), side="right") - 1
    rows, starts = np.unique(owner, return_index=True)
    instants = times[used]
    first[rows] = instants[starts]
    last[rows] = instants[np.append(starts[1:], len(instants)) - 1] if len(rows) else []
    return {
        "first_at": pd.to_datetime(first * 1000, unit="ms", utc=True),
        "last_at": pd.to_datetime(last * 1000, unit="ms", utc=True),
    }
