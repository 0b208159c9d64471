"""Standard addresses that come in: what names no place is left out, the gazetteer follows the rest.

The rows are merged like those of any kind; what the geocoder looks up are entries made of them.
"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.io.rows import RejectedRow
from gridgeo.services.geocode_areas import load_areas
from gridgeo.services.geocode_gazetteer import follow_standard_addresses, names_place

_CHUNK = 20_000
_STAGED = text("""
    SELECT row_number, code, address, name FROM pg_temp.staging
    WHERE row_number > :after ORDER BY row_number LIMIT :most
""")
_TAKE_OUT = text("DELETE FROM pg_temp.staging WHERE row_number = ANY(:rows)")
_WRITTEN = text("SELECT key FROM pg_temp.import_states WHERE state <> 'same' ORDER BY key")
_TOUCHED = text("SELECT DISTINCT key FROM import_touched WHERE import_id = :id ORDER BY key")


def reject_nameless(session: Session) -> list[RejectedRow]:
    """Take out of the staged rows those that no address could lead to, and say which."""
    known = load_areas(session).known
    rejected: list[RejectedRow] = []
    after = 0
    while rows := session.execute(_STAGED, {"after": after, "most": _CHUNK}).all():
        rejected += [
            RejectedRow(row.row_number, row.code, "address", row.address[:80], "names no place")
            for row in rows
            if not names_place(row.address, row.name, known)
        ]
        after = rows[-1].row_number
    session.execute(_TAKE_OUT, {"rows": [row.row for row in rejected]})
    return rejected


def follow_merge(session: Session) -> None:
    """Bring the gazetteer up to what the staged rows have just changed; nothing stays staged."""
    _follow(session, list(session.scalars(_WRITTEN)))


def touched_addresses(session: Session, import_id: int) -> list[str]:
    """Give the codes of the addresses that an import brought, changed or took away."""
    return list(session.scalars(_TOUCHED, {"id": import_id}))


def follow_undo(session: Session, codes: list[str]) -> None:
    """Bring the gazetteer up to addresses that have just been led back."""
    _follow(session, codes)


def _follow(session: Session, codes: list[str]) -> None:
    for start in range(0, len(codes), _CHUNK):
        follow_standard_addresses(session, codes[start : start + _CHUNK])
