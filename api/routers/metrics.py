"""Figures for Prometheus."""

from fastapi import APIRouter, Depends, Response

from api.access import Action
from api.deps import StateDep, SystemSessionDep, allow
from api.metrics import CONTENT_TYPE, write_metrics
from api.quick_counts import QUICK_COUNTS

router = APIRouter(tags=["health"])


@router.get(
    "/metrics",
    operation_id="get_metrics",
    dependencies=[Depends(allow(Action.METRICS))],
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}},
)
def read_metrics(session: SystemSessionDep, state: StateDep) -> Response:
    """Give requests by route, versions in memory, jobs and messages that wait."""
    QUICK_COUNTS.add_up()
    versions = state.snapshots.current().versions
    return Response(write_metrics(session, versions), media_type=CONTENT_TYPE)
