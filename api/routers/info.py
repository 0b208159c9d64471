"""What this server is and holds."""

from fastapi import APIRouter

from api.deps import SessionDep, StateDep
from api.schemas.info import Info
from gridgeo.services.get_info import get_info

router = APIRouter(tags=["info"])


@router.get("/info", operation_id="get_info")
def read_info(session: SessionDep, state: StateDep) -> Info:
    """Version of the software, state of the data, and whether they are synthetic."""
    return Info(public_read=state.settings.public_read, **get_info(session))
