"""Whether the process lives and the service can answer."""

from fastapi import APIRouter

from api.deps import SessionDep, StateDep
from api.schemas.info import Health
from gridgeo.services.get_info import schema_revision

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", operation_id="get_liveness")
async def get_liveness() -> Health:
    """Say that the process runs; restart it when this does not answer."""
    return Health(status="ok")


@router.get("/ready", operation_id="get_readiness")
def get_readiness(session: SessionDep, state: StateDep) -> Health:
    """Say that database, schema and published grids are at hand; until then send no requests."""
    schema_revision(session)
    state.snapshots.current()
    return Health(status="ok")
