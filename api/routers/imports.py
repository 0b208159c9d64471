"""Files in: sent, looked into, previewed, imported, undone; and profiles of how they are read."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.accept_job import accept_job
from api.access import Action, Caller
from api.deps import SessionDep, StateDep, SystemSessionDep, allow
from api.idempotency import WriteRoute
from api.params import Cursor, Limit
from api.point_uploads import keep_upload
from api.schemas.common import RowId
from api.schemas.imports import (
    FileInspection,
    Import,
    ImportDetail,
    ImportList,
    ImportSettings,
    Kind,
    KindList,
    KindName,
    NewImport,
    Profile,
    ProfileList,
    ProfileName,
    Undone,
    WaitingFile,
)
from api.schemas.jobs import Job
from gridgeo.domain.enums import Role
from gridgeo.services.imports import browse
from gridgeo.services.imports.files import drop_file, find_file, keep_file
from gridgeo.services.imports.inspect_file import inspect_file
from gridgeo.services.imports.request import ImportRequest, read_request
from gridgeo.services.imports.undo import undo_import

router = APIRouter(prefix="/imports", tags=["imports"], route_class=WriteRoute)

Importer = Annotated[Caller, Depends(allow(Action.IMPORT_DATA))]
KindFilter = Annotated[KindName | None, Query(description="Only of this kind")]
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/kinds", operation_id="list_import_kinds")
def read_kinds(caller: Importer) -> KindList:
    """Give the kinds of data that can be imported, with their columns."""
    return KindList(items=[Kind(**one) for one in browse.list_kinds()])


@router.post("/files", operation_id="send_import_file", status_code=201, openapi_extra=_BODY)
async def send_file(
    request: Request,
    session: SessionDep,
    state: StateDep,
    caller: Importer,
    name: Annotated[str, Query(min_length=1, max_length=255, description="The file's name")],
) -> WaitingFile:
    """Send a file to be imported: its bytes are the body. A shapefile comes as one ZIP."""
    data_dir = state.settings.data_dir
    async with keep_upload(request, data_dir, "a file") as upload:
        row = await run_in_threadpool(
            keep_file, session, upload.path, name,
            user_id=caller.user_id, actor=caller.name, data_dir=data_dir,
        )  # fmt: skip
    return WaitingFile.model_validate(row, from_attributes=True, extra="ignore")


@router.get("/files/{file_id}", operation_id="inspect_import_file")
def inspect(
    session: SystemSessionDep,
    state: StateDep,
    caller: Importer,
    file_id: RowId,
    kind: KindFilter = None,
    encoding: Annotated[str | None, Query(max_length=32, description="Of its text")] = None,
) -> FileInspection:
    """Say what a file holds: layers, fields, first rows, and guesses with their reasons."""
    row, path = find_file(session, file_id, data_dir=state.settings.data_dir, **_whose(caller))
    found = inspect_file(session, path, kind=kind, encoding=encoding, name=row.name)
    return FileInspection(**found.to_dict())


@router.delete("/files/{file_id}", operation_id="drop_import_file", status_code=204)
def drop(session: SessionDep, state: StateDep, caller: Importer, file_id: RowId) -> Response:
    """Remove a file that was sent."""
    data_dir = state.settings.data_dir
    row, _ = find_file(session, file_id, data_dir=data_dir, **_whose(caller))
    drop_file(session, row, data_dir)
    return Response(status_code=204)


@router.post("/files/{file_id}/preview", operation_id="preview_import", status_code=202)
def preview(
    session: SessionDep,
    state: StateDep,
    caller: Importer,
    response: Response,
    file_id: RowId,
    wanted: ImportSettings,
) -> Job:
    """Have it said what an import would do: rows new, changed and gone, rows that fail, shapes.

    The job's document has the counts and up to 500 features; its result is the CSV of all rows
    that would be left out, where there are any.
    """
    row, _ = find_file(session, file_id, data_dir=state.settings.data_dir, **_whose(caller))
    arguments = _arguments(row, _complete(session, wanted))
    return accept_job(session, caller, response, "preview_import", arguments, priority=3)


@router.post("", operation_id="create_import", status_code=202)
def create(
    session: SessionDep, state: StateDep, caller: Importer, response: Response, wanted: NewImport
) -> Job:
    """Import a file that was sent: one transaction, all of it or nothing."""
    data_dir = state.settings.data_dir
    row, _ = find_file(session, wanted.file_id, data_dir=data_dir, **_whose(caller))
    request = _complete(session, wanted)
    if wanted.save_profile is not None:
        browse.save_profile(session, wanted.save_profile, request, actor=caller.name)
    return accept_job(session, caller, response, "import", _arguments(row, request), priority=4)


@router.get("", operation_id="list_imports")
def read_imports(
    session: SystemSessionDep,
    caller: Importer,
    kind: KindFilter = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ImportList:
    """List imports, the latest first: where from, what they did, whether they were undone."""
    items, following = browse.list_imports(session, kind, cursor=cursor, limit=limit)
    return ImportList(items=[Import(**one) for one in items], next=following)


@router.get("/profiles", operation_id="list_import_profiles")
def read_profiles(
    session: SystemSessionDep, caller: Importer, kind: KindFilter = None
) -> ProfileList:
    """How files are read, saved to be used again."""
    return ProfileList(items=[Profile(**one) for one in browse.list_profiles(session, kind)])


@router.put("/profiles/{name}", operation_id="save_import_profile", status_code=204)
def save_profile(
    session: SessionDep, caller: Importer, name: ProfileName, wanted: ImportSettings
) -> Response:
    """Save how files of a source are read, in place of the profile of that name."""
    browse.save_profile(session, name, _request(wanted), actor=caller.name)
    return Response(status_code=204)


@router.delete("/profiles/{name}", operation_id="delete_import_profile", status_code=204)
def delete_profile(session: SessionDep, caller: Importer, name: ProfileName) -> Response:
    """Delete a profile."""
    browse.delete_profile(session, name, actor=caller.name)
    return Response(status_code=204)


@router.get("/{import_id}", operation_id="get_import")
def read_import(session: SystemSessionDep, caller: Importer, import_id: RowId) -> ImportDetail:
    """One import with the rows that it left out: row, column and reason, never the value."""
    return ImportDetail(**browse.get_import(session, import_id))


@router.post("/{import_id}/undo", operation_id="undo_import")
def undo(session: SessionDep, caller: Importer, import_id: RowId) -> Undone:
    """Take an import back, exactly; 409 where later changes or uses of its rows forbid it."""
    return Undone.model_validate(undo_import(session, import_id, actor=caller.name))


def _request(wanted: ImportSettings) -> ImportRequest:
    return read_request(wanted.model_dump(exclude={"profile", "file_id", "save_profile"}))


def _complete(session: SessionDep, wanted: ImportSettings) -> ImportRequest:
    return browse.with_profile(session, _request(wanted), wanted.profile)


def _arguments(row: Any, request: ImportRequest) -> dict[str, Any]:
    return {"file_id": row.id, "name": row.name, "request": request.to_dict()}


def _whose(caller: Caller) -> dict[str, Any]:
    everything = any(
        grant.role is Role.ADMINISTRATOR and grant.area_code is None and grant.network_code is None
        for grant in caller.grants
    )
    return {"user_id": caller.user_id, "everything": everything}
