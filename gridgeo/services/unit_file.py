"""Units from a vector file: polygons with counts, checked one by one before anything is planned."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.adjacency import Adjacency, find_adjacency
from gridgeo.geometry.crs import transform
from gridgeo.geometry.shapes import mend_polygon, object_array
from gridgeo.io.vector import require_field
from gridgeo.planner.graph import MIN_SHARED_M
from gridgeo.services.network_file import NetworkFile, read_network, require_codes
from gridgeo.services.plan_options import UnitOptions
from gridgeo.services.set_apart_grids import find_overlays

NOBODY = np.empty(0, dtype=np.intp)
OVERLAP_M2 = 1.0  # smaller overlaps are rounding of coordinates


@dataclass(frozen=True, eq=False)
class UnitFile:
    """Units of one file, ready to be planned.

    Attributes
    ----------
    ids : tuple of str
        One a unit, no two alike.
    households : int64, shape (n,)
        Counts.
    communities : str, shape (n,), or None
        Value of the ``within`` field of each unit.
    polygons : object, shape (n,)
        In ``crs``, the file's own.
    metric_polygons : object, shape (n,)
        In ``metric_crs``.
    adjacency : Adjacency
        Of the metric polygons.
    repaired : tuple of int
        Positions of polygons that were invalid and have been repaired.
    frame : GeoDataFrame
        The rows as they stood in the file.
    """

    ids: tuple[str, ...]
    households: NDArray[np.int64]
    communities: NDArray[np.str_] | None
    polygons: NDArray[np.object_]
    metric_polygons: NDArray[np.object_]
    crs: CRS
    metric_crs: CRS
    adjacency: Adjacency
    repaired: tuple[int, ...]
    frame: gpd.GeoDataFrame

    @property
    def alone(self) -> NDArray[np.intp]:
        """Positions of units that share no border with any other, where there are others."""
        beside = self.adjacency.pairs[self.adjacency.shared_length_m > MIN_SHARED_M]
        return np.setdiff1d(np.arange(len(self.ids)), beside) if len(self.ids) > 1 else NOBODY


def read_units(options: UnitOptions) -> UnitFile:
    """Read units and refuse what cannot be planned, naming the unit at fault.

    Raises
    ------
    BadInputError
        As `read_layer`; and for missing or duplicate ids, counts that are no whole numbers from 0
        up, missing or invalid polygons (unless ``repair``), polygons that overlap.
    """
    network = read_network(
        options.path, layer=options.layer, id_field=options.id_field, crs=options.crs
    )
    if options.grids:
        network = network.take(~find_overlays(network.frame, network.polygons))
    require_codes(network, "choose a field with one id for each unit with --id", "id")
    counts = network.counts(options.households, "households")
    communities = None if options.within is None else _communities(network, options.within)
    _require_present(network)
    polygons = np.asarray(network.frame.geometry.values, dtype=object)
    broken = _find_broken(polygons, network.codes, options.repair)
    polygons[broken] = _repair(polygons[broken])
    metric = transform(polygons, network.source_crs, network.crs)
    _require_ground(metric, network.codes)
    _refuse_overlaps(metric, network.codes)
    return UnitFile(
        ids=network.codes,
        households=counts,
        communities=communities,
        polygons=polygons,
        metric_polygons=metric,
        crs=network.source_crs,
        metric_crs=network.crs,
        adjacency=find_adjacency(metric),
        repaired=tuple(broken.tolist()),
        frame=network.frame,
    )


def _communities(network: NetworkFile, within: str) -> NDArray[np.str_]:
    require_field(network.frame, within, "within")
    column = network.frame[within]
    missing = np.flatnonzero(blank(column))
    if len(missing):
        raise BadInputError(
            f"'{network.codes[missing[0]]}' has no value in the field '{within}';"
            " every unit needs one.",
            field="within",
        )
    if pd.api.types.is_float_dtype(column) and (column % 1 == 0).all():
        column = column.astype("int64")  # whole numbers print without a decimal point
    return np.array(column.astype(str).tolist(), dtype=np.str_)


def blank(column: pd.Series) -> NDArray[np.bool_]:
    """Say which rows hold nothing: no value, or an empty text as files without nulls have it."""
    empty = column.isna() | (column.astype("string").str.strip() == "").fillna(True)
    return np.asarray(empty, dtype=np.bool_)


def _require_present(network: NetworkFile) -> None:
    shapes = network.polygons
    nothing = np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if len(nothing):
        raise BadInputError(
            f"{len(nothing)} units have no geometry, the first is '{network.codes[nothing[0]]}';"
            " draw them, or leave them out."
        )


def _find_broken(
    polygons: NDArray[np.object_], ids: tuple[str, ...], repair: bool
) -> NDArray[np.intp]:
    broken = np.flatnonzero(~shapely.is_valid(polygons))
    if len(broken) and not repair:
        named = ", ".join(f"'{ids[place]}'" for place in broken[:5])
        more = f" and {len(broken) - 5} more" if len(broken) > 5 else ""
        reason = shapely.is_valid_reason(polygons[broken[0]])
        raise BadInputError(
            f"{len(broken)} polygons are invalid: {named}{more} ({reason});"
            " mend them, or let them be repaired with --repair."
        )
    return broken


def _repair(polygons: NDArray[np.object_]) -> NDArray[np.object_]:
    """Make polygons valid and drop the threads that this may leave."""
    mended = object_array([mend_polygon(shape) for shape in polygons])
    return np.asarray(shapely.buffer(mended, 0), dtype=object)


def _require_ground(metric: NDArray[np.object_], ids: tuple[str, ...]) -> None:
    """Refuse polygons of which a repair left nothing, or that lie nowhere on the globe."""
    nowhere = np.flatnonzero(~np.isfinite(shapely.bounds(metric)).all(axis=1))
    if len(nowhere):
        raise BadInputError(
            f"{len(nowhere)} units have no ground that can be used, the first is"
            f" '{ids[nowhere[0]]}'; draw them anew or leave them out."
        )


def _refuse_overlaps(polygons: NDArray[np.object_], ids: tuple[str, ...]) -> None:
    if shapely.coverage_is_valid(polygons):
        return
    wrong = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(polygons)))
    first, second = shapely.STRtree(polygons[wrong]).query(polygons[wrong], "intersects")
    first, second = wrong[first[first < second]], wrong[second[first < second]]
    area = shapely.area(shapely.intersection(polygons[first], polygons[second]))
    if len(area) and area.max() >= OVERLAP_M2:
        worst = int(area.argmax())
        raise BadInputError(
            f"{int((area >= OVERLAP_M2).sum())} pairs of polygons overlap, the worst are"
            f" '{ids[first[worst]]}' and '{ids[second[worst]]}' by {area[worst]:,.0f} m2;"
            " see all of them with gridgeo check."
        )
