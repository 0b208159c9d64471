"""Alignments for reading: a page of them, one of them, its proposals, its handover list."""

from typing import Any

import orjson
from sqlalchemy.orm import Session

from gridgeo.db.repositories import alignments
from gridgeo.db.tables import StoredAlignment
from gridgeo.services.list_networks import require_network
from gridgeo.services.read_rows import cut_page, read_number_cursor


def list_alignments(
    session: Session, network: str | None = None, *, cursor: str | None = None, limit: int = 50
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of alignments, the latest first, and the next page's cursor.

    Raises
    ------
    NotFoundError
        If there is no such network.
    BadInputError
        If the cursor is none of ours.
    """
    before = read_number_cursor(cursor)
    if network is not None:
        require_network(session, network)
    rows = alignments.list_alignments(session, network, before, limit + 1)
    return cut_page(rows, limit)


def get_alignment(session: Session, alignment_id: int) -> dict[str, Any]:
    """Give one alignment.

    Raises
    ------
    NotFoundError
        If there is no such alignment.
    """
    row = alignments.load_alignment(session, alignment_id)
    return {
        "id": row.id,
        "network": row.network_code,
        "model": row.model_code,
        "relation": row.relation.value,
        "areas": row.area_codes,
        "network_version": row.network_version,
        "model_version": row.model_version,
        "summary": row.summary,
        "plan_id": row.plan_id,
        "created_by": row.created_by,
        "created_at": row.created_at,
    }


def get_handover(session: Session, alignment_id: int) -> list[dict[str, Any]]:
    """Give the handover list of an alignment, as it was computed.

    Raises
    ------
    NotFoundError
        If there is no such alignment.
    """
    row: StoredAlignment = alignments.load_alignment(session, alignment_id)
    return row.handover


def list_proposals(
    session: Session, alignment_id: int, *, cursor: str | None = None, limit: int = 100
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of an alignment's proposals with their geometry, and the next page's cursor.

    Raises
    ------
    NotFoundError
        If there is no such alignment.
    BadInputError
        If the cursor is none of ours.
    """
    after = read_number_cursor(cursor)
    alignments.load_alignment(session, alignment_id)
    rows = alignments.list_proposals(session, alignment_id, after, limit + 1)
    shown, following = cut_page(rows, limit, "number")
    return [_proposal(row) for row in shown], following


def _proposal(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "geojson"} | {
        "geometry": orjson.loads(row["geojson"])
    }
