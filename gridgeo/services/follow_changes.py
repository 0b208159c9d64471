"""The change feed: what was published since, what a version changed, what replaced a grid."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import changes
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.services.list_networks import require_network
from gridgeo.services.read_rows import read_cursor, write_cursor

NOW = "now"
_MOST_DIGITS = 18


def list_changes(
    session: Session, since: str | None, *, network: str | None = None, limit: int = 100
) -> tuple[list[dict[str, Any]], str, bool]:
    """Give messages that follow a place in the feed.

    Parameters
    ----------
    session : Session
        To read with.
    since : str, optional
        ``next`` of an earlier call; None begins with the first message, ``now`` after the last.
    network : str, optional
        Only messages of this network.
    limit : int
        Most messages.

    Returns
    -------
    items : list of dict
        ``id``, ``topic``, ``created_at`` and ``data``.
    next : str
        Where to go on; the same place again when nothing followed.
    more : bool
        Whether further messages are there already.

    Raises
    ------
    BadInputError
        If ``since`` is not from an earlier call.
    NotFoundError
        If there is no such network.
    """
    if network is not None:
        require_network(session, network)
    if since == NOW:
        return [], str(changes.last_message(session)), False
    after = read_place(since)
    rows = changes.messages_after(session, after, network=network, limit=limit + 1)
    shown = rows[:limit]
    following = shown[-1]["id"] if shown else after
    return [message_of(row) for row in shown], str(following), len(rows) > limit


def read_place(since: str | None) -> int:
    """Read a place in the feed: the number of the last message that the caller has seen.

    Raises
    ------
    BadInputError
        If it is none.
    """
    if since is None:
        return 0
    if not (since.isascii() and since.isdigit() and len(since) <= _MOST_DIGITS):
        raise BadInputError("since must be 'next' of an earlier answer, or 'now'.", field="since")
    return int(since)


def message_of(row: RowMapping) -> dict[str, Any]:
    """Give a message as other systems see it, in the feed and from webhooks alike."""
    return {
        "id": str(row["id"]),
        "topic": row["topic"],
        "created_at": row["created_at"],
        "data": row["payload"],
    }


def list_version_changes(
    session: Session, network: str, version: int, *, cursor: str | None = None, limit: int = 100
) -> tuple[list[dict[str, Any]], str | None]:
    """Give the grids that a version opened, changed or closed, and the cursor of the next page.

    Raises
    ------
    NotFoundError
        If there is no such network or version.
    BadInputError
        If the cursor is none of ours.
    """
    after = read_cursor(cursor)
    require_network(session, network)
    if changes.get_version(session, network, version) is None:
        raise NotFoundError(f"The network '{network}' has no version {version}.", field="version")
    rows = changes.grids_of_version(session, network, version, after, limit + 1)
    shown = rows[:limit]
    descent = changes.descent_of_version(
        session, network, version, [row["grid_id"] for row in shown]
    )
    items = [_change(row, descent) for row in shown]
    return items, write_cursor(items[-1]["code"]) if len(rows) > limit else None


def find_replacements(
    session: Session, network: str, code: str, as_of: datetime | None = None
) -> list[dict[str, Any]]:
    """Say which grids hold a grid's ground at an instant, and what share of it each.

    The shares follow the lineage of every version; ground that no grid took is left out, so they
    may add up to less than 1.

    Raises
    ------
    NotFoundError
        If there is no such network, or it never had a grid of this code.
    """
    require_network(session, network)
    grid_id = changes.grid_id_of(session, network, code)
    if grid_id is None:
        raise NotFoundError(f"The network '{network}' never had a grid '{code}'.", field="code")
    shares = share_out(grid_id, changes.descent_from(session, grid_id, as_of))
    return [
        {
            **{name: row[name] for name in ("code", "name", "status", "households")},
            "area_share": round(min(shares[row["grid_id"]], 1.0), 6),
        }
        for row in changes.open_at(session, sorted(shares), as_of)
    ]


def share_out(grid_id: int, descent: Iterable[RowMapping | dict[str, Any]]) -> dict[int, float]:
    """Follow a grid's ground through versions.

    Parameters
    ----------
    grid_id : int
        Whose ground.
    descent : iterable of mapping
        ``version``, ``parent_grid_id``, ``child_grid_id``, ``area_share`` (of the parent's
        ground), in the order of versions.

    Returns
    -------
    dict
        Share of the ground by grid; what a grid did not hand over stays with it.
    """
    held = {grid_id: 1.0}
    moved: dict[int, float] = {}
    current = None
    for row in descent:
        if row["version"] != current:
            _settle(held, moved)
            current, before = row["version"], dict(held)
        part = before.get(row["parent_grid_id"], 0.0) * row["area_share"]
        if part > 0.0:
            moved[row["child_grid_id"]] = moved.get(row["child_grid_id"], 0.0) + part
            moved[row["parent_grid_id"]] = moved.get(row["parent_grid_id"], 0.0) - part
    _settle(held, moved)
    return held


def _settle(held: dict[int, float], moved: dict[int, float]) -> None:
    for grid_id, part in moved.items():
        held[grid_id] = max(held.get(grid_id, 0.0) + part, 0.0)
    moved.clear()


def _change(row: RowMapping, descent: Sequence[RowMapping]) -> dict[str, Any]:
    kinds = {(True, False): "opened", (False, True): "closed", (True, True): "changed"}
    return {
        "code": row["code"],
        "change": kinds[row["opened"], row["closed"]],
        "came_from": [
            _relative(link, "parent") for link in descent if link["child_grid_id"] == row["grid_id"]
        ],
        "went_to": [
            _relative(link, "child") for link in descent if link["parent_grid_id"] == row["grid_id"]
        ],
    }


def _relative(link: RowMapping, side: str) -> dict[str, Any]:
    return {
        "code": link[side],
        "households": link["households"],
        "area_share": link["area_share"],
    }
