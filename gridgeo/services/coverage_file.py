"""Which share of each grid of a file did the tracks of a file pass; without a database."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.geometry.locator import Locator
from gridgeo.io.track_files import read_tracks
from gridgeo.patrol.clean import CleanTracks, clean_tracks, near_bounds
from gridgeo.patrol.coverage import CoverageFrame, exact_ground_shares
from gridgeo.patrol.days import sum_by_day
from gridgeo.patrol.flags import count_flags
from gridgeo.patrol.ground import GroundCells
from gridgeo.patrol.points import Floats, TrackPoints
from gridgeo.patrol.rules import PatrolRules
from gridgeo.patrol.schedule import count_days
from gridgeo.patrol.tracks import Tracks, make_tracks, sum_in_grids
from gridgeo.services.coverage_rows import blind_spots, coverage_table, summarise
from gridgeo.services.coverage_targets import CoverageSources, read_targets
from gridgeo.services.divided_file import divided_causes
from gridgeo.services.grid_file import read_grids

WGS84 = CRS.from_epsg(4326)
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class CoverageResult:
    """Coverage of the grids of a file.

    Attributes
    ----------
    table : DataFrame
        One row a grid, sorted by code.
    blind_spots : GeoDataFrame
        Pieces of ground that nobody passed, with their grid and size, in the grids' system.
    summary : dict
        Period, points by flag, tracks by mode, rejected rows, and all rules.
    """

    table: pd.DataFrame
    blind_spots: gpd.GeoDataFrame
    summary: dict[str, object]


def cover_file(
    grids: Path,
    tracks: Path,
    sources: CoverageSources,
    rules: PatrolRules,
    *,
    first: date | None = None,
    last: date | None = None,
    rural: bool = False,
    exact: bool = False,
) -> CoverageResult:
    """Hold the tracks of a file against the grids of a file.

    Parameters
    ----------
    first, last : date, optional
        The period; from the first to the last day that has a point which counts.
    rural : bool
        Whether the rule for the country holds for these grids.
    exact : bool
        Ground by overlay with the buffer of the path, in place of cells.

    Raises
    ------
    BadInputError
        A file that cannot be used, or no point that counts.
    """
    file = read_grids(
        grids,
        layer=sources.layer,
        id_field=sources.id_field,
        crs=sources.crs,
        repair=sources.repair,
    )
    metric = metric_crs(file.crs, _extent(file.geometry))
    polygons = transform(file.geometry, file.crs, metric)
    table = read_tracks(tracks, layer=sources.tracks_layer, crs=sources.tracks_crs)
    locator = Locator.build(polygons)
    clean = _clean(table.frame, metric, polygons, locator, rules)
    walked = make_tracks(clean)
    period = _period(walked, first, last, tracks)
    inside = sum_in_grids(walked, locator)
    frame = CoverageFrame(
        GroundCells.of(polygons, rules.cell_m), read_targets(sources, locator, metric)
    )
    segments = _segments_of(walked, period)
    passed = frame.pass_by(segments, rules.radius_m)
    shares = frame.shares(passed)
    if exact:
        shares["ground"] = exact_ground_shares(polygons, segments, rules.radius_m)
    start, length = (period[0] - date(1970, 1, 1)).days, (period[1] - period[0]).days + 1
    days = sum_by_day(inside, walked.day, start, length, len(polygons))
    urban = np.full(len(polygons), not rural)
    count = count_days(days.seconds, days.rounds, urban, period[0], rules)
    rows = coverage_table(file.codes, days, count, frame, shares)
    blind = blind_spots(file, frame, passed, metric)
    rows["blind_m2"] = blind.groupby("grid_code")["area_m2"].sum().reindex(file.codes).to_numpy()
    rows["blind_m2"] = rows["blind_m2"].fillna(0.0).round(0)
    divided = divided_causes(file.codes, polygons, metric, sources.barriers, frame)
    rows["cannot_be_patrolled"] = divided
    summary = summarise(clean, walked, inside, period, rules)
    return CoverageResult(rows, blind, {**summary, "rows_rejected": len(table.rejected)})


def _clean(
    frame: pd.DataFrame,
    metric: CRS,
    polygons: NDArray[np.object_],
    locator: Locator,
    rules: PatrolRules,
) -> CleanTracks:
    points = track_points(frame)
    move = Transformer.from_crs(WGS84, metric, always_xy=True).transform

    def project(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        x, y = move(lon, lat)
        return np.where(np.isfinite(x), x, np.nan), np.where(np.isfinite(y), y, np.nan)

    def home(_: NDArray[np.int32], x: Floats, y: Floats) -> NDArray[np.bool_]:
        return locator.locate(x, y) >= 0

    now_s = pd.Timestamp.now(tz="UTC").timestamp()
    return clean_tracks(
        points,
        project,
        rules,
        now_s=now_s,
        near=near_bounds(_extent(polygons), rules.outside_m),
        home=home,
    )


def track_points(frame: pd.DataFrame) -> TrackPoints:
    """Make the core's arrays of a frame of canonical columns; names become numbers in order."""
    device = pd.Categorical(frame["device"]).codes.astype(np.int32)
    worker = pd.Categorical(frame["worker_code"]).codes.astype(np.int32)
    return TrackPoints.of(
        device,
        worker,
        epoch_seconds(frame["recorded_at"]),
        frame["lon"].to_numpy(float),
        frame["lat"].to_numpy(float),
        frame["accuracy_m"].to_numpy(np.float32),
    )


def epoch_seconds(times: pd.Series) -> Floats:
    """Give instants as seconds since 1970, to the microsecond, whatever unit they are held in."""
    micros = times.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[us]")
    seconds: Floats = micros.astype(np.int64) / 1e6
    return seconds


def _period(walked: Tracks, first: date | None, last: date | None, path: Path) -> tuple[date, date]:
    used = np.flatnonzero(walked.clean.used)
    if not len(used):
        counts = count_flags(walked.clean.flags)
        reasons = ", ".join(f"{name} {count}" for name, count in counts.items())
        raise BadInputError(f"No point of '{path.name}' counts as a patrol: {reasons or 'none'}.")
    track = np.searchsorted(walked.first, used, side="right") - 1
    days = walked.day[track]
    since = date(1970, 1, 1)
    begin = first or since + timedelta(days=int(days.min()))
    end = last or since + timedelta(days=int(days.max()))
    if end < begin:
        raise BadInputError(f"The period ends ({end}) before it begins ({begin}).", field="to")
    return begin, end


def _segments_of(walked: Tracks, period: tuple[date, date]) -> Floats:
    """Give the lines of the path on the days of the period."""
    low, high = ((day - date(1970, 1, 1)).days for day in period)
    track = np.searchsorted(walked.first, walked.path, side="right") - 1
    kept = (walked.day[track] >= low) & (walked.day[track] <= high)
    part = Tracks(
        walked.clean,
        walked.first,
        walked.day,
        walked.metres,
        walked.seconds,
        walked.path[kept],
        walked.leg[kept],
    )
    return part.segments()


def _extent(polygons: NDArray[np.object_]) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(polygons)
    return float(west), float(south), float(east), float(north)
