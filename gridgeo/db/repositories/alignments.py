"""Alignments and their proposals: stored in bulk, read a page at a time."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from gridgeo.db import bulk
from gridgeo.db.tables import StoredAlignment
from gridgeo.domain.errors import NotFoundError

_LIST = text("""
    SELECT id, network_code AS network, model_code AS model, relation, area_codes AS areas,
           network_version, model_version, summary, plan_id, created_by, created_at
    FROM alignments
    WHERE (CAST(:network AS text) IS NULL OR network_code = :network)
      AND (CAST(:before AS bigint) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT :limit
""")
_PROPOSALS = text("""
    SELECT number, code, former_code, kind, keeps_code, households_before, households_after,
           households_in, households_out, area_in_m2, area_out_m2, partners,
           group_number AS "group", ST_AsGeoJSON(geometry, 7) AS geojson
    FROM alignment_proposals
    WHERE alignment_id = :alignment AND (CAST(:after AS bigint) IS NULL OR number > :after)
    ORDER BY number LIMIT :limit
""")


def store_alignment(session: Session, row: StoredAlignment, proposals: pd.DataFrame) -> int:
    """Keep an alignment with its proposals; give its id.

    Parameters
    ----------
    session : Session
        The caller commits.
    row : StoredAlignment
        New.
    proposals : DataFrame
        The columns of `gridgeo.db.tables.AlignmentProposal` but its key; geometry in EPSG:4326.
    """
    session.add(row)
    session.flush()
    numbered = proposals.assign(alignment_id=row.id, number=range(1, len(proposals) + 1))
    arrays = [_array(codes) for codes in numbered["partners"]]
    bulk.copy(session, "alignment_proposals", numbered.assign(partners=arrays))
    return row.id


def load_alignment(session: Session, alignment_id: int, *, lock: bool = False) -> StoredAlignment:
    """Load an alignment; with ``lock`` nobody else changes it until the transaction ends.

    Raises
    ------
    NotFoundError
        If there is no such alignment.
    """
    row = session.get(StoredAlignment, alignment_id, with_for_update=lock, populate_existing=lock)
    if row is None:
        raise NotFoundError(f"There is no alignment {alignment_id}.", field="alignment_id")
    return row


def list_alignments(
    session: Session, network: str | None, before: int | None, limit: int
) -> Sequence[RowMapping]:
    """Read at most ``limit`` alignments older than ``before``, the latest first."""
    bound: dict[str, Any] = {"network": network, "before": before, "limit": limit}
    return session.execute(_LIST, bound).mappings().all()


def list_proposals(
    session: Session, alignment_id: int, after: int | None, limit: int
) -> Sequence[RowMapping]:
    """Read at most ``limit`` proposals after number ``after``."""
    bound = {"alignment": alignment_id, "after": after, "limit": limit}
    return session.execute(_PROPOSALS, bound).mappings().all()


def _array(codes: Sequence[str]) -> str:
    """Write an array of texts as PostgreSQL reads it."""
    quoted = (code.replace("\\", "\\\\").replace('"', '\\"') for code in codes)
    return "{" + ",".join(f'"{code}"' for code in quoted) + "}"
