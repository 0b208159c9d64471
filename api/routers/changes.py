"""What changed: the feed that other systems follow, the changes of a version, replacements."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.access import Action
from api.deps import SessionDep, allow
from api.params import AsOf, Cursor, Limit
from api.schemas.changes import (
    Change,
    ChangePage,
    GridChange,
    GridChangePage,
    Replacement,
    ReplacementList,
)
from api.schemas.common import GridCode, NetworkCode
from gridgeo.services import follow_changes

router = APIRouter(tags=["changes"], dependencies=[Depends(allow(Action.FEATURES))])

Since = Annotated[
    str | None,
    Query(
        max_length=18,
        description="'next' of an earlier answer; left out: from the first; 'now': from here on",
        examples=["17"],
    ),
]
Version = Annotated[int, Path(ge=1, le=2**31 - 1, description="A published version")]


@router.get("/changes", operation_id="list_changes")
def read_changes(
    session: SessionDep,
    since: Since = None,
    network: Annotated[NetworkCode | None, Query(description="Only of this network")] = None,
    limit: Limit = 100,
) -> ChangePage:
    """List what happened since: in order, nothing left out, asked again the same again."""
    items, following, more = follow_changes.list_changes(
        session, since, network=network, limit=limit
    )
    return ChangePage(items=[Change(**item) for item in items], next=following, more=more)


@router.get("/networks/{network}/versions/{version}/changes", operation_id="list_version_changes")
def read_version_changes(
    session: SessionDep,
    network: NetworkCode,
    version: Version,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> GridChangePage:
    """List the grids that a version opened, changed or closed, with their lineage."""
    items, following = follow_changes.list_version_changes(
        session, network, version, cursor=cursor, limit=limit
    )
    return GridChangePage(items=[GridChange(**item) for item in items], next=following)


@router.get("/networks/{network}/grids/{code}/replacements", operation_id="list_replacements")
def read_replacements(
    session: SessionDep, network: NetworkCode, code: GridCode, as_of: AsOf
) -> ReplacementList:
    """Say which grids hold a grid's ground now, or at a date: what replaced it, by lineage."""
    found = follow_changes.find_replacements(session, network, code, as_of)
    return ReplacementList(items=[Replacement(**item) for item in found])
