"""The published grids of a network written to a file and read again, held against the database."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories.grids import PublishedGrids, published_grids
from gridgeo.io.sources import open_source
from gridgeo.io.table_places import TablePlaces, place_rows
from gridgeo.services.export_network import HEADINGS, export_network

_KEPT = {
    "name": "names",
    "kind": "kinds",
    "status": "statuses",
    "area_code": "area_codes",
    "households": "households",
    "persons": "persons",
}


def reopen_grids(
    session: Session,
    network: str,
    path: Path,
    grids: int,
    within: float,
    *,
    encoding: str = "utf-8",
) -> gpd.GeoDataFrame:
    """Write the grids, and assert that all come back; give them.

    Parameters
    ----------
    within : float
        Degrees by which a border may be off.
    encoding : str
        That the file is written in.
    """
    workbook = path.suffix == ".xlsx"
    assert export_network(session, network, path, encoding=encoding) == grids
    published = published_grids(session, network)
    ours = dict(zip(published.codes, shapely.from_wkb(list(published.wkb)), strict=True))
    with open_source(path) as source:
        if encoding != "utf-8":
            assert source.encoding == "gb18030"
        read = pd.concat(list(source.batches(source.layer("网格" if workbook else None))))
    if path.suffix == ".dxf":
        _require_rings(read, ours, within)
        return read
    if path.suffix == ".csv":
        read = place_rows(read, TablePlaces(wkt="wkt"))
    read = read.rename(columns={"Name": "name", **{zh: name for name, zh in HEADINGS.items()}})
    assert sorted(read["code"]) == sorted(ours)
    _require_columns(read, published)
    if workbook:
        # A workbook has a point inside each grid, not its border.
        inside = gpd.points_from_xy(read["x"], read["y"])
        assert all(ours[code].covers(p) for code, p in zip(read["code"], inside, strict=True))
        return read
    for code, theirs in zip(read["code"], read.geometry, strict=True):
        assert theirs.normalize().hausdorff_distance(ours[code].normalize()) <= within
    return read


def _require_columns(read: gpd.GeoDataFrame, published: PublishedGrids) -> None:
    rows = read.set_index("code").loc[list(published.codes)]
    for name, of in _KEPT.items():
        ours = ["" if value is None else str(value) for value in getattr(published, of)]
        assert [_text(value) for value in rows[name]] == ours, name


def _text(value: object) -> str:
    if value is None or pd.isna(value):
        return ""
    return str(int(value)) if isinstance(value, float) else str(value)


def _require_rings(
    read: gpd.GeoDataFrame, ours: dict[str, shapely.Geometry], within: float
) -> None:
    """A drawing has a closed line for each ring, on the layer that is called like the grid."""
    rings = {code: list(some) for code, some in read.groupby("Layer").geometry}
    assert sorted(rings) == sorted(ours)
    for code, drawn in rings.items():
        borders = [shapely.boundary(ring) for ring in drawn]
        apart = shapely.hausdorff_distance(shapely.union_all(borders), ours[code].boundary)
        assert apart <= within, code
