"""Published networks of thousands of grids, for figures and for runs under load."""

import numpy as np
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.support.published import START, add_network, patchwork

NETWORKS = ("zongzhi", "dangjian", "chengguan", "fangyi", "yibao", "fangpin", "xiaofang")
WEST, SOUTH = 120.9, 24.7

_COPY = (
    text("""
        INSERT INTO grids (network_code, code)
        SELECT :network, code FROM grids WHERE network_code = :first ORDER BY code COLLATE "C"
    """),
    text("""
        INSERT INTO grid_versions (grid_id, network_code, opened_in, valid, name, kind, status,
                                   area_code, households, persons, geometry)
        SELECT g.id, :network, 1, v.valid, v.name, v.kind, v.status, v.area_code, v.households,
               v.persons, v.geometry
        FROM grid_versions AS v JOIN grids AS f ON f.id = v.grid_id
        JOIN grids AS g ON g.network_code = :network AND g.code = f.code
        WHERE v.network_code = :first
    """),
)


def add_many_grids(
    session: Session, side: int, networks: int = 1, degrees: float = 1.0
) -> np.ndarray:
    """Publish ``side * side`` grids in each of some networks; give their polygons in code order.

    Codes are ``G000000`` onward; the square begins at `WEST`, `SOUTH`.
    """
    polygons = patchwork(side, seed=11, degrees=degrees)
    for code in NETWORKS[:networks]:
        add_network(session, code, code)
        session.execute(
            text("""
                INSERT INTO publications (network_code, version, source, valid_from, published_by,
                                          opened, closed)
                VALUES (:network, 1, 'import', :at, 'test', :opened, 0)
            """),
            {"network": code, "at": START, "opened": len(polygons)},
        )
    first = NETWORKS[0]
    _add_first(session, first, polygons)
    for code in NETWORKS[1:networks]:
        for statement in _COPY:
            session.execute(statement, {"network": code, "first": first})
    return polygons


def _add_first(session: Session, network: str, polygons: np.ndarray) -> None:
    codes = [f"G{number:06d}" for number in range(len(polygons))]
    bound = {"network": network, "codes": codes, "at": START}
    session.execute(
        text(
            "INSERT INTO grids (network_code, code) SELECT :network, unnest(CAST(:codes AS text[]))"
        ),
        bound,
    )
    session.execute(
        text("""
            INSERT INTO grid_versions (grid_id, network_code, opened_in, valid, name, kind, status,
                                       households, persons, geometry)
            SELECT g.id, :network, 1, tstzrange(:at, NULL), '第' || n.code || '网格', 'base',
                   'active', 400, 1000, ST_Multi(ST_SetSRID(ST_GeomFromWKB(n.wkb), 4326))
            FROM unnest(CAST(:codes AS text[]), CAST(:wkb AS bytea[])) AS n (code, wkb)
            JOIN grids AS g ON g.network_code = :network AND g.code = n.code
        """),
        bound | {"wkb": shapely.to_wkb(polygons).tolist()},
    )
