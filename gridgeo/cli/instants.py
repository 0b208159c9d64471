"""Days and times of the command line: local as they were written, aware from here on."""

from datetime import datetime
from typing import Annotated

import typer

from gridgeo.domain.errors import BadInputError

FirstDay = Annotated[
    datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")
]
LastDay = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")]


def local_instant(value: datetime | None, option: str) -> datetime | None:
    """Give a local time its zone; None stays None.

    Raises
    ------
    BadInputError
        If the calendar ends before that day has begun everywhere.
    """
    if value is None:
        return None
    try:
        return value.astimezone()
    except (ValueError, OverflowError) as error:
        raise BadInputError(
            f"--{option} is {value.date()}, a day that no calendar of computers reaches.",
            field=option,
        ) from error
