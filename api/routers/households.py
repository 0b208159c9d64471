"""Households (户): one by one for those whose task they are, counted for the others."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.access import Action, Caller
from api.cover import require_area
from api.deps import SessionDep, StateDep, allow
from api.idempotency import WriteRoute
from api.params import Box, Cursor, Limit, read_box
from api.schemas.households import (
    ErasedHousehold,
    Household,
    HouseholdCode,
    HouseholdCount,
    HouseholdCounts,
    HouseholdWindow,
    StrayHousehold,
    StrayHouseholds,
)
from gridgeo.services import list_households as households
from gridgeo.services.erase_household import communities_of_household, erase_household
from gridgeo.services.stray_households import NEAR_M, list_strays

router = APIRouter(prefix="/households", tags=["households"], route_class=WriteRoute)

Reader = Annotated[Caller, Depends(allow(Action.READ_HOUSEHOLDS))]
MOST = 5000


async def _window(
    bbox: Annotated[
        str,
        Query(
            description="West, south, east, north in degrees (EPSG:4326), joined by commas",
            max_length=120,
            examples=["116.30,39.90,116.31,39.91"],
        ),
    ],
) -> Box:
    box = read_box(bbox)
    assert box is not None  # noqa: S101 - only None gives None
    return box


Window = Annotated[Box, Depends(_window)]


@router.get("", operation_id="list_households")
def read_households(
    session: SessionDep,
    caller: Reader,
    window: Window,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Most households")] = 1000,
) -> HouseholdWindow:
    """List the households of a window within your scope; the reading goes to the audit log."""
    items, more = households.list_households(session, window, most=limit, actor=caller.name)
    return HouseholdWindow(items=[Household(**row) for row in items], more=more)


@router.get(
    "/counts", operation_id="count_households", dependencies=[Depends(allow(Action.FEATURES))]
)
def read_counts(session: SessionDep, window: Window) -> HouseholdCounts:
    """Count the households of the communities in a window, each whole; 1 to 4 are not told."""
    rows = households.count_households(session, window)
    return HouseholdCounts(items=[HouseholdCount(**row) for row in rows])


@router.get(
    "/strays",
    operation_id="list_stray_households",
    dependencies=[Depends(allow(Action.READ_HOUSEHOLDS))],
)
def read_strays(
    session: SessionDep,
    more_than_m: Annotated[
        float, Query(ge=0, le=1e6, allow_inf_nan=False, description="From the stated community")
    ] = NEAR_M,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> StrayHouseholds:
    """List the households of your scope outside the community that their address states."""
    found, following = list_strays(session, more_than_m=more_than_m, cursor=cursor, most=limit)
    items = [StrayHousehold(**asdict(one)) for one in found]
    return StrayHouseholds(items=items, next=following)


@router.get("/{code}", operation_id="get_household")
def read_household(session: SessionDep, caller: Reader, code: HouseholdCode) -> Household:
    """Give one household of your scope; the reading goes to the audit log."""
    return Household(**households.get_household(session, code, actor=caller.name))


@router.delete("/{code}", operation_id="erase_household")
def forget(
    session: SessionDep,
    state: StateDep,
    caller: Annotated[Caller, Depends(allow(Action.ERASE))],
    code: HouseholdCode,
) -> ErasedHousehold:
    """Forget a household for good: its address, place and visits; grids and counts stay."""
    for community in communities_of_household(session, code):
        require_area(session, state, caller, Action.ERASE, community)
    return ErasedHousehold(erased=erase_household(session, code, actor=caller.name))
