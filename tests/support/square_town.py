"""A town of square communities, each of 3 by 4 square units with 96 households: 3 grids of 384.

Frames have the canonical columns; the ground starts at 116.0 E, 39.9 N, units are 0.001 degrees.
"""

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.domain.network import NetworkSpec
from gridgeo.services.import_layers import import_areas, import_households, import_units
from gridgeo.services.import_network import import_network

WEST, SOUTH, STEP = 116.0, 39.9, 0.001
COLUMNS, ROWS = 3, 4
PER_UNIT = 96  # 1,152 a community: three grids is the only number that fits 300 to 500
TOWN = "110199001000"
NETWORK = NetworkSpec("zongzhi", "综治")


def community(number: int) -> str:
    """Give the code of a community, numbered from 0 in the west."""
    return f"110199001{number + 1:03d}"


def cell(column: float, row: float, columns: float = 1, rows: float = 1) -> shapely.Polygon:
    """Give a rectangle of units; columns count on through the communities."""
    west, south = WEST + column * STEP, SOUTH + row * STEP
    return shapely.box(west, south, WEST + (column + columns) * STEP, SOUTH + (row + rows) * STEP)


def areas(count: int) -> gpd.GeoDataFrame:
    """Give a town and its communities."""
    whole = shapely.union_all([_community_ground(i) for i in range(count)])
    return gpd.GeoDataFrame(
        {
            "code": [TOWN, *(community(i) for i in range(count))],
            "name": ["和平街道", *(f"第{i + 1}社区" for i in range(count))],
            "level": ["town", *["community"] * count],
            "parent_code": [None, *[TOWN] * count],
            "setting": "urban",
        },
        geometry=[whole, *(_community_ground(i) for i in range(count))],
        crs="EPSG:4326",
    )


def units(count: int) -> gpd.GeoDataFrame:
    """Give the units of all communities."""
    places = [(i, c, r) for i in range(count) for c in range(COLUMNS) for r in range(ROWS)]
    return gpd.GeoDataFrame(
        {
            "code": [f"{community(i)}-{c}{r}" for i, c, r in places],
            "area_code": [community(i) for i, _c, _r in places],
            "households": PER_UNIT,
            "persons": 2 * PER_UNIT,
        },
        geometry=[cell(i * COLUMNS + c, r) for i, c, r in places],
        crs="EPSG:4326",
    )


def households(count: int) -> gpd.GeoDataFrame:
    """Give four addresses a unit, each standing for a quarter of its households."""
    ground = units(count)
    centres = shapely.get_coordinates(shapely.centroid(ground.geometry.to_numpy()))
    offsets = 0.25 * STEP * np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])
    places = (centres[:, None, :] + offsets).reshape(-1, 2)
    codes = [f"h{code}-{k}" for code in ground["code"] for k in range(4)]
    return gpd.GeoDataFrame(
        {"code": codes, "households": PER_UNIT // 4, "persons": PER_UNIT // 2},
        geometry=shapely.points(places),
        crs="EPSG:4326",
    )


def strips(count: int) -> gpd.GeoDataFrame:
    """Give present grids: each community in three strips from south to north, without a fault."""
    places = [(i, c) for i in range(count) for c in range(COLUMNS)]
    return gpd.GeoDataFrame(
        {
            "code": [f"{community(i)}{c + 1:03d}" for i, c in places],
            "name": [f"第{i + 1}社区第{c + 1}网格" for i, c in places],
            "area_code": [community(i) for i, _c in places],
        },
        geometry=[cell(i * COLUMNS + c, 0, 1, ROWS) for i, c in places],
        crs="EPSG:4326",
    )


def build(session: Session, count: int = 2, *, present: bool = False) -> None:
    """Import the town, and a network that has no grids yet unless ``present``."""
    import_areas(session, areas(count))
    import_units(session, units(count))
    import_households(session, households(count))
    import_network(session, NETWORK, strips(count) if present else None)


def _community_ground(number: int) -> shapely.Polygon:
    """Draw a community with a vertex at each unit's corner, as its units have them."""
    return shapely.union_all(
        [cell(number * COLUMNS + c, r) for c in range(COLUMNS) for r in range(ROWS)]
    )


def count_broken(session: Session, plan_id: int) -> int | None:
    """Count the pairs of a published grid of the town and a planned one that holds a part of it."""
    broken = """
        SELECT count(*) FROM grid_versions AS v JOIN plan_grids AS g
          ON ST_Area(ST_Intersection(g.geometry, v.geometry)) > 1e-12
        WHERE v.network_code = 'zongzhi' AND g.plan_id = :plan
          AND ST_Area(ST_Difference(v.geometry, g.geometry)) > 1e-12
    """
    count: int | None = session.scalar(text(broken), {"plan": plan_id})
    return count
