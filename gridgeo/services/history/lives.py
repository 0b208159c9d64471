"""Use cases: the versions of a network; the life of a grid, from its first version to its last."""

from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import browse_grids, changes, grid_history, past_versions
from gridgeo.domain.errors import NotFoundError
from gridgeo.services.history.reasons import reasons_of
from gridgeo.services.list_networks import require_network
from gridgeo.services.read_rows import cut_page, read_number_cursor

_WATCHED = ("name", "kind", "status", "area_code", "reason")


def list_versions(
    session: Session, network: str, *, cursor: str | None = None, limit: int = 100
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of a network's publications, the latest first, and the next page's cursor.

    Raises
    ------
    NotFoundError
        If there is no such network.
    BadInputError
        If the cursor is none of ours.
    """
    before = read_number_cursor(cursor)
    require_network(session, network)
    rows = past_versions.list_versions(session, network, before, limit + 1)
    return cut_page(rows, limit, "version")


def read_life(session: Session, network: str, code: str) -> dict[str, Any]:
    """Give the life of a grid's code.

    Returns
    -------
    dict
        ``code``, ``versions`` (the oldest first: what it was, from when to when, what changed
        against the one before, who published it, from which plan, by which operations), ``parents``
        and ``children``.

    Raises
    ------
    NotFoundError
        If there is no such network, or it never had a grid of this code.
    """
    require_network(session, network)
    grid_id = changes.grid_id_of(session, network, code)
    if grid_id is None:
        raise NotFoundError(f"The network '{network}' never had a grid '{code}'.", field="code")
    rows = [dict(row) for row in grid_history.lives_of(session, grid_id)]
    plans = {row["plan_id"] for row in rows if row["plan_id"] is not None}
    why = reasons_of(session, plans, [code])
    nothing: dict[str, Any] = {"operations": [], "review": []}
    before: dict[str, Any] | None = None
    versions = []
    for row in rows:
        changed = _changed(before, row)  # takes what only it needs out of the row
        versions.append({**row, "changed": changed, **why.get(row["plan_id"], nothing)})
        before = row
    relatives = [dict(row) for row in browse_grids.lineage_of(session, grid_id)]
    return {
        "code": code,
        "versions": versions,
        "parents": [_relative(one) for one in relatives if one["side"] == "parent"],
        "children": [_relative(one) for one in relatives if one["side"] == "child"],
    }


def _changed(before: dict[str, Any] | None, row: dict[str, Any]) -> list[str]:
    """Name what is another against the version before."""
    redrawn = row.pop("redrawn")
    if before is None:
        return ["opened"]
    changed = ["border"] if redrawn else []
    if before["closed_in"] != row["opened_in"]:
        changed.append("opened")  # after a time without it: the network was rolled back
    return changed + [name for name in _WATCHED if before[name] != row[name]]


def _relative(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("code", "version", "households", "area_share")}
