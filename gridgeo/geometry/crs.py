"""Coordinate systems: which metres to compute in, and the way there and back."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from gridgeo.domain.errors import BadInputError

WEB_MERCATOR = CRS.from_epsg(3857)


def is_metric(crs: CRS) -> bool:
    """Say whether lengths in ``crs`` are true metres (web mercator's are not)."""
    return (
        crs.is_projected
        and all(axis.unit_name == "metre" for axis in crs.axis_info[:2])
        and crs != WEB_MERCATOR
    )


def require_metric(crs: CRS) -> None:
    """Refuse degrees and web mercator where metres are needed.

    Raises
    ------
    BadInputError
        If ``crs`` is not metric.
    """
    if not is_metric(crs):
        raise BadInputError(f"'{crs.name}' is not in true metres; project the data first.")


def metric_crs(crs: CRS, bounds: Sequence[float]) -> CRS:
    """Choose the metric system for data in ``crs`` with ``bounds`` (minx, miny, maxx, maxy).

    A metric CRS is kept. Otherwise the answer is a transverse Mercator (Gauss-Krüger form, scale 1)
    whose central meridian is the data's own, rounded to 0.1 degree: within 50 km of it lengths are
    true to 0.003 %.

    Raises
    ------
    BadInputError
        If the bounds are not finite, or do not lie on the globe.
    """
    if not np.all(np.isfinite(bounds)):
        raise BadInputError("The data have no extent: there is no geometry to measure.")
    if is_metric(crs):
        return crs
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    to_degrees = _between(crs, crs.geodetic_crs or CRS.from_epsg(4326))
    lon, lat = to_degrees.transform(x, y)
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise BadInputError(
            f"The coordinates ({x:g}, {y:g}) are not longitude and latitude;"
            " say the true coordinate system with --crs."
        )
    return CRS.from_proj4(
        f"+proj=tmerc +lat_0=0 +lon_0={round(lon, 1)} +k=1 +x_0=500000 +y_0=0"
        " +datum=WGS84 +units=m +type=crs"
    )


def transform(geometry: NDArray[np.object_], source: CRS, target: CRS) -> NDArray[np.object_]:
    """Move geometries from ``source`` to ``target``, coordinates always x (east) before y."""
    if source == target:
        return geometry
    transformer = _between(source, target)

    def move(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(coordinates[:, 0], coordinates[:, 1]))

    moved: NDArray[np.object_] = shapely.transform(geometry, move)
    return moved


def operation(source: CRS, target: CRS) -> Transformer:
    """Give the operation that leads from ``source`` to ``target``, with its name and accuracy.

    Where there are several, each for a part of the country, it is the one that `transform` took
    last in this thread; before, what is given has no name yet.
    """
    whole = _between(source, target)
    try:
        return whole.get_last_used_operation()
    except ProjError:
        return whole


@lru_cache(maxsize=64)
def _between(source: CRS, target: CRS) -> Transformer:
    """Make a transformer once: that costs more than to move the grids of a community with it.

    A transformer may be shared by threads: it holds PROJ's own for each of them.
    """
    return Transformer.from_crs(source, target, always_xy=True)
