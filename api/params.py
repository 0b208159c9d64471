"""Query parameters that need more than a type: boxes, instants."""

import math
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query

from gridgeo.domain.errors import BadInputError
from gridgeo.services.read_instant import read_instant

Box = tuple[float, float, float, float]


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
