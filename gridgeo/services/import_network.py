"""A present network of grids into the database: its drawn grids become a published version.

What departments drew by hand has overlaps and gaps. They are taken as they are, for a check to
find; only a plan's publication must be free of them.
"""

import geopandas as gpd
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db import bulk
from gridgeo.db.repositories import networks, publications
from gridgeo.domain.errors import NotFoundError
from gridgeo.domain.network import NetworkSpec
from gridgeo.io.kinds import GRIDS
from gridgeo.io.rows import RejectedRow, check_rows
from gridgeo.services.count_grids import count_open_grids
from gridgeo.services.import_layers import Step, reject_unknown_references
from gridgeo.services.import_report import ImportReport, record_import

_REJECT_PARENTS = text("""
    DELETE FROM pg_temp.staging AS s
    WHERE s.parent_code IS NOT NULL AND (s.kind <> 'micro' OR NOT (
        EXISTS (SELECT FROM pg_temp.staging AS p WHERE p.code = s.parent_code)
        OR EXISTS (SELECT FROM grids AS g
                   WHERE g.network_code = :network AND g.code = s.parent_code)))
    RETURNING s.row_number, s.code, s.parent_code, s.kind
""")
_NEXT = text("""
    INSERT INTO pg_temp.next_grids (code, name, kind, status, area_code, parent_code, geometry)
    SELECT code, coalesce(name, code), kind, status, area_code, parent_code, geometry
    FROM pg_temp.staging
""")
_CLOSING = text("""
    INSERT INTO pg_temp.closing
    SELECT v.id FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    JOIN pg_temp.next_grids AS n ON n.code = g.code
    WHERE v.network_code = :network AND upper_inf(v.valid)
""")


def import_network(
    session: Session,
    spec: NetworkSpec | str,
    grids: gpd.GeoDataFrame | None,
    *,
    source: str = "",
    actor: str = "system",
    step: Step | None = None,
) -> ImportReport:
    """Import a network's definition and its present grids as the network's next version.

    Grids are matched by code: new ones are opened, changed ones close their old version, those
    that are the same or absent stay as they are. Afterwards all are counted.

    Parameters
    ----------
    session : Session
        The caller commits.
    spec : NetworkSpec or str
        The definition to save, or the code of a network that is there.
    grids : GeoDataFrame, optional
        Canonical columns of `gridgeo.io.kinds.GRIDS`, any coordinate system.
    source, actor, step
        As in `gridgeo.services.import_layers.import_areas`.

    Raises
    ------
    NotFoundError
        If a network is named that is not there.
    BadInputError
        If a required column or the coordinate system is missing.
    """
    announce = step or (lambda _name: None)
    code = _define(session, spec)
    if grids is None:
        return ImportReport(GRIDS.name, 0, 0, 0, [])
    publications.lock_network(session, code)
    announce("check")
    checked = check_rows(grids, GRIDS)
    announce("copy")
    bulk.stage(session, "grid_versions", checked.frame)
    rejected = checked.rejected + reject_unknown_references(session, GRIDS)
    rejected += _reject_parents(session, code)
    announce("merge")
    report = _publish(session, code, len(grids), rejected, actor)
    record_import(session, report, grids.crs, source=source, actor=actor, network_code=code)
    return report


def _define(session: Session, spec: NetworkSpec | str) -> str:
    if isinstance(spec, NetworkSpec):
        networks.save_network(session, spec)
        return spec.code
    if not networks.network_exists(session, spec):
        raise NotFoundError(
            f"There is no network '{spec}'; give its --name to make it.", field="network"
        )
    return spec


def _reject_parents(session: Session, network_code: str) -> list[RejectedRow]:
    rejected = []
    while rows := session.execute(_REJECT_PARENTS, {"network": network_code}).all():
        for row, key, parent, kind in rows:
            reason = "is no grid of the network" if kind == "micro" else "is only for micro-grids"
            rejected.append(RejectedRow(row, key, "parent_code", parent, reason))
    return rejected


def _publish(
    session: Session, code: str, read: int, rejected: list[RejectedRow], actor: str
) -> ImportReport:
    publications.begin_version(session)
    session.execute(_NEXT)
    session.execute(_CLOSING, {"network": code})
    published = publications.finish_version(session, code, source="import", actor=actor)
    count_open_grids(session, code)
    opened, closed = (published.opened, published.closed) if published else (0, 0)
    rejected.sort(key=lambda row: row.row)
    return ImportReport(GRIDS.name, read, opened - closed, closed, rejected)
