"""Monthly assessments (考核): rules, scores, notes, workbook."""

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from api.access import Action, Caller
from api.cover import require_area
from api.deps import SessionDep, StateDep, allow
from api.idempotency import WriteRoute
from api.schemas.assessments import (
    AnswerRequest,
    MonthName,
    NewNote,
    NoteList,
    NoteRequest,
    Rules,
    ScoreNote,
    Scores,
    WorkerScore,
)
from api.schemas.common import NetworkCode, RowId
from api.schemas.people import WorkerCode
from api.state import State
from gridgeo.services import assessments
from gridgeo.services.assessments.months import read_month
from gridgeo.services.assessments.notes import network_of_note
from gridgeo.services.assessments.rules import read_rules

router = APIRouter(prefix="/assessments", tags=["people"], route_class=WriteRoute)

Reader = Annotated[Caller, Depends(allow(Action.READ_STAFF))]
Assessed = Annotated[Caller, Depends(allow(Action.OWN_SCORE))]
Manager = Annotated[Caller, Depends(allow(Action.MANAGE_STAFF))]
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/{network}/rules", operation_id="get_assessment_rules")
def read_network_rules(session: SessionDep, caller: Assessed, network: NetworkCode) -> Rules:
    """Give the rules by which a network assesses: whoever is assessed may read them."""
    return Rules.model_validate(asdict(assessments.load_rules(session, network)))


@router.put("/{network}/rules", operation_id="set_assessment_rules")
def set_rules(
    session: SessionDep, state: StateDep, caller: Manager, network: NetworkCode, wanted: Rules
) -> Rules:
    """Set the rules of a network; months that were assessed keep theirs."""
    require_area(session, state, caller, Action.MANAGE_STAFF, None, network)
    rules = read_rules(wanted.model_dump())
    assessments.save_rules(session, network, rules, actor=caller.name)
    return wanted


@router.post("/{network}/{month}", operation_id="assess_month")
def assess(
    session: SessionDep, state: StateDep, caller: Manager, network: NetworkCode, month: MonthName
) -> Scores:
    """Score everybody who served a grid in a month; former scores are replaced, notes stay."""
    require_area(session, state, caller, Action.MANAGE_STAFF, None, network)
    rows = assessments.assess_month(session, network, read_month(month), actor=caller.name)
    return Scores(items=[WorkerScore(**row) for row in rows])


@router.get("/{network}/{month}", operation_id="list_scores")
def read_scores(
    session: SessionDep, state: StateDep, caller: Reader, network: NetworkCode, month: MonthName
) -> Scores:
    """Scores of a month, the best first."""
    require_area(session, state, caller, Action.READ_STAFF, None, network)
    rows = assessments.list_scores(session, network, read_month(month))
    return Scores(items=[WorkerScore(**row) for row in rows])


@router.get("/{network}/{month}/workbook", operation_id="get_score_workbook")
def read_workbook(
    session: SessionDep, state: StateDep, caller: Reader, network: NetworkCode, month: MonthName
) -> Response:
    """Scores, figures and what they rest on, rules and notes as Excel."""
    require_area(session, state, caller, Action.READ_STAFF, None, network)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scores.xlsx"
        assessments.write_assessment_workbook(session, network, read_month(month), file)
        content = file.read_bytes()
    headers = {
        "Content-Disposition": f'attachment; filename="assessment-{network}-{month}.xlsx"',
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=EXCEL, headers=headers)


@router.get("/{network}/{month}/notes", operation_id="list_score_notes")
def read_notes(
    session: SessionDep, state: StateDep, caller: Reader, network: NetworkCode, month: MonthName
) -> NoteList:
    """Read what was said about the scores of a month, and the answers."""
    require_area(session, state, caller, Action.READ_STAFF, None, network)
    rows = assessments.list_notes(session, network, read_month(month))
    return NoteList(items=[ScoreNote(**row) for row in rows])


@router.post("/notes/{note_id}/answer", operation_id="answer_score_note", status_code=204)
def answer(
    session: SessionDep, state: StateDep, caller: Manager, note_id: RowId, wanted: AnswerRequest
) -> Response:
    """Answer a note, once."""
    network = network_of_note(session, note_id)
    require_area(session, state, caller, Action.MANAGE_STAFF, None, network)
    assessments.answer_note(session, note_id, wanted.answer, actor=caller.name)
    return Response(status_code=204)


@router.get("/{network}/{month}/workers/{worker}", operation_id="get_score")
def read_score(
    session: SessionDep,
    state: StateDep,
    caller: Assessed,
    network: NetworkCode,
    month: MonthName,
    worker: WorkerCode,
) -> WorkerScore:
    """One worker's score with what it rests on: for leaders, and for whom it is about."""
    _require_own(session, state, caller, network, worker)
    (row,) = assessments.list_scores(session, network, read_month(month), worker)
    return WorkerScore(**row)


@router.post(
    "/{network}/{month}/workers/{worker}/notes", operation_id="note_score", status_code=201
)
def note_score(
    session: SessionDep,
    state: StateDep,
    caller: Assessed,
    network: NetworkCode,
    month: MonthName,
    worker: WorkerCode,
    wanted: NoteRequest,
) -> NewNote:
    """Say something about a score (申诉): whom it is about, or a leader."""
    _require_own(session, state, caller, network, worker)
    key = assessments.add_note(
        session, network, read_month(month), worker, wanted.note, actor=caller.name
    )
    return NewNote(id=key)


def _require_own(session: Session, state: State, caller: Caller, network: str, worker: str) -> None:
    """Refuse unless the score is the caller's own, or their grants cover the network."""
    own = None
    if caller.user_id is not None:
        own = assessments.worker_of_user(session, caller.user_id)
    if own != worker:
        require_area(session, state, caller, Action.READ_STAFF, None, network)
