"""The register of what was erased on request: by a hash of the key, so that it stays away."""

from sqlalchemy import text
from sqlalchemy.orm import Session

_HASH = "encode(sha256(convert_to({}, 'UTF8')), 'hex')"
_ADD = text(f"""
    INSERT INTO erased_keys (kind, key_hash, erased_by)
    VALUES (:kind, {_HASH.format("CAST(:key AS text)")}, :actor) ON CONFLICT DO NOTHING
""")  # noqa: S608 - our own words
_REMOVE = text(f"""
    DELETE FROM erased_keys
    WHERE kind = :kind AND key_hash = {_HASH.format("CAST(:key AS text)")}
""")  # noqa: S608
_ANY = text("SELECT EXISTS (SELECT FROM erased_keys WHERE kind = :kind)")
_TAKE_OUT = text(f"""
    DELETE FROM pg_temp.staging AS s USING erased_keys AS e
    WHERE e.kind = :kind AND e.key_hash = {_HASH.format("s.code")}
    RETURNING s.row_number, s.code
""")  # noqa: S608


def add(session: Session, kind: str, key: str, actor: str) -> None:
    """Enter a key."""
    session.execute(_ADD, {"kind": kind, "key": key, "actor": actor})


def remove(session: Session, kind: str, key: str) -> bool:
    """Strike a key out; say whether it stood there."""
    result = session.execute(_REMOVE, {"kind": kind, "key": key})
    return bool(result.rowcount)  # type: ignore[attr-defined]  # of a write it is there


def take_out_staged(session: Session, kind: str) -> list[tuple[int, str]]:
    """Take the staged rows with such keys out; give their numbers and keys."""
    if not session.scalar(_ANY, {"kind": kind}):
        return []  # nobody was ever erased: no row has to be hashed
    return [(row, key) for row, key in session.execute(_TAKE_OUT, {"kind": kind})]
