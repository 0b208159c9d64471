"""What a walked day gave, written in place of what was there: tracks, heat, sums by grid."""

from datetime import date

import numpy as np
import orjson
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories import patrol_days
from gridgeo.patrol.flags import HARMLESS, count_flags
from gridgeo.patrol.points import Floats
from gridgeo.patrol.tracks import Tracks, leg_lines, sum_located
from gridgeo.services.patrols.day_heat import heat_rows
from gridgeo.services.patrols.frame import NetworkFrame
from gridgeo.services.patrols.packed_path import pack_paths
from gridgeo.services.patrols.walk_day import WalkedDay, common_frame


def store_day(
    session: Session, day: date, mark: int, walked: WalkedDay, networks: list[str]
) -> None:
    """Store the tracks and the heat of a day, reckoned up to a mark, for some networks."""
    made = walked.tracks
    flags = made.clean.flags
    frame = common_frame(session, walked.duty)
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


def store_network(
    session: Session, day: date, mark: int, walked: WalkedDay, frame: NetworkFrame
) -> None:
    """Store what the grids of a network got of a day: sums by track, and what was passed."""
    made = walked.tracks
    mine = walked.of_network(frame.network)
    clean = made.clean
    lon_lat = common_frame(session, walked.duty)
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
