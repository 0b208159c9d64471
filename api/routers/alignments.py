"""Alignments (对齐): compute, read, and take what is proposed."""

from io import BytesIO
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response

from api.accept_job import accept_job
from api.access import Action, Caller
from api.cover import areas_seen, require_cover
from api.deps import SessionDep, StateDep, SystemSessionDep, allow
from api.idempotency import WriteRoute
from api.params import Cursor, Limit
from api.schemas.alignments import (
    Acceptance,
    Accepted,
    Alignment,
    AlignmentList,
    AlignmentRequest,
    CutUnit,
    CutUnits,
    Handover,
    MovedHouseholds,
    Proposal,
    ProposalDetail,
    ProposalPage,
)
from api.schemas.common import Feature, FeatureCollection, NetworkCode, RowId
from api.schemas.jobs import Job
from gridgeo.services import list_alignments as alignments
from gridgeo.services.accept_alignment import accept_alignment
from gridgeo.services.cut_units import list_cut_units
from gridgeo.services.declared_relation import declared_relation
from gridgeo.services.handover_files import handover_file, list_moved_households
from gridgeo.services.hide_small_counts import hide_in_parts
from gridgeo.services.read_audit import note_reading

router = APIRouter(prefix="/alignments", tags=["alignments"], route_class=WriteRoute)

Reader = Annotated[Caller, Depends(allow(Action.READ_PLANS))]
Writer = Annotated[Caller, Depends(allow(Action.WRITE_PLANS))]
_LIST: dict[int | str, dict[str, Any]] = {
    200: {
        "model": Handover,
        "content": {
            "text/csv": {},
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
        },
    }
}


@router.get("", operation_id="list_alignments")
def read_alignments(
    session: SessionDep,
    caller: Reader,
    network: Annotated[NetworkCode | None, Query(description="Only of this network")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> AlignmentList:
    """Alignments, the latest first."""
    items, following = alignments.list_alignments(session, network, cursor=cursor, limit=limit)
    return AlignmentList(items=[Alignment(**row) for row in items], next=following)


@router.post("", operation_id="create_alignment", status_code=202)
def make_alignment(
    session: SessionDep,
    state: StateDep,
    caller: Writer,
    wanted: AlignmentRequest,
    response: Response,
) -> Job:
    """Propose the grids that bring a network into its relation to another one.

    The fewest households change hands. The answer is a job; its result names the alignment.
    Nothing changes before proposals are accepted.
    """
    model, relation = declared_relation(session, wanted.network, wanted.model, wanted.relation)
    require_cover(session, state, caller, Action.WRITE_PLANS, wanted.network, wanted.areas)
    arguments = wanted.model_dump(mode="json") | {"model": model, "relation": relation}
    return accept_job(session, caller, response, "align", arguments)


@router.get("/{alignment_id}", operation_id="get_alignment")
def read_alignment(session: SessionDep, caller: Reader, alignment_id: RowId) -> Alignment:
    """One alignment in figures."""
    return Alignment(**alignments.get_alignment(session, alignment_id))


@router.get("/{alignment_id}/proposals", operation_id="list_proposals")
def read_proposals(
    session: SessionDep,
    caller: Reader,
    alignment_id: RowId,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> ProposalPage:
    """List what is proposed for each grid that changes, with the ground that it would have."""
    items, following = alignments.list_proposals(session, alignment_id, cursor=cursor, limit=limit)
    return ProposalPage(items=[ProposalDetail(**row) for row in items], next=following)


@router.get("/{alignment_id}/features", operation_id="list_proposal_features")
def read_features(
    session: SessionDep,
    caller: Reader,
    alignment_id: RowId,
    limit: Limit = 1000,
) -> FeatureCollection[Proposal]:
    """Give the first proposals as GeoJSON (RFC 7946), for maps; read on with ``proposals``."""
    items, _ = alignments.list_proposals(session, alignment_id, limit=limit)
    features = [
        Feature[Proposal](
            id=str(row["number"]), geometry=row.pop("geometry"), properties=Proposal(**row)
        )
        for row in items
    ]
    return FeatureCollection[Proposal](features=features)


@router.get(
    "/{alignment_id}/handover",
    operation_id="get_handover",
    response_class=Response,
    responses=_LIST,
)
def read_handover(
    session: SessionDep,
    caller: Reader,
    alignment_id: RowId,
    format: Annotated[
        Literal["json", "csv", "xlsx"], Query(description="csv and xlsx have Chinese headings")
    ] = "json",
) -> Response:
    """Give the handover list (移交清单): what goes from which grid to which, without any name."""
    body = BytesIO()
    media = handover_file(alignments.get_handover(session, alignment_id), format, body)
    headers = {}
    if format != "json":
        headers["Content-Disposition"] = f'attachment; filename="handover-{alignment_id}.{format}"'
    return Response(body.getvalue(), media_type=media, headers=headers)


@router.get("/{alignment_id}/households", operation_id="list_moved_households")
def read_households(
    session: SystemSessionDep,
    state: StateDep,
    caller: Writer,
    alignment_id: RowId,
    cursor: Cursor = None,
    limit: Limit = 1000,
) -> MovedHouseholds:
    """List the households that change hands by code; for those whose task is these communities."""
    row = alignments.get_alignment(session, alignment_id)
    for action in (Action.WRITE_PLANS, Action.READ_HOUSEHOLDS):
        require_cover(session, state, caller, action, row["network"], row["areas"])
    note_reading(session, caller.name, "households", f"alignment {alignment_id}")
    items, following = list_moved_households(session, alignment_id, cursor=cursor, limit=limit)
    return MovedHouseholds(items=items, next=following)


@router.get("/{alignment_id}/cut-units", operation_id="list_cut_units")
def read_cut_units(
    session: SystemSessionDep,
    state: StateDep,
    caller: Reader,
    alignment_id: RowId,
    cursor: Cursor = None,
    limit: Limit = 1000,
) -> CutUnits:
    """List the units that the model's borders cut, and what of each lies in which of its grids.

    They go to one side whole. Where 1 to 4 households live in a part, only those whose task they
    are see how many live in the unit's parts. Refused (409) when the networks, the units or the
    households changed since.
    """
    row = alignments.get_alignment(session, alignment_id)
    require_cover(session, state, caller, Action.READ_PLANS, row["network"], row["areas"])
    items, following = list_cut_units(session, alignment_id, cursor=cursor, limit=limit)
    shown = hide_in_parts(session, items, areas_seen(caller, "households"))
    return CutUnits(items=[CutUnit(**one) for one in shown], next=following)


@router.post("/{alignment_id}/accept", operation_id="accept_alignment", status_code=201)
def accept(
    session: SessionDep,
    state: StateDep,
    caller: Writer,
    alignment_id: RowId,
    wanted: Acceptance,
    response: Response,
) -> Accepted:
    """Take proposals, all or some: they become a draft plan, to be edited, checked and published.

    Refused (409) when the networks, the units or the households changed since.
    """
    _require_own(session, state, caller, alignment_id)
    plan_id = accept_alignment(
        session, alignment_id, wanted.codes, name=wanted.name, actor=caller.name
    )
    response.headers["Location"] = f"/api/v1/plans/{plan_id}"
    return Accepted(plan_id=plan_id)


def _require_own(session: SessionDep, state: StateDep, caller: Caller, alignment_id: int) -> None:
    row = alignments.get_alignment(session, alignment_id)
    require_cover(session, state, caller, Action.WRITE_PLANS, row["network"], row["areas"])
