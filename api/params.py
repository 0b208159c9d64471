"""Query parameters that need more than a type: boxes, instants."""

import math
from datetime import UTC, datetime, time
from typing import Annotated

from fastapi import Depends, Query

from gridgeo.domain.errors import BadInputError

Box = tuple[float, float, float, float]
_EARLIEST = 1900
_LATEST = 2200


def read_instant(as_of: str | None) -> datetime | None:
    """Read ``as_of``: a date stands for the end of that day in UTC, today for this moment.

    Raises
    ------
    BadInputError
        If it is neither a date nor an instant between 1900 and 2200.
    """
    if as_of is None:
        return None
    try:
        instant = datetime.fromisoformat(as_of)
    except ValueError as error:
        raise BadInputError(
            "as_of must be a date such as 2026-01-31, or an instant such as 2026-01-31T08:00:00Z.",
            field="as_of",
        ) from error
    if not _EARLIEST <= instant.year < _LATEST:
        raise BadInputError(f"as_of must lie between {_EARLIEST} and {_LATEST}.", field="as_of")
    if "T" in as_of or " " in as_of:
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    now = datetime.now(UTC)
    if instant.date() == now.date():
        return None
    return datetime.combine(instant.date(), time.max, UTC)


async def _as_instant(
    as_of: Annotated[
        str | None,
        Query(
            description="A date (its end counts) or an instant (ISO 8601); now when left out",
            max_length=40,
            examples=["2026-01-31"],
        ),
    ] = None,
) -> datetime | None:
    return read_instant(as_of)


AsOf = Annotated[datetime | None, Depends(_as_instant)]


def read_box(bbox: str | None) -> Box | None:
    """Read ``bbox``.

    Raises
    ------
    BadInputError
        Unless it is four numbers in range with west < east and south < north.
    """
    if bbox is None:
        return None
    try:
        west, south, east, north = (float(part) for part in bbox.split(","))
    except ValueError as error:
        raise BadInputError(
            "bbox must be four numbers: west,south,east,north.", field="bbox"
        ) from error
    if not all(math.isfinite(value) for value in (west, south, east, north)):
        raise BadInputError("bbox must hold finite numbers.", field="bbox")
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise BadInputError(
            "bbox must rise from west to east within ±180 and from south to north within ±90.",
            field="bbox",
        )
    return (west, south, east, north)


async def _as_box(
    bbox: Annotated[
        str | None,
        Query(
            description="West, south, east, north in degrees (EPSG:4326), joined by commas",
            max_length=120,
            examples=["116.30,39.90,116.40,40.00"],
        ),
    ] = None,
) -> Box | None:
    return read_box(bbox)


BBox = Annotated[Box | None, Depends(_as_box)]

Limit = Annotated[int, Query(ge=1, le=1000, description="Most items of one page")]
Cursor = Annotated[str | None, Query(max_length=200, description="From an earlier page's next")]
