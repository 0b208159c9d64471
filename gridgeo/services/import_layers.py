"""Layers of places into the database: checked row by row, merged by key, one transaction each.

The caller commits. Rows that cannot be used are left out and named; everything else is in.
"""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
from psycopg2.sql import SQL, Identifier
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db import bulk
from gridgeo.db.repositories import units
from gridgeo.io.kinds import (
    AREAS,
    BARRIERS,
    BUILDINGS,
    COMPOUNDS,
    HOUSEHOLDS,
    UNITS,
    Kind,
    kind_named,
)
from gridgeo.io.rows import RejectedRow, check_rows
from gridgeo.services.import_report import ImportReport, record_import

Step = Callable[[str], None]
STEPS = ("check", "copy", "merge")

_PLACE_BY_BUILDING = text("""
    UPDATE pg_temp.staging AS s
    SET geometry = ST_PointOnSurface(b.geometry), position_quality = 'geocoded'
    FROM buildings AS b
    WHERE b.code = s.building_code AND s.geometry IS NULL
""")


def import_areas(
    session: Session,
    frame: gpd.GeoDataFrame,
    *,
    source: str = "",
    actor: str = "system",
    step: Step | None = None,
) -> ImportReport:
    """Import administrative areas; a parent may stand in the same frame.

    Parameters
    ----------
    session : Session
        The caller commits or rolls back.
    frame : GeoDataFrame
        Canonical columns of the kind (`gridgeo.io.kinds`), any coordinate system.
    source, actor : str
        Recorded: the file's name, and who imports it.
    step : callable, optional
        Told the name of each of `STEPS` when it begins.

    Raises
    ------
    BadInputError
        If a required column or the coordinate system is missing: then no row can be used.
    """
    return _import(session, AREAS, frame, source, actor, step)


def import_barriers(
    session: Session,
    frame: gpd.GeoDataFrame,
    *,
    source: str = "",
    actor: str = "system",
    step: Step | None = None,
) -> ImportReport:
    """Import roads, water, walls and railways; see `import_areas`."""
    return _import(session, BARRIERS, frame, source, actor, step)


def import_compounds(
    session: Session,
    frame: gpd.GeoDataFrame,
    *,
    source: str = "",
    actor: str = "system",
    step: Step | None = None,
) -> ImportReport:
    """Import residential compounds; see `import_areas`."""
    return _import(session, COMPOUNDS, frame, source, actor, step)


def import_buildings(
    session: Session,
    frame: gpd.GeoDataFrame,
    *,
    source: str = "",
    actor: str = "system",
    step: Step | None = None,
) -> ImportReport:
    """Import buildings; their compounds must be known already; see `import_areas`."""
    return _import(session, BUILDINGS, frame, source, actor, step)


def import_households(
    session: Session,
    frame: gpd.GeoDataFrame,
    *,
    source: str = "",
    actor: str = "system",
    step: Step | None = None,
) -> ImportReport:
    """Import households, one or several a row; see `import_areas`.

    A row without a point stands in its building; a polygon (a small area with a count) gives a
    point inside it. Both are marked as geocoded unless the row says otherwise.
    """
    return _import(session, HOUSEHOLDS, frame, source, actor, step)


def import_units(
    session: Session,
    frame: gpd.GeoDataFrame,
    *,
    source: str = "",
    actor: str = "system",
    step: Step | None = None,
) -> ImportReport:
    """Import small areas with counts as units; see `import_areas`.

    A unit that a plan uses is not changed: its successor takes over, the plan keeps its own.
    """
    return _import(session, UNITS, frame, source, actor, step)


def import_kind(
    session: Session,
    kind: str,
    frame: gpd.GeoDataFrame,
    *,
    source: str = "",
    actor: str = "system",
    step: Step | None = None,
) -> ImportReport:
    """Import a layer of a kind given by name (not ``network``); see `import_areas`."""
    return _import(session, kind_named(kind), frame, source, actor, step)


def _import(
    session: Session,
    kind: Kind,
    frame: gpd.GeoDataFrame,
    source: str,
    actor: str,
    step: Step | None,
) -> ImportReport:
    announce = step or (lambda _name: None)
    announce("check")
    checked = check_rows(frame, kind)
    rows = checked.frame
    if kind is HOUSEHOLDS:
        rows = _with_quality(rows, frame)
    announce("copy")
    bulk.stage(session, kind.name, rows)
    rejected = checked.rejected + reject_unknown_references(session, kind)
    if kind is HOUSEHOLDS:
        session.execute(_PLACE_BY_BUILDING)
    announce("merge")
    columns = [column.name for column in kind.columns] + ["geometry"]
    merged = (
        units.merge_staged(session, columns)
        if kind is UNITS
        else bulk.merge(session, kind.name, [kind.key], columns)
    )
    rejected.sort(key=lambda row: row.row)
    report = ImportReport(kind.name, len(frame), merged.inserted, merged.updated, rejected)
    record_import(session, report, frame.crs, source=source, actor=actor)
    return report


def reject_unknown_references(session: Session, kind: Kind) -> list[RejectedRow]:
    """Take out of the staged rows those that name an object nobody knows, and say which.

    A row of the same import counts as known, unless it is rejected itself.
    """
    rejected: list[RejectedRow] = []
    for column in kind.columns:
        if column.refers_to is None or column.refers_to == "network":
            continue
        in_file = column.refers_to == kind.name
        statement = SQL("""
            DELETE FROM pg_temp.staging AS s
            WHERE s.{column} IS NOT NULL
              AND NOT EXISTS (SELECT FROM {table} AS t WHERE t.code = s.{column})
              {nor_here}
            RETURNING s.row_number, s.{key}, s.{column}
        """).format(
            column=Identifier(column.name),
            key=Identifier(kind.key),
            table=Identifier(column.refers_to),
            nor_here=SQL(
                "AND NOT EXISTS (SELECT FROM pg_temp.staging AS p WHERE p.code = s.{})"
            ).format(Identifier(column.name))
            if in_file
            else SQL(""),
        )
        reason = f"is not among the {column.refers_to}"
        while found := bulk.fetch(session, statement):
            rejected += [
                RejectedRow(row, key, column.name, value, reason) for row, key, value in found
            ]
    return rejected


def _with_quality(rows: gpd.GeoDataFrame, source: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Say where positions come from, where the file does not: given points count as surveyed."""
    types = source.geometry.geom_type.fillna("").to_numpy()[rows["row_number"].to_numpy() - 1]
    implied = np.where(types == "Point", "surveyed", "geocoded")
    quality = rows["position_quality"]
    return rows.assign(position_quality=quality.where(quality.notna(), implied))
