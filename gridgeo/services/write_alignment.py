"""A stored alignment as a GeoPackage: its proposals with the ground of each grid."""

from pathlib import Path

import geopandas as gpd
import shapely
from sqlalchemy.orm import Session

from gridgeo.io.vector import write_layers
from gridgeo.services.list_alignments import list_proposals

PAGE = 1000


def write_proposals(session: Session, alignment_id: int, path: Path) -> None:
    """Write every proposal as layer ``proposals``, EPSG:4326.

    A grid that ends has the ground that it had; ``partners`` are codes joined by spaces.

    Raises
    ------
    NotFoundError
        If there is no such alignment.
    UnavailableError
        If the file cannot be written.
    """
    items, cursor = list_proposals(session, alignment_id, limit=PAGE)
    while cursor is not None:
        more, cursor = list_proposals(session, alignment_id, cursor=cursor, limit=PAGE)
        items += more
    shapes = [shapely.geometry.shape(one.pop("geometry")) for one in items]
    rows = [{**one, "partners": " ".join(one["partners"])} for one in items]
    columns = [*(rows[0] if rows else {"code": ""})]
    frame = gpd.GeoDataFrame(rows, columns=columns, geometry=shapes, crs="EPSG:4326")
    write_layers(path, {"proposals": frame})
