"""Files to import, read whole: for commands that work on a file without the database."""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from gridgeo.domain.errors import BadInputError
from gridgeo.io.source_crs import of_crs, parse_source_crs
from gridgeo.io.sources import open_source
from gridgeo.io.sources.source import FAULT, ROW
from gridgeo.io.table_places import find_places, place_rows

_SAMPLE_ROWS = 200


def read_import_file(
    path: Path, *, layer: str | None = None, crs: str | None = None, usual: str | None = None
) -> gpd.GeoDataFrame:
    """Read all rows of a file, moved to EPSG:4326 where it is in one of the shifted systems.

    Parameters
    ----------
    path : Path
        Any file that `gridgeo.io.sources` opens. Columns with WKT or coordinates place the rows of
        a table; those without have no geometry.
    layer : str, optional
        Which, where there are several.
    crs : str, optional
        Where the file names none; EPSG:4326 for a table.
    usual : str, optional
        The layer that is meant where the file has several and none is named.

    Raises
    ------
    BadInputError
        If the file is not admitted, empty or unreadable, or names no coordinate system.
    """
    with open_source(path) as source:
        chosen = source.layer(layer, usual)
        told = None if crs is None else parse_source_crs(crs)
        frames = list(source.batches(chosen))
    if not frames:
        raise BadInputError(f"'{path.name}' has no rows.", field="file")
    whole = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry")
    if chosen.geometry is None:
        places = find_places(chosen.fields, whole.head(_SAMPLE_ROWS))
        whole = place_rows(whole, places)
        told = told or parse_source_crs("EPSG:4326")
    whole = whole.drop(columns=[ROW, FAULT])
    system = of_crs(chosen.crs) if chosen.crs is not None else told
    if system is None:
        raise BadInputError(
            f"'{path.name}' names no coordinate system; say which, as in --crs EPSG:4490.",
            field="crs",
        )
    if system.crs is not None and not (system.swapped or system.turned):
        return whole.set_crs(system.crs, allow_override=True)
    moved = system.to_wgs84(whole.geometry.to_numpy())
    return whole.set_geometry(gpd.GeoSeries(moved, crs="EPSG:4326"))
