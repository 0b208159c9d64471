"""Files beside the units that a plan looks at: barriers, and places for dedicated grids."""

from pathlib import Path

import geopandas as gpd
import numpy as np
from pyproj import CRS

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.crs import transform
from gridgeo.geometry.enclosures import Barriers
from gridgeo.io.fields import canonical
from gridgeo.io.import_file import read_import_file
from gridgeo.io.kinds import BARRIERS, PLACES, Kind
from gridgeo.io.rows import WGS84, check_rows
from gridgeo.services.carving import Places


def read_barriers(path: Path, metric: CRS) -> Barriers:
    """Read streets, water, walls and railways, moved into a metric CRS.

    Raises
    ------
    BadInputError
        If the file, or one of its rows, cannot be used.
    """
    frame = _read_rows(path, BARRIERS, None)
    lines = np.asarray(frame.geometry.to_numpy(), dtype=object)
    return Barriers(
        transform(lines, CRS(WGS84), metric),
        frame["kind"].to_numpy(dtype=np.str_),
        frame["rank"].to_numpy(dtype=np.int64),
    )


def read_places(path: Path, layer: str | None, metric: CRS) -> Places:
    """Read places, moved into a metric CRS.

    Raises
    ------
    BadInputError
        If the file, or one of its rows, cannot be used.
    """
    frame = _read_rows(path, PLACES, layer)
    named = frame["name"].astype(object)
    ground = np.asarray(frame.geometry.to_numpy(), dtype=object)
    return Places(
        frame["code"].to_numpy(dtype=object),
        named.where(named.notna(), None).to_numpy(),
        frame["kind"].to_numpy(dtype=object),
        transform(ground, CRS(WGS84), metric),
    )


def _read_rows(path: Path, kind: Kind, layer: str | None) -> gpd.GeoDataFrame:
    """Read and check rows; give them in EPSG:4326."""
    try:
        frame = read_import_file(path, layer=layer, usual=kind.name)
    except BadInputError as error:
        if error.field != "layer":
            raise
        raise BadInputError(  # --layer is about the units
            f"'{path.name}' has neither one layer alone nor one called '{kind.name}'; call the one"
            f" with {kind.name} so, or give a file that has no other.",
            field=kind.name,
        ) from error
    try:
        named = canonical(frame, kind)
    except BadInputError as error:  # its remedy is an option of imports
        raise BadInputError(
            f"'{path.name}' has no field that looks like '{error.field}', which {kind.name} need;"
            " rename the one that is meant.",
            field=kind.name,
        ) from error
    checked = check_rows(named, kind)
    if checked.rejected:
        first = checked.rejected[0]
        raise BadInputError(
            f"'{path.name}' has {len(checked.rejected)} {kind.name} that cannot be used; in row"
            f" {first.row}, {first.column} {first.reason}.",
            field=kind.name,
        )
    return checked.frame
