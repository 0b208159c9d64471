"""Imports and profiles for those who manage data."""

from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, browse_imports
from gridgeo.db.tables import ImportProfile
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.io.kinds import KINDS, Kind
from gridgeo.services.imports.request import ImportRequest
from gridgeo.services.read_rows import cut_page, read_number_cursor

_MOST_REJECTIONS = 1000


def list_imports(
    session: Session, kind: str | None = None, *, cursor: str | None = None, limit: int = 50
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of imports, the latest first, and the next page's cursor."""
    rows = browse_imports.list_imports(session, kind, read_number_cursor(cursor), limit + 1)
    return cut_page(rows, limit)


def get_import(session: Session, import_id: int) -> dict[str, Any]:
    """Give one import with the rows that it left out, without their values.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    row = browse_imports.get_import(session, import_id)
    if row is None:
        raise NotFoundError(f"There is no import {import_id}.", field="import_id")
    left_out = browse_imports.rejections_of(session, import_id, _MOST_REJECTIONS)
    return {**row, "rejections": [dict(one) for one in left_out]}


def list_profiles(session: Session, kind: str | None = None) -> list[dict[str, Any]]:
    """Give the saved profiles by name."""
    return [_describe(row) for row in browse_imports.list_profiles(session, kind)]


def get_profile(session: Session, name: str) -> dict[str, Any]:
    """Give one profile.

    Raises
    ------
    NotFoundError
        If there is none of this name.
    """
    row = session.get(ImportProfile, name)
    if row is None:
        names = ", ".join(one.name for one in browse_imports.list_profiles(session, None))
        raise NotFoundError(
            f"There is no profile '{name}'; there are: {names or 'none'}.", field="profile"
        )
    return _describe(row)


def save_profile(session: Session, name: str, request: ImportRequest, *, actor: str) -> None:
    """Save how a file is read, to read the next one of the same source alike.

    Raises
    ------
    BadInputError
        If the name is empty or too long.
    """
    if not name.strip() or len(name) > 64:
        raise BadInputError("A profile's name has 1 to 64 characters.", field="profile")
    browse_imports.save_profile(session, name.strip(), request.kind, request.profile(), actor)
    audit.append(session, actor, "save_profile", "import", name.strip())


def delete_profile(session: Session, name: str, *, actor: str) -> None:
    """Delete a profile.

    Raises
    ------
    NotFoundError
        If there is none of this name.
    """
    get_profile(session, name)
    session.delete(session.get_one(ImportProfile, name))
    audit.append(session, actor, "delete_profile", "import", name)


def with_profile(session: Session, request: ImportRequest, name: str | None) -> ImportRequest:
    """Complete a request by a profile; what the request tells goes before it.

    Raises
    ------
    NotFoundError
        If there is no such profile.
    BadInputError
        If the profile is for another kind.
    """
    if name is None:
        return request
    profile = get_profile(session, name)
    if profile["kind"] != request.kind:
        raise BadInputError(
            f"The profile '{name}' is for {profile['kind']}, not for {request.kind}.",
            field="profile",
        )
    return request.with_profile(profile["settings"])


def list_kinds() -> list[dict[str, Any]]:
    """Describe the kinds of data and their columns, as a form needs them."""
    return [_describe_kind(kind) for kind in KINDS.values()]


def _describe_kind(kind: Kind) -> dict[str, Any]:
    columns = [
        {
            "name": column.name,
            "names": list(column.names),
            "type": column.type.value,
            "required": column.required,
            "default": None if column.default is None else str(column.default),
            "choices": sorted(set(column.choices.values())),
            "refers_to": column.refers_to,
        }
        for column in kind.columns
    ]
    return {
        "name": kind.name,
        "geometry": sorted(kind.geometry),
        "of_network": kind.of_network,
        "placed_by": kind.placed_by,
        "columns": columns,
    }


def _describe(row: ImportProfile) -> dict[str, Any]:
    return {
        "name": row.name,
        "kind": row.kind,
        "settings": row.settings,
        "saved_by": row.saved_by,
        "saved_at": row.saved_at,
    }
