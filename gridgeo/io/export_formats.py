"""The formats that layers go out in, each with its ending, media type and writer."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgeo.domain.errors import BadInputError
from gridgeo.io.drafts import drafted
from gridgeo.io.gdal import gdal
from gridgeo.io.shapefile import ENCODINGS, write_shapefile, write_zipped
from gridgeo.io.spreadsheet import Sheet, Value, write_csv, write_workbook
from gridgeo.io.target_crs import TargetCrs


@dataclass(frozen=True)
class Content:
    """What goes into a file.

    Attributes
    ----------
    frame : GeoDataFrame
        One row a grid or place with its ``code``, in the target's coordinates.
    places : point array
        A point inside each grid, in the target's coordinates; what tables without shapes show.
    layer : str
        Name of the layer, or of a shapefile in its ZIP.
    headings : dict of str to str
        Chinese headings of the columns.
    facts : sequence of (str, str)
        What the file is, line by line, for people.
    target : TargetCrs
    sheet : str
        Name of the sheet in a workbook.
    """

    frame: gpd.GeoDataFrame
    places: np.ndarray
    layer: str
    headings: dict[str, str]
    facts: Sequence[tuple[str, str]]
    target: TargetCrs
    sheet: str = "网格"


_RFC7946_DEGREES = 1e-7
# What a drawing program refuses in the name of a layer.
_NO_LAYER_NAME = r"[<>/\\\":;?*|=`,]"

Writer = Callable[[Content, Path, str], None]


@dataclass(frozen=True)
class Format:
    """One format: its name on the command line and in addresses, ending, media type, writer."""

    name: str
    suffix: str
    media_type: str
    write: Writer
    wgs84_only: bool = False
    encodings: tuple[str, ...] = ("utf-8",)


def write_content(content: Content, path: Path, chosen: Format, encoding: str = "utf-8") -> None:
    """Write a file beside its target, then rename it over: nothing half-written is ever seen.

    Raises
    ------
    BadInputError
        If the format does not have that coordinate system or that encoding.
    UnavailableError
        If the file cannot be written.
    """
    require_possible(chosen, content.target, encoding)
    with drafted(path, failures=(gdal().errors.DataSourceError, RuntimeError)) as draft:
        chosen.write(content, draft, encoding)


def require_possible(chosen: Format, target: TargetCrs, encoding: str) -> None:
    """Refuse what a format cannot hold, before anything is read.

    Raises
    ------
    BadInputError
        With ``crs`` or ``encoding`` as its field.
    """
    if chosen.wgs84_only and not target.is_wgs84:
        raise BadInputError(
            f"{chosen.name} is always in EPSG:4326; choose gpkg for {target.name}.", field="crs"
        )
    if encoding not in chosen.encodings:
        raise BadInputError(
            f"{chosen.name} is written in {' or '.join(chosen.encodings)}, not in '{encoding}'.",
            field="encoding",
        )


def format_of_name(name: str) -> Format:
    """Find a format by its name.

    Raises
    ------
    BadInputError
        If there is none of this name.
    """
    if name not in FORMATS:
        raise BadInputError(
            f"'{name}' is no format; there are: {', '.join(FORMATS)}.", field="format"
        )
    return FORMATS[name]


def format_of_path(path: Path) -> Format:
    """Find a format by a file's ending.

    Raises
    ------
    BadInputError
        If no format has it.
    """
    suffix = path.suffix.lower()
    if suffix == ".json":
        suffix = ".geojson"
    if suffix == ".shp":
        return _OPEN_SHAPEFILE
    for chosen in FORMATS.values():
        if chosen.suffix == suffix:
            return chosen
    endings = [".shp", *(chosen.suffix for chosen in FORMATS.values())]
    raise BadInputError(
        f"'{path.name}' must end in one of {', '.join(sorted(endings))}.", field="output"
    )


def _write_geopackage(content: Content, path: Path, encoding: str) -> None:
    gdal().write_dataframe(
        content.frame, path, layer=content.layer, driver="GPKG", layer_metadata=dict(content.facts)
    )


def _write_geojson(content: Content, path: Path, encoding: str) -> None:
    # Rounded here, to shapes that are still surfaces; GDAL makes collections of those that fold up.
    shapes = shapely.set_precision(content.frame.geometry.to_numpy(), _RFC7946_DEGREES)
    frame = content.frame.set_geometry(gpd.GeoSeries(shapes, crs=content.frame.crs))
    gdal().write_dataframe(frame, path, layer=content.layer, driver="GeoJSON", RFC7946="YES")


def _write_flatgeobuf(content: Content, path: Path, encoding: str) -> None:
    gdal().write_dataframe(content.frame, path, layer=content.layer, driver="FlatGeobuf")


def _write_kml(content: Content, path: Path, encoding: str) -> None:
    frame = content.frame.copy()
    for name in frame.select_dtypes("datetimetz").columns:
        frame[name] = [moment.isoformat() for moment in frame[name]]
    with warnings.catch_warnings():
        # LIBKML says that the layer cannot be updated in place; it never is.
        warnings.simplefilter("ignore", RuntimeWarning)
        gdal().write_dataframe(frame, path, layer=content.layer, driver="LIBKML")


def _write_dxf(content: Content, path: Path, encoding: str) -> None:
    """Draw rings as closed lines, lines and points as they are, each row on a layer of its code."""
    frame = content.frame
    parts, part_of = shapely.get_parts(frame.geometry.to_numpy(), return_index=True)
    surfaces = shapely.get_dimensions(parts) == 2
    rings, ring_of = shapely.get_rings(parts[surfaces], return_index=True)
    points, point_of = shapely.get_coordinates(rings, return_index=True)
    codes = frame["code"].astype(str).str.replace(_NO_LAYER_NAME, "_", regex=True).to_numpy()
    lines = shapely.linestrings(points, indices=point_of) if len(points) else rings
    layers = np.concatenate([codes[part_of[surfaces][ring_of]], codes[part_of[~surfaces]]])
    shapes = np.concatenate([lines, parts[~surfaces]])
    drawn = gpd.GeoDataFrame({"Layer": layers}, geometry=shapes, crs=content.target.crs)
    gdal().write_dataframe(drawn, path, driver="DXF")


def _write_parquet(content: Content, path: Path, encoding: str) -> None:
    content.frame.to_parquet(path, index=False, compression="zstd")


def _write_shp(content: Content, path: Path, encoding: str) -> None:
    write_shapefile(content.frame, path, encoding)


def _write_zip(content: Content, path: Path, encoding: str) -> None:
    write_zipped(content.frame, path, content.layer, encoding)


def _write_csv(content: Content, path: Path, encoding: str) -> None:
    columns, rows = _table(content)
    shapes = shapely.to_wkt(content.frame.geometry.to_numpy(), rounding_precision=9)
    sheet = Sheet(
        [*columns, "wkt"], [[*row, shape] for row, shape in zip(rows, shapes, strict=True)]
    )
    try:
        write_csv(path, sheet, encoding)
    except UnicodeEncodeError as error:
        raise BadInputError(
            f"{encoding.upper()} has no sign for '{error.object[error.start]}'; choose utf-8.",
            field="encoding",
        ) from error


def _write_excel(content: Content, path: Path, encoding: str) -> None:
    columns, rows = _table(content)
    headings = [content.headings.get(name, name) for name in columns]
    write_workbook(
        path, {content.sheet: Sheet(headings, rows), "说明": Sheet(["项目", "内容"], content.facts)}
    )


def _table(content: Content) -> tuple[list[str], list[list[Value]]]:
    """Give the columns without the shape, and the inner point as x and y."""
    plain = pd.DataFrame(content.frame.drop(columns=content.frame.geometry.name))
    names = [str(name) for name in plain.columns]
    digits = 7 if content.target.crs.is_geographic else 3
    x = np.round(shapely.get_x(content.places), digits).tolist()
    y = np.round(shapely.get_y(content.places), digits).tolist()
    rows = [
        [None if pd.isna(value) else value for value in row]
        for row in plain.itertuples(index=False, name=None)
    ]
    return [*names, "x", "y"], [
        [*row, east, north] for row, east, north in zip(rows, x, y, strict=True)
    ]


_BOTH = tuple(ENCODINGS)
_OPEN_SHAPEFILE = Format("shp", ".shp", "application/octet-stream", _write_shp, encodings=_BOTH)
FORMATS = {
    chosen.name: chosen
    for chosen in (
        Format("gpkg", ".gpkg", "application/geopackage+sqlite3", _write_geopackage),
        Format("shp", ".zip", "application/zip", _write_zip, encodings=_BOTH),
        Format("geojson", ".geojson", "application/geo+json", _write_geojson, wgs84_only=True),
        Format("kml", ".kml", "application/vnd.google-earth.kml+xml", _write_kml, wgs84_only=True),
        Format(
            "xlsx",
            ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _write_excel,
        ),
        Format("csv", ".csv", "text/csv", _write_csv, encodings=_BOTH),
        Format("dxf", ".dxf", "image/vnd.dxf", _write_dxf),
        Format("fgb", ".fgb", "application/flatgeobuf", _write_flatgeobuf),
        Format("parquet", ".parquet", "application/vnd.apache.parquet", _write_parquet),
    )
}
