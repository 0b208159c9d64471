"""What the files beside the grids hold to be passed: households, buildings, streets."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.crs import transform
from gridgeo.geometry.locator import Locator
from gridgeo.io.vector import read_layer
from gridgeo.patrol.points import Floats
from gridgeo.patrol.targets import Targets, building_targets, place_targets, street_targets


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


def read_targets(sources: CoverageSources, locator: Locator, metric: CRS) -> dict[str, Targets]:
    """Read what is to be passed, by kind, in the metres of the grids.

    Raises
    ------
    BadInputError
        A file that cannot be used, or a field of counts that is not there or holds none.
    """
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
