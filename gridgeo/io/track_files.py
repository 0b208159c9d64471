"""Files of tracks: CSV, Parquet, Arrow, GPX, GeoJSON, GeoPackage and what else holds points."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.point_system import PointSystem
from gridgeo.io.crs_text import read_crs
from gridgeo.io.gdal import gdal
from gridgeo.io.line_times import LINE_TIMES, times_of_line
from gridgeo.io.point_table import X_NAMES, Y_NAMES, TableFile, find_column
from gridgeo.io.point_tables import FORMATS, read_point_batches
from gridgeo.io.points import TABLE_SUFFIXES
from gridgeo.io.track_columns import NAMES, TrackTable, read_track_columns
from gridgeo.io.vector import read_layer

OFFSETS = ("gcj02", "gcj-02", "bd09", "bd-09")
Pair = tuple[NDArray[np.float64], NDArray[np.float64]]


def read_tracks(path: Path, *, layer: str | None = None, crs: str | None = None) -> TrackTable:
    """Read the track points of a file.

    Points of vector files; lines whose feature has a time for each vertex (``coordTimes``, as many
    trackers write it); GPX; tables with longitude and latitude; observations as EarthRanger's
    interface gives them.

    Parameters
    ----------
    layer : str, optional
        Of a file with several.
    crs : str, optional
        Where the file names none: EPSG:4326 by default for tables; ``gcj02`` and ``bd09`` too.

    Raises
    ------
    BadInputError
        If there is no such file, or no track in it that could be read.
    """
    if not path.exists():
        raise BadInputError(f"There is no file '{path}'.")
    suffix = path.suffix.lower()
    if suffix in TABLE_SUFFIXES or FORMATS.get(suffix) in ("parquet", "arrow"):
        table = _read_csv(path) if suffix in TABLE_SUFFIXES else _read_arrow(path)
        return _of_table(table, path, crs)
    if suffix in (".json", ".geojson"):
        observations = _observations(path)
        if observations is not None:
            return _of_table(observations, path, crs)
    return _of_layer(_read_vector(path, layer, crs), path, crs)


def _read_csv(path: Path) -> pd.DataFrame:
    table = TableFile.open(path, None, None)
    try:
        return pd.read_csv(
            path, sep=table.delimiter, dtype=str, skipinitialspace=True, encoding=table.encoding
        )
    except pd.errors.ParserError as error:
        raise BadInputError(f"'{path.name}' cannot be read: {error}") from error


def _read_arrow(path: Path) -> pd.DataFrame:
    batches = read_point_batches(path, FORMATS[path.suffix.lower()])
    frames = [batch.to_pandas() for batch in batches.batches]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=batches.columns)


def _of_table(table: pd.DataFrame, path: Path, crs: str | None) -> TrackTable:
    columns = [str(name).strip() for name in table.columns]
    x = table.iloc[:, find_column(columns, None, X_NAMES, "lon")]
    y = table.iloc[:, find_column(columns, None, Y_NAMES, "lat")]
    pair = (_numbers(x), _numbers(y))
    lon, lat = _to_degrees(pair, crs or "EPSG:4326")
    return read_track_columns(table.set_axis(columns, axis=1), lon, lat, path.stem)


def _numbers(values: pd.Series) -> NDArray[np.float64]:
    return pd.to_numeric(values, errors="coerce").to_numpy(np.float64)


def _to_degrees(pair: Pair, crs: str) -> Pair:
    if crs.lower() in OFFSETS:
        return PointSystem.named(crs).to_wgs84(*pair)
    system = read_crs(crs)
    if system == CRS.from_epsg(4326):
        return pair
    lon, lat = Transformer.from_crs(system, 4326, always_xy=True).transform(*pair)
    return lon, lat


def _observations(path: Path) -> pd.DataFrame | None:
    """Give observations as EarthRanger's interface answers them; None for any other JSON."""
    try:
        content = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise BadInputError(f"'{path.name}' is not valid JSON.") from error
    for key in ("data", "results"):
        if isinstance(content, dict) and key in content:
            content = content[key]
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        return None
    return pd.DataFrame([_observation(row) for row in content])


def _observation(row: dict[str, Any]) -> dict[str, Any]:
    place = row.get("location")
    if isinstance(place, dict):
        row = {**row, "lon": place.get("longitude"), "lat": place.get("latitude")}
    return {key: value for key, value in row.items() if not isinstance(value, dict | list)}


def _read_vector(path: Path, layer: str | None, crs: str | None) -> gpd.GeoDataFrame:
    if layer is None and path.suffix.lower() == ".gpx":
        layer = _gpx_layer(path)
    given = None if crs is None or crs.lower() in OFFSETS else crs
    return read_layer(path, layer=layer, crs=given)


def _gpx_layer(path: Path) -> str:
    """Choose the layer of a GPX file: GDAL always names five, also where only one has rows."""
    try:
        names = [str(name) for name, _ in gdal().list_layers(path)]
        filled = [name for name in names if gdal().read_info(path, layer=name)["features"]]
    except gdal().errors.DataSourceError as error:
        raise BadInputError(f"'{path.name}' is no GPX that can be read.") from error
    for name in ("track_points", "route_points", "waypoints"):
        if name in filled:
            return name
    raise BadInputError(f"'{path.name}' has no track points.")


def _of_layer(frame: gpd.GeoDataFrame, path: Path, crs: str | None) -> TrackTable:
    frame = _points_of_lines(frame, path)
    x, y = shapely.get_x(frame.geometry.to_numpy()), shapely.get_y(frame.geometry.to_numpy())
    system = crs if crs is not None and crs.lower() in OFFSETS else frame.crs.to_wkt()
    lon, lat = _to_degrees((x, y), system)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name)).reset_index(drop=True)
    if "track_fid" in table and "device" not in table:
        table["device"] = [f"{path.stem}-{fid}" for fid in table["track_fid"]]
    return read_track_columns(table, lon, lat, path.stem)


def _points_of_lines(frame: gpd.GeoDataFrame, path: Path) -> gpd.GeoDataFrame:
    """Take the vertices of lines that have a time each; points stay as they are."""
    kinds = frame.geometry.geom_type.dropna().unique()
    if all(kind == "Point" for kind in kinds):
        return frame
    field = next((name for name in LINE_TIMES if name in frame), None)
    if field is None or not all(kind in ("LineString", "MultiLineString") for kind in kinds):
        raise BadInputError(
            f"'{path.name}' holds {', '.join(sorted(kinds))} without a time for each vertex; tracks"
            " are points with a time, or lines with 'coordTimes'."
        )
    xy, owner = shapely.get_coordinates(frame.geometry.to_numpy(), return_index=True)
    times = [times_of_line(value) for value in frame[field]]
    short = [row for row, one in enumerate(times) if len(one) != np.count_nonzero(owner == row)]
    if short:
        raise BadInputError(
            f"'{path.name}' has a line with another number of times than vertices in row"
            f" {short[0] + 1}.",
            field=field,
        )
    table = frame.drop(columns=[field, frame.geometry.name]).iloc[owner].reset_index(drop=True)
    taken = [name for name in table.columns if str(name).lower() in NAMES["recorded_at"]]
    table = table.drop(columns=taken)
    table["recorded_at"] = [instant for one in times for instant in one]
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(*xy.T), crs=frame.crs)
