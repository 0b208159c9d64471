"""A present network of grids into the database: its drawn grids become a published version.

What departments drew by hand has overlaps and gaps. They are taken as they are, for a check to
find; only a plan's publication must be free of them.
"""

import geopandas as gpd
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.repositories import import_states, networks, publications
from gridgeo.domain.errors import NotFoundError
from gridgeo.domain.network import NetworkSpec
from gridgeo.io.kinds import GRIDS
from gridgeo.io.rows import RejectedRow
from gridgeo.services.count_grids import count_open_grids
from gridgeo.services.import_layers import Step
from gridgeo.services.import_report import ImportReport, open_import
from gridgeo.services.imports.origin import Origin, origin_of_frame
from gridgeo.services.imports.settle import Effect, sift
from gridgeo.services.imports.stage import stage_rows

_REJECT_PARENTS = text("""
    DELETE FROM pg_temp.staging AS s
    WHERE s.parent_code IS NOT NULL AND (s.kind <> 'micro' OR NOT (
        EXISTS (SELECT FROM pg_temp.staging AS p WHERE p.code = s.parent_code)
        OR EXISTS (SELECT FROM grids AS g
                   WHERE g.network_code = :network AND g.code = s.parent_code)))
    RETURNING s.row_number, s.code, s.parent_code, s.kind
""")
_STATES = text("""
    DROP TABLE IF EXISTS pg_temp.import_states;
    CREATE TEMP TABLE import_states ON COMMIT DROP AS
    SELECT s.code AS key, CASE
        WHEN v.id IS NULL THEN 'new'
        WHEN (v.name, v.kind, v.status, v.area_code, p.code)
             IS NOT DISTINCT FROM
             (coalesce(s.name, s.code), s.kind, s.status, s.area_code, s.parent_code)
             AND v.geometry = s.geometry THEN 'same'
        ELSE 'changed' END AS state
    FROM pg_temp.staging AS s
    LEFT JOIN grids AS g ON g.network_code = :network AND g.code = s.code
    LEFT JOIN grid_versions AS v ON v.grid_id = g.id AND upper_inf(v.valid)
    LEFT JOIN grids AS p ON p.id = v.parent_grid_id;
    INSERT INTO pg_temp.import_states
    SELECT g.code, 'gone' FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    WHERE v.network_code = :network AND upper_inf(v.valid)
      AND v.opened_in IN (SELECT version FROM imports WHERE kind = 'network'
                          AND network_code = :network AND dataset = :dataset
                          AND undone_at IS NULL)
      AND NOT EXISTS (SELECT FROM pg_temp.staging AS s WHERE s.code = g.code)
""")
# No file knows the trigger of a reserved grid: it stays while the grid is reserved.
_NEXT = text("""
    INSERT INTO pg_temp.next_grids
        (code, name, kind, status, area_code, parent_code, trigger_count, geometry)
    SELECT s.code, coalesce(s.name, s.code), s.kind, s.status, s.area_code, s.parent_code,
           CASE WHEN s.status = 'reserved' THEN v.trigger_count END, s.geometry
    FROM pg_temp.staging AS s
    LEFT JOIN grids AS g ON g.network_code = :network AND g.code = s.code
    LEFT JOIN grid_versions AS v ON v.grid_id = g.id AND upper_inf(v.valid)
""")
_CLOSING = text("""
    INSERT INTO pg_temp.closing
    SELECT v.id FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    JOIN pg_temp.import_states AS x ON x.key = g.code
    WHERE v.network_code = :network AND upper_inf(v.valid)
      AND (x.state <> 'gone' OR :remove_gone)
""")
_EXAMPLES = 20


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
    code = define_network(session, spec)
    if grids is None:
        return ImportReport(GRIDS.name, 0, 0, 0, [])
    publications.lock_network(session, code)
    announce("check")
    staged = stage_rows(session, GRIDS, [grids], table="grid_versions")
    rejected = sorted(staged.rejected + sift_grids(session, code), key=lambda row: row.row)
    announce("merge")
    origin = origin_of_frame(grids.crs, source, actor)
    return publish_staged(session, code, origin, staged.read, rejected)


def sift_grids(session: Session, network_code: str) -> list[RejectedRow]:
    """Take out of the staged grids those that cannot go in beside the others, and say why."""
    return sift(session, GRIDS) + _reject_parents(session, network_code)


def foresee_grids(session: Session, network_code: str, dataset: str | None) -> Effect:
    """Say what publishing the staged grids would do; nothing is changed."""
    session.execute(_STATES, {"network": network_code, "dataset": dataset})
    shown = {
        name: import_states.examples(session, name, _EXAMPLES)
        for name in ("new", "changed", "gone")
    }
    return Effect(import_states.count_states(session), {}, shown)


def publish_staged(
    session: Session,
    code: str,
    origin: Origin,
    read: int,
    rejected: list[RejectedRow],
    *,
    remove_gone: bool = False,
) -> ImportReport:
    """Make the staged grids the network's next version and record the import."""
    states = foresee_grids(session, code, origin.dataset).states
    publications.begin_version(session)
    session.execute(_NEXT, {"network": code})
    session.execute(_CLOSING, {"network": code, "remove_gone": remove_gone})
    published = publications.finish_version(session, code, source="import", actor=origin.actor)
    count_open_grids(session, code)
    opened, closed = (published.opened, published.closed) if published else (0, 0)
    removed = states.gone if remove_gone else 0
    updated = closed - removed
    report = ImportReport(
        GRIDS.name, read, opened - updated, updated, rejected, gone=states.gone, removed=removed
    )
    version = published.version if published else None
    return open_import(session, report, origin, network_code=code, version=version)


def define_network(session: Session, spec: NetworkSpec | str) -> str:
    """Save a network's definition, or make sure that it is there; give its code.

    Raises
    ------
    NotFoundError
        If a network is named that is not there.
    """
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
