"""Coverage of the grids of a file as a table, blind spots and a summary."""

from collections.abc import Mapping
from datetime import date, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.patrol.clean import CleanTracks
from gridgeo.patrol.coverage import CoverageFrame, Passed
from gridgeo.patrol.days import GridDays
from gridgeo.patrol.flags import count_flags
from gridgeo.patrol.points import Floats
from gridgeo.patrol.rules import PatrolRules
from gridgeo.patrol.schedule import DayCount
from gridgeo.patrol.tracks import InGrids, Tracks
from gridgeo.services.grid_file import GridFile


def coverage_table(
    codes: NDArray[np.object_],
    days: GridDays,
    count: DayCount,
    frame: CoverageFrame,
    shares: Mapping[str, Floats],
) -> pd.DataFrame:
    """Give a row a grid, in the order of the file."""
    columns: dict[str, object] = {
        "grid_code": codes,
        "days": count.days,
        "days_due": count.due,
        "met": count.met,
        "rounds": days.rounds.sum(axis=0),
        "minutes": np.round(days.seconds.sum(axis=0) / 60, 1),
        "distance_m": np.round(days.metres.sum(axis=0), 0),
        "points": days.points.sum(axis=0),
        "last_day": [
            str(date(1970, 1, 1) + timedelta(days=int(d))) if d >= 0 else "" for d in count.last
        ],
        "longest_gap_days": count.longest_gap,
        "mean_interval_days": np.round(count.mean_interval, 2),
    }
    for kind, one in frame.targets.items():
        columns[f"{kind}_m" if kind == "streets" else kind] = np.round(one.totals(), 0)
    for kind, share in shares.items():
        columns[f"{kind}_share"] = np.round(share, 4)
    return pd.DataFrame(columns)


def blind_spots(
    file: GridFile, frame: CoverageFrame, passed: Passed, metric: CRS
) -> gpd.GeoDataFrame:
    """Give the ground that nobody passed as polygons, in the system of the grids."""
    codes: list[str] = []
    shapes: list[object] = []
    for grid, code in enumerate(file.codes):
        pieces = frame.ground.blind_spots(grid, passed.cells)
        codes += [str(code)] * len(pieces)
        shapes += list(pieces)
    ground = gpd.GeoSeries(shapes, crs=metric)
    areas = ground.area.round(0) if len(ground) else pd.Series(dtype=float)
    return gpd.GeoDataFrame(
        {"grid_code": codes, "area_m2": areas}, geometry=ground.to_crs(file.crs), crs=file.crs
    )


def summarise(
    clean: CleanTracks,
    walked: Tracks,
    inside: InGrids,
    period: tuple[date, date],
    rules: PatrolRules,
) -> dict[str, object]:
    """Say what the figures rest on: period, points by flag, tracks by mode, all rules."""
    modes = walked.modes()
    names = ("on_foot", "ebike", "car")
    return {
        "first": period[0].isoformat(),
        "last": period[1].isoformat(),
        "points": len(clean.points),
        "points_used": int(clean.used.sum()),
        "flags": count_flags(clean.flags),
        "tracks": len(walked),
        "modes": {name: int((modes == i).sum()) for i, name in enumerate(names)},
        "stops": len(walked.stops()),
        "distance_m": round(float(walked.metres.sum()), 0),
        "distance_inside_m": round(float(inside.metres.sum()), 0),
        "minutes": round(float(walked.seconds.sum()) / 60, 1),
        "rules": rules.record(),
    }
