"""Networks and people in files, as a crosswalk needs them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.crs import transform
from gridgeo.geometry.shared_counts import SharedCounts, share_areas, share_points
from gridgeo.io.vector import read_layer, require_field
from gridgeo.services.network_file import (
    NetworkFile,
    counts_of,
    is_points,
    is_polygons,
    read_network,
    require_codes,
)
from gridgeo.topology.crosswalk_rows import Side

Counted = tuple[SharedCounts | None, SharedCounts | None]  # households, persons


@dataclass(frozen=True, slots=True)
class Source:
    """A network in a file, and what to read of it.

    Parameters
    ----------
    path : Path
    layer, crs : str, optional
        As in `gridgeo.io.vector.read_layer`.
    field : str, optional
        With the grids' codes.
    community : str, optional
        Field with the community of each grid.
    """

    path: Path
    layer: str | None = None
    field: str | None = None
    crs: str | None = None
    community: str | None = None


@dataclass(frozen=True, slots=True)
class PeopleSource:
    """Points or small areas in a file, and the fields with their counts.

    Parameters
    ----------
    households, persons : str, optional
        Points without either count one household each.
    """

    path: Path
    layer: str | None = None
    households: str | None = None
    persons: str | None = None
    crs: str | None = None


def read_side(source: Source, metric: CRS | None = None) -> tuple[Side, NetworkFile]:
    """Read one network of a crosswalk.

    Raises
    ------
    BadInputError
        A file, layer or field that cannot be used; an invalid polygon; a code used twice.
    """
    network = read_network(
        source.path, layer=source.layer, id_field=source.field, crs=source.crs, metric=metric
    )
    _require_sound(network)
    communities = None
    if source.community is not None:
        require_field(network.frame, source.community, "community")
        column = network.frame[source.community]
        communities = tuple("" if pd.isna(value) else str(value) for value in column)
    return Side(network.name, network.codes, network.polygons, communities), network


def count_people(a: Side, b: Side, source: PeopleSource, metric: CRS) -> Counted:
    """Count the people of a file by pairs of grids.

    Raises
    ------
    BadInputError
        A file, layer or field that cannot be used; areas without a count.
    """
    frame = read_layer(source.path, layer=source.layer, crs=source.crs)
    shapes = np.asarray(frame.geometry.values, dtype=object)
    shapes = transform(shapes, CRS.from_user_input(frame.crs), metric)
    named = (source.households, source.persons)
    if is_points(shapes):
        # A location without a geometry has no grid in either network.
        shares = share_points(a.polygons, b.polygons, shapes)
        alone = np.ones(len(shapes), dtype=np.int64) if named == (None, None) else None
    elif is_polygons(shapes) and named != (None, None):
        shares, alone = share_areas(a.polygons, b.polygons, shapes), None
    else:
        raise BadInputError(
            f"'{source.path.name}' must hold points, or polygons with their count in --count.",
            field="households",
        )
    names = tuple(str(row + 1) for row in range(len(shapes)))

    def count(field: str | None, option: str) -> SharedCounts | None:
        return None if field is None else shares.count(counts_of(frame, field, names, option))

    households = shares.count(alone) if alone is not None else count(named[0], "count")
    return households, count(named[1], "persons")


def _require_sound(network: NetworkFile) -> None:
    """Refuse polygons and codes that would make shares meaningless."""
    bad: NDArray[np.intp] = np.flatnonzero(
        shapely.is_missing(network.polygons)
        | shapely.is_empty(network.polygons)
        | ~shapely.is_valid(network.polygons)
    )
    if len(bad):
        raise BadInputError(
            f"'{network.name}' has {len(bad)} invalid polygons, the first is"
            f" '{network.codes[bad[0]]}' (row {bad[0] + 1}); see gridgeo check."
        )
    require_codes(network, "name the field with the codes (--id-a, --id-b)", "id")
