"""Vector files in and out through GDAL: one clear sentence for each way a file can be wrong."""

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.enums import TransformDirection

from gridgeo.domain.errors import BadInputError
from gridgeo.io.crs_text import parse_crs
from gridgeo.io.drafts import drafted
from gridgeo.io.encoding import shapefile_encoding
from gridgeo.io.gdal import gdal
from gridgeo.io.names import nearest
from gridgeo.io.sources import limits
from gridgeo.io.sources.admit import admit
from gridgeo.io.sources.nesting import DEEP, deep_shapes

NEAR = 1.0  # units of the file: how exactly a place comes back from degrees
LOOKED_AT = 1000  # rows, evenly taken, that tell where a file lies


def read_layer(
    path: Path, *, layer: str | None = None, crs: str | None = None, usual: str | None = None
) -> gpd.GeoDataFrame:
    """Read one layer of a vector file as it is, in its own coordinate system.

    Parameters
    ----------
    path : Path
        Any vector file among the drivers that gridgeo opens.
    layer : str, optional
        Which layer; needed only where the file has several with geometry.
    crs : str, optional
        The coordinate system to take when the file names none (``EPSG:4490``).
    usual : str, optional
        The layer that is meant where the file has several and none is named.

    Raises
    ------
    BadInputError
        As `admit`; an empty or unreadable file, an unknown layer (the nearest name is
        offered), no geometry, a shape that is broken, huge or nests without end, no coordinate
        system or one that the coordinates belie.
    """
    given = None if crs is None else parse_crs(crs)
    admit(path)
    name = _choose_layer(path, layer, usual)
    encoding = shapefile_encoding(path) if path.suffix.lower() == ".shp" else None
    try:
        with np.errstate(invalid="ignore"):  # coordinates that are no numbers: the checks name them
            frame = gdal().read_dataframe(path, layer=name, encoding=encoding)
    except (gdal().errors.DataSourceError, UnicodeDecodeError) as error:
        raise BadInputError(f"'{path.name}' cannot be read: {error}") from error
    if len(frame) == 0:
        raise BadInputError(f"'{path.name}' has no rows in the layer '{name}'.")
    if isinstance(frame, gpd.GeoDataFrame):
        _require_whole_shapes(frame, path, name)
    if not isinstance(frame, gpd.GeoDataFrame) or frame.geometry.isna().all():
        raise BadInputError(f"'{path.name}' has no geometry in the layer '{name}'.")
    placed = _with_crs(frame, path, given)
    _require_degrees(placed, path)
    _require_globe(placed, path)
    return placed


def require_field(frame: gpd.GeoDataFrame, field: str, option: str) -> None:
    """Refuse a field that the layer does not have, and offer the nearest name.

    Raises
    ------
    BadInputError
        If ``field`` is not a column of ``frame``.
    """
    names = [str(name) for name in frame.columns if name != frame.geometry.name]
    if field not in names:
        raise BadInputError(f"There is no field '{field}'{nearest(field, names)}", field=option)


def write_layers(path: Path, layers: Mapping[str, gpd.GeoDataFrame]) -> None:
    """Write layers into one GeoPackage: beside the target first, then renamed over it.

    Raises
    ------
    UnavailableError
        If the folder is missing or closed, or the disk is full; nothing half-written stays.
    """
    failures = (gdal().errors.DataSourceError, RuntimeError)
    with drafted(path, ending=".gpkg", failures=failures) as draft:
        for name, frame in layers.items():
            gdal().write_dataframe(frame, draft, layer=name, driver="GPKG")


