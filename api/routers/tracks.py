"""Uploads of handhelds' positions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.access import Action, Caller
from api.deps import StateDep, allow
from api.schemas.patrols import RejectedPoint, TrackUpload, UploadAnswer
from api.state import State
from api.track_bodies import ARROW, JSON, read_track_body
from gridgeo.db.session import open_session
from gridgeo.services.patrols.ingest import ingest_points
from gridgeo.services.patrols.refresh import ask_for_reckoning
from gridgeo.services.read_audit import note_writing

router = APIRouter(tags=["patrols"])

MOST_NAMED = 100  # rejected points


@router.post(
    "/tracks",
    operation_id="send_tracks",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                JSON: {
                    "schema": TrackUpload.model_json_schema(
                        ref_template="#/components/schemas/{model}"
                    )
                },
                ARROW: {"schema": {"type": "string", "format": "binary"}},
            },
        }
    },
)
async def send_tracks(
    request: Request, state: StateDep, caller: Annotated[Caller, Depends(allow(Action.SEND_TRACKS))]
) -> UploadAnswer:
    """Take a batch of positions, JSON or Arrow; the same batch again adds nothing.

    Late points and points out of order are welcome. Only points of known workers on duty, by
    posting and hour, are kept. A batch is stored as a whole or not at all.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (JSON, ARROW):
        raise HTTPException(415)
    body = await request.body()
    return await run_in_threadpool(_store, state, caller.name, body, kind)


def _store(state: State, actor: str, body: bytes, kind: str) -> UploadAnswer:
    table, gcj02 = read_track_body(body, kind)
    with open_session(state.engine) as session:
        done = ingest_points(session, table.frame, gcj02=gcj02)
        if done.days:
            ask_for_reckoning(session)
        note_writing(session, actor, "send_tracks", "/api/v1/tracks")
    rejected = [
        RejectedPoint(row=one.row, column=one.column, reason=one.reason)
        for one in table.rejected[:MOST_NAMED]
    ]
    return UploadAnswer(
        received=done.received + len(table.rejected),
        added=done.added,
        misdated=done.misdated,
        off_duty=done.off_duty,
        unknown_worker=done.unknown_worker,
        days=done.days,
        rejected=rejected,
    )
