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
    assert export_network(session, network, path) == grids
    published = published_grids(session, network)
    ours = dict(zip(published.codes, shapely.from_wkb(list(published.wkb)), strict=True))
    with open_source(path) as source:
        read = pd.concat(list(source.batches(source.layer())))
        if path.suffix == ".csv":
            read = place_rows(read, TablePlaces(wkt="wkt"))
    assert sorted(read["code"]) == sorted(ours)
    for code, theirs in zip(read["code"], read.geometry, strict=True):
        assert theirs.normalize().hausdorff_distance(ours[code].normalize()) <= within
    return read