def _choose_layer(path: Path, layer: str | None, usual: str | None) -> str:
    try:
        rows = gdal().list_layers(path)
    except gdal().errors.DataSourceError as error:
        raise BadInputError(f"'{path.name}' is not a vector file that gridgeo can read.") from error
    names = [str(name) for name, kind in rows if kind is not None]
    if layer is not None:
        if layer not in names:
            raise BadInputError(
                f"'{path.name}' has no layer '{layer}'{nearest(layer, names)}", field="layer"
            )
        return layer
    if usual is not None and usual in names:
        return usual
    if not names:
        raise BadInputError(f"'{path.name}' has no layer with geometry.", field="layer")
    if len(names) != 1:
        raise BadInputError(
            f"'{path.name}' has {len(names)} layers with geometry"
            f" ({', '.join(names)}); choose one with --layer.",
            field="layer",
        )
    return names[0]


def _require_whole_shapes(frame: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    """Refuse shapes that no map has, and those that GDAL passed over without a word."""
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    fault = np.full(len(shapes), None, dtype=object)
    huge = shapely.get_num_coordinates(shapes) > limits.MOST_VERTICES
    fault[huge] = f"has more than {limits.MOST_VERTICES:,} vertices"
    lost = shapely.is_missing(shapes)
    if lost.any():
        stored = _stored_shapes(path, layer)
        lost &= np.array([one is not None for one in stored])
        fault[lost] = "has a broken shape"
        fault[np.flatnonzero(lost)[deep_shapes(stored[lost])]] = DEEP
    rows = np.flatnonzero(fault != None)  # noqa: E711 - an array of objects
    if len(rows):
        raise BadInputError(
            f"{len(rows)} rows of '{path.name}' have no usable shape; the first is row"
            f" {rows[0] + 1}, which {fault[rows[0]]}. Mend or delete them.",
            field="file",
        )


def _stored_shapes(path: Path, layer: str) -> NDArray[np.object_]:
    """Give the shapes as the bytes that they are stored as; None where there is none."""
    with gdal().open_arrow(path, layer=layer, columns=[], use_pyarrow=True) as (meta, reader):
        name = meta["geometry_name"] or "wkb_geometry"
        parts = [batch.column(name).to_numpy(zero_copy_only=False) for batch in reader]
    return np.concatenate(parts) if parts else np.empty(0, dtype=object)


def _with_crs(frame: gpd.GeoDataFrame, path: Path, crs: CRS | None) -> gpd.GeoDataFrame:
    if frame.crs is not None:
        return frame
    if crs is None:
        raise BadInputError(
            f"'{path.name}' names no coordinate system; say which, as in --crs EPSG:4490.",
            field="crs",
        )
    return frame.set_crs(crs)


def _require_degrees(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Refuse a file that claims degrees where most rows cannot be in degrees; a few may err."""
    if not frame.crs.is_geographic:
        return
    bounds = frame.geometry.bounds.to_numpy()
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if len(bounds) and (np.abs(bounds) > (360, 90, 360, 90)).any(axis=1).mean() > 0.5:
        x, y = bounds[0, :2]
        raise BadInputError(
            f"The coordinates of '{path.name}' ({x:.0f}, {y:.0f}) are not longitude and latitude"
            f" as {frame.crs.name} wants them; set the file's true coordinate system, with --crs"
            " where it names none.",
            field="crs",
        )


def _require_globe(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Refuse a file in metres most of whose rows lie nowhere on the globe; a few may err."""
    crs = CRS.from_user_input(frame.crs)
    if not crs.is_projected or crs.geodetic_crs is None:
        return
    bounds = frame.geometry.bounds.to_numpy()
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(bounds):
        return
    bounds = bounds[:: 1 + len(bounds) // LOOKED_AT]
    x, y = (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
    way = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    # What is no place comes out as no number, or comes back as another one.
    back = way.transform(*way.transform(x, y), direction=TransformDirection.INVERSE)
    with np.errstate(invalid="ignore"):
        there = np.hypot(back[0] - x, back[1] - y) < NEAR
    if there.mean() < 0.5:
        east, north = x[~there][0], y[~there][0]
        raise BadInputError(
            f"The coordinates of '{path.name}' ({east:,.0f}, {north:,.0f}) lie nowhere on the globe"
            f" in {crs.name}, which the file names; gridgeo coordinates ranks what they may be.",
            field="crs",
        )
