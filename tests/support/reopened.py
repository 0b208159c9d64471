"""The published grids of a network written to a file and read again, held against the database."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories.grids import published_grids
from gridgeo.io.sources import open_source
from gridgeo.io.table_places import TablePlaces, place_rows
from gridgeo.services.export_network import export_network


def reopen_grids(
    session: Session, network: str, path: Path, grids: int, within: float
) -> gpd.GeoDataFrame:
    """Write the grids, assert that all come back in place to ``within`` degrees, and give them."""
    workbook = path.suffix == ".xlsx"
    assert export_network(session, network, path) == grids
    published = published_grids(session, network)
    ours = dict(zip(published.codes, shapely.from_wkb(list(published.wkb)), strict=True))
    with open_source(path) as source:
        read = pd.concat(list(source.batches(source.layer("网格" if workbook else None))))
    if workbook:
        # A workbook has a point inside each grid, not its border.
        inside = gpd.points_from_xy(read["X(经度或东坐标)"], read["Y(纬度或北坐标)"])
        codes = list(read["网格编码"])
        assert sorted(codes) == sorted(ours)
        assert all(ours[code].covers(point) for code, point in zip(codes, inside, strict=True))
        return read
    if path.suffix == ".dxf":
        _require_rings(read, ours, within)
        return read
    if path.suffix == ".csv":
        read = place_rows(read, TablePlaces(wkt="wkt"))
    assert sorted(read["code"]) == sorted(ours)
    for code, theirs in zip(read["code"], read.geometry, strict=True):
        assert theirs.normalize().hausdorff_distance(ours[code].normalize()) <= within
    return read


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
