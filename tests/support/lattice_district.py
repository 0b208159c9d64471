"""A published district of square units as large as wanted: 256 units and 8 grids a community.

Communities stand in a square; each has 16 by 16 units of 0.0005 degrees with 12 households, cut
into strips of 2 by 16 units with 384 households. Streets run along every fourth border of units.
"""

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy.orm import Session

from gridgeo.domain.network import NetworkSpec
from gridgeo.services.import_layers import (
    import_areas,
    import_barriers,
    import_households,
    import_units,
)
from gridgeo.services.import_network import import_network
from gridgeo.services.import_report import ImportReport

WEST, SOUTH, STEP = 116.0, 39.5, 0.0005
SIDE = 16  # units along a community
WIDE, HIGH = 2, 16  # units along a grid
PER_UNIT = 12
NETWORK = NetworkSpec("zongzhi", "综治")
DISTRICT = "110199000000"


def community(number: int) -> str:
    """Give the code of a community; a hundred make a town."""
    return f"110199{number // 100 + 1:03d}{number % 100 + 1:03d}"


def unit(number: int, column: int, row: int) -> str:
    """Give the code of a unit of a community."""
    return f"{community(number)}-{column:02d}{row:02d}"


def cell(
    number: int, side: int, column: float, row: float, columns: float = 1, rows: float = 1
) -> shapely.Polygon:
    """Give a rectangle of units in a community, in a district of ``side`` by ``side``."""
    x, y = number % side * SIDE + column, number // side * SIDE + row
    west, east = (round(WEST + place * STEP, 9) for place in (x, x + columns))
    south, north = (round(SOUTH + place * STEP, 9) for place in (y, y + rows))
    return shapely.box(west, south, east, north)


def build(session: Session, side: int) -> None:
    """Import ``side * side`` communities and publish their grids."""
    count = side * side
    _require_whole(import_areas(session, _areas(side)))
    _require_whole(import_barriers(session, _streets(side)))
    places = [(n, c, r) for n in range(count) for c in range(SIDE) for r in range(SIDE)]
    ground = [cell(n, side, c, r) for n, c, r in places]
    people = {"households": PER_UNIT, "persons": 3 * PER_UNIT}
    codes = [unit(n, c, r) for n, c, r in places]
    owners = [community(n) for n, _, _ in places]
    _require_whole(
        import_units(session, _frame({"code": codes, "area_code": owners, **people}, ground))
    )
    _require_whole(
        import_households(session, _frame({"code": codes, **people}, shapely.centroid(ground)))
    )
    blocks = [
        (n, c, r) for n in range(count) for r in range(0, SIDE, HIGH) for c in range(0, SIDE, WIDE)
    ]
    grids = {
        "code": [
            f"{community(n)}{r // HIGH * (SIDE // WIDE) + c // WIDE + 1:03d}" for n, c, r in blocks
        ],
        "area_code": [community(n) for n, _, _ in blocks],
    }
    shapes = [_bent(n, side, c, r, WIDE, HIGH) for n, c, r in blocks]
    import_network(session, NETWORK, _frame({**grids, "name": grids["code"]}, shapes))


def _areas(side: int) -> gpd.GeoDataFrame:
    count = side * side
    shapes = [_bent(n, side, 0, 0, SIDE, SIDE) for n in range(count)]
    towns = np.arange(count) // 100
    whole = [shapely.union_all(np.array(shapes)[towns == town]) for town in np.unique(towns)]
    codes = [f"110199{town + 1:03d}000" for town in np.unique(towns)]
    return _frame(
        {
            "code": [DISTRICT, *codes, *(community(n) for n in range(count))],
            "name": [DISTRICT, *codes, *(community(n) for n in range(count))],
            "level": ["district", *["town"] * len(codes), *["community"] * count],
            "parent_code": [None, *[DISTRICT] * len(codes), *(codes[town] for town in towns)],
            "setting": "urban",
        },
        [shapely.union_all(whole), *whole, *shapes],
    )


def _streets(side: int) -> gpd.GeoDataFrame:
    lines = []
    for number in range(side * side):
        for place in range(0, SIDE, 4):
            lines.append(shapely.boundary(cell(number, side, place, 0, 4, SIDE)))
            lines.append(shapely.boundary(cell(number, side, 0, place, SIDE, 4)))
    codes = [f"S{place:06d}" for place in range(len(lines))]
    return _frame({"code": codes, "kind": "street", "rank": 3}, lines)


def _bent(
    number: int, side: int, column: int, row: int, columns: int, rows: int
) -> shapely.Polygon:
    """Draw a rectangle with a vertex at each unit's corner, as its units have them."""
    cells = [cell(number, side, column + c, row + r) for c in range(columns) for r in range(rows)]
    return shapely.coverage_union_all(cells)


def _frame(columns: dict, geometry: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=geometry, crs="EPSG:4326")


def _require_whole(report: ImportReport) -> None:
    assert not report.rejected, report.rejected[:3]
