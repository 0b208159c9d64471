"""Layers of places into the database: checked row by row, merged by key, one transaction each.

The caller commits. Rows that cannot be used are left out and named; everything else is in.
"""

from collections.abc import Callable

import geopandas as gpd
from sqlalchemy.orm import Session

from gridgeo.db.repositories import import_changes
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
from gridgeo.services.import_report import ImportReport
from gridgeo.services.imports.origin import origin_of_frame
from gridgeo.services.imports.settle import merge, sift
from gridgeo.services.imports.stage import stage_rows

Step = Callable[[str], None]


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
        Told ``check`` and ``merge`` when these begin.

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
    import_changes.lock(session, kind.name)
    staged = stage_rows(session, kind, [frame])
    announce("merge")
    rejected = sorted(staged.rejected + sift(session, kind), key=lambda row: row.row)
    origin = origin_of_frame(frame.crs, source, actor)
    return merge(session, kind, origin, staged.read, rejected)
