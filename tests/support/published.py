"""Publishes made-up grids straight into the tables, for tests of what reads them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

START = "2026-01-01T00:00:00Z"


def add_areas(session: Session, areas: Sequence[Mapping[str, Any]]) -> None:
    """Insert areas given as code, name, level, parent_code, setting, geometry; parents first."""
    statement = text("""
        INSERT INTO areas (code, name, level, parent_code, setting, geometry)
        VALUES (:code, :name, :level, :parent_code, :setting,
                ST_Multi(ST_SetSRID(ST_GeomFromWKB(:wkb), 4326)))
    """)
    for area in areas:
        values = {"parent_code": None, "setting": "urban", **area}
        session.execute(statement, values | {"wkb": shapely.to_wkb(values.pop("geometry"))})


def add_network(
    session: Session, code: str, name: str = "综治", *, dedicated: str = "cut_out"
) -> None:
    """Insert a network with the national band in towns and half of it in the country."""
    session.execute(
        text(
            "INSERT INTO networks (code, name, code_template, dedicated)"
            " VALUES (:code, :name, '{area:12}{serial:3}', :dedicated)"
        ),
        {"code": code, "name": name, "dedicated": dedicated},
    )
    for setting, numbers in (("urban", (300, 400, 500)), ("rural", (150, 200, 250))):
        session.execute(
            text("INSERT INTO network_standards VALUES (:code, :setting, :low, :target, :high)"),
            dict(
                zip(
                    ("code", "setting", "low", "target", "high"),
                    (code, setting, *numbers),
                    strict=True,
                )
            ),
        )


def publish(
    session: Session,
    network: str,
    grids: Sequence[Mapping[str, Any]],
    *,
    version: int = 1,
    valid_from: str = START,
) -> None:
    """Replace a network's open grids by these: code, geometry, and what else is not the default."""
    session.execute(
        text("""
            INSERT INTO publications (network_code, version, source, valid_from, published_by,
                                      opened, closed)
            VALUES (:network, :version, 'import', :at, 'test', :opened, 0)
        """),
        {"network": network, "version": version, "at": valid_from, "opened": len(grids)},
    )
    session.execute(
        text("""
            UPDATE grid_versions SET valid = tstzrange(lower(valid), :at), closed_in = :version
            WHERE network_code = :network AND upper_inf(valid)
        """),
        {"network": network, "version": version, "at": valid_from},
    )
    session.execute(
        text("""
            INSERT INTO grids (network_code, code) VALUES (:network, :code)
            ON CONFLICT (network_code, code) DO NOTHING
        """),
        [{"network": network, "code": grid["code"]} for grid in grids],
    )
    session.execute(
        text("""
            INSERT INTO grid_versions (grid_id, network_code, opened_in, valid, name, kind, status,
                                       area_code, households, persons, geometry)
            SELECT id, :network, :version, tstzrange(:at, NULL), :name, :kind, 'active',
                   :area_code, :households, :persons,
                   ST_Multi(ST_SetSRID(ST_GeomFromWKB(:wkb), 4326))
            FROM grids WHERE network_code = :network AND code = :code
        """),
        [_row(grid) | {"network": network, "version": version, "at": valid_from} for grid in grids],
    )


def add_lineage(
    session: Session, network: str, version: int, pairs: Sequence[tuple[str, str, int, float]]
) -> None:
    """Say who gave ground to whom: parent, child, households, share of the parent's area."""
    session.execute(
        text("""
            INSERT INTO grid_lineage (parent_grid_id, child_grid_id, network_code, version,
                                      households, area_share)
            SELECT p.id, c.id, :network, :version, :households, :share FROM grids AS p, grids AS c
            WHERE p.network_code = :network AND p.code = :parent
              AND c.network_code = :network AND c.code = :child
        """),
        [
            {"network": network, "version": version, "parent": parent, "child": child}
            | {"households": households, "share": share}
            for parent, child, households, share in pairs
        ],
    )


def _row(grid: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {
        "name": f"网格{grid['code']}",
        "kind": "base",
        "area_code": None,
        "households": None,
        "persons": None,
    }
    row = {**defaults, **grid}
    return row | {"wkb": shapely.to_wkb(row.pop("geometry"))}


def patchwork(side: int, seed: int, degrees: float = 0.1) -> np.ndarray:
    """Give ``side * side`` polygons with crooked borders that cover a square without a gap.

    The square begins at 120.9 E, 24.7 N and is ``degrees`` wide and high.
    """
    rng = np.random.default_rng(seed)
    corners = np.stack(np.meshgrid(*[np.arange(side + 1.0)] * 2, indexing="ij"), axis=-1)
    corners[1:-1, 1:-1] += rng.uniform(-0.3, 0.3, (side - 1, side - 1, 2))
    along = np.linspace(0, 1, 6)[1:-1, None]

    def border(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return a + (b - a) * along + rng.normal(0, 0.03, (4, 2))

    east = {(i, j): border(corners[i, j], corners[i + 1, j]) for i, j in np.ndindex(side, side + 1)}
    north = {
        (i, j): border(corners[i, j], corners[i, j + 1]) for i, j in np.ndindex(side + 1, side)
    }
    rings = [
        np.vstack(
            [
                *(corners[i, j][None], east[i, j], corners[i + 1, j][None], north[i + 1, j]),
                *(corners[i + 1, j + 1][None], east[i, j + 1][::-1]),
                *(corners[i, j + 1][None], north[i, j][::-1]),
            ]
        )
        for i, j in np.ndindex(side, side)
    ]
    corner = np.array([120.9, 24.7])
    return np.array([shapely.Polygon(ring * degrees / side + corner) for ring in rings])
