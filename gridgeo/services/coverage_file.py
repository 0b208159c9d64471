"""Which share of each grid of a file did the tracks of a file pass; without a database."""

from collections.abc import Mapping
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
from gridgeo.io.vector import read_layer
from gridgeo.patrol.clean import CleanTracks, clean_tracks
from gridgeo.patrol.coverage import CoverageFrame, Passed, exact_ground_shares
from gridgeo.patrol.days import GridDays, sum_by_day
from gridgeo.patrol.flags import count_flags
from gridgeo.patrol.ground import GroundCells
from gridgeo.patrol.points import Floats, TrackPoints
from gridgeo.patrol.rules import PatrolRules
from gridgeo.patrol.schedule import DayCount, count_days
from gridgeo.patrol.targets import Targets, building_targets, place_targets, street_targets
from gridgeo.patrol.tracks import InGrids, Tracks, make_tracks, sum_in_grids
from gridgeo.services.divided_file import divided_causes
from gridgeo.services.grid_file import GridFile, read_grids

WGS84 = CRS.from_epsg(4326)
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class CoverageSources:
    """Files beside the grids and the tracks, and how to read them.

    Attributes
    ----------
    households : Path, optional
        Points, one household each unless ``count`` names a field.
    buildings, streets : Path, optional
        Polygons and lines.
    barriers : Path, optional
        Rivers, railways, roads and walls: which grids cannot be patrolled as drawn.
    layer, id_field, crs : str, optional
        Of the grids.
    tracks_layer, tracks_crs : str, optional
        Of the tracks.
    """

    households: Path | None = None
    count: str | None = None
    buildings: Path | None = None
    streets: Path | None = None
    barriers: Path | None = None
    layer: str | None = None
    id_field: str | None = None
    crs: str | None = None
    tracks_layer: str | None = None
    tracks_crs: str | None = None
    repair: bool = False


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
        GroundCells.of(polygons, rules.cell_m), _targets(sources, locator, metric)
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
    rows = _table(file.codes, days, count, frame, shares)
    blind = _blind_spots(file, frame, passed, metric)
    rows["blind_m2"] = blind.groupby("grid_code")["area_m2"].sum().reindex(file.codes).to_numpy()
    rows["blind_m2"] = rows["blind_m2"].fillna(0.0).round(0)
    divided = divided_causes(file.codes, polygons, metric, sources.barriers, frame)
    rows["cannot_be_patrolled"] = divided
    summary = _summary(clean, walked, inside, period, rules)
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

    west, south, east, north = _extent(polygons)
    reach = rules.outside_m

    def near(x: Floats, y: Floats) -> NDArray[np.bool_]:
        within: NDArray[np.bool_] = (
            (x >= west - reach) & (x <= east + reach) & (y >= south - reach) & (y <= north + reach)
        )
        return within

    def home(_: NDArray[np.int32], x: Floats, y: Floats) -> NDArray[np.bool_]:
        return locator.locate(x, y) >= 0

    now_s = pd.Timestamp.now(tz="UTC").timestamp()
    return clean_tracks(points, project, rules, now_s=now_s, near=near, home=home)


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


def _targets(sources: CoverageSources, locator: Locator, metric: CRS) -> dict[str, Targets]:
    found = {}
    if sources.households is not None:
        frame = read_layer(sources.households)
        shapes = shapely.centroid(_moved(frame, metric))
        weight = _weights(frame, sources.count)
        found["households"] = place_targets(
            locator, shapely.get_x(shapes), shapely.get_y(shapes), weight
        )
    if sources.buildings is not None:
        found["buildings"] = building_targets(
            locator, _moved(read_layer(sources.buildings), metric)
        )
    if sources.streets is not None:
        found["streets"] = street_targets(locator, _moved(read_layer(sources.streets), metric))
    return found


def _moved(frame: gpd.GeoDataFrame, metric: CRS) -> NDArray[np.object_]:
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    return transform(shapes[~frame.geometry.isna()], CRS.from_user_input(frame.crs), metric)


def _weights(frame: gpd.GeoDataFrame, field: str | None) -> Floats:
    rows = frame[~frame.geometry.isna()]
    if field is None:
        return np.ones(len(rows))
    if field not in frame:
        names = ", ".join(str(name) for name in frame.columns if name != frame.geometry.name)
        raise BadInputError(f"There is no field '{field}'; there are: {names}.", field="count")
    numbers = pd.to_numeric(rows[field], errors="coerce")
    if numbers.isna().any() or (numbers < 0).any():
        raise BadInputError(f"The field '{field}' holds something that is no count.", field="count")
    counts: Floats = numbers.to_numpy(np.float64)
    return counts


def _table(
    codes: NDArray[np.object_],
    days: GridDays,
    count: DayCount,
    frame: CoverageFrame,
    shares: Mapping[str, Floats],
) -> pd.DataFrame:
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


def _blind_spots(
    file: GridFile, frame: CoverageFrame, passed: Passed, metric: CRS
) -> gpd.GeoDataFrame:
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


def _summary(
    clean: CleanTracks,
    walked: Tracks,
    inside: InGrids,
    period: tuple[date, date],
    rules: PatrolRules,
) -> dict[str, object]:
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


def _extent(polygons: NDArray[np.object_]) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(polygons)
    return float(west), float(south), float(east), float(north)
