"""A square town with two networks that do not fit: strips of one unit's width, and halves askew."""

import geopandas as gpd
from sqlalchemy.orm import Session

from gridgeo.domain.enums import Relation
from gridgeo.domain.network import NetworkSpec
from gridgeo.services.import_network import import_network
from tests.support import square_town
from tests.support.square_town import COLUMNS, PER_UNIT, ROWS, cell, community

MODEL = "zongzhi"  # strips, three a community, four units each
NETWORK = "dangjian"
SPEC = NetworkSpec(
    NETWORK, "党建", relation=Relation.WHOLE_GRIDS_OF, related_network_code=MODEL, level="built_on"
)
# Two grids a community: the first takes the west strip and half of the middle one.
STRIP = ROWS * PER_UNIT


def build(session: Session, count: int = 1) -> None:
    """Import the town and both networks as they are today."""
    square_town.build(session, count, present=True)
    import_network(session, SPEC, halves(count))


def halves(count: int) -> gpd.GeoDataFrame:
    """Give two grids a community, whose border jumps by a unit in the middle strip."""
    rows, shapes = [], []
    for number in range(count):
        west = number * COLUMNS
        first = cell(west, 0, 1, ROWS).union(cell(west + 1, 0, 1, 1))
        second = cell(west + 1, 1, 1, ROWS - 1).union(cell(west + 2, 0, 1, ROWS))
        for serial, shape in enumerate((first, second), start=1):
            code = f"{community(number)}{serial:03d}"
            rows.append((code, f"党建{serial}", community(number)))
            shapes.append(shape)
    frame = gpd.GeoDataFrame(rows, columns=["code", "name", "area_code"], geometry=shapes)
    return frame.set_crs("EPSG:4326")
