"""Months as the field reckons them: in China's time."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

from gridgeo.domain.errors import BadInputError

CHINA = timezone(timedelta(hours=8))
_MONTH = re.compile(r"(20\d\d|21\d\d)-(0[1-9]|1[0-2])")


def read_month(text: str) -> date:
    """Read a month such as 2026-03 as its first day.

    Raises
    ------
    BadInputError
        If it is none.
    """
    if _MONTH.fullmatch(text) is None:
        raise BadInputError(f"'{text}' is no month; write it as 2026-03.", field="month")
    return date(int(text[:4]), int(text[5:]), 1)


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """Give the instants at which a month begins and ends in China, in UTC."""
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    first, last = (
        datetime(day.year, day.month, day.day, tzinfo=CHINA).astimezone(UTC)
        for day in (month, following)
    )
    return first, last


def require_past(month: date) -> None:
    """Refuse a month that has not begun.

    Raises
    ------
    BadInputError
        If it lies ahead.
    """
    if month_bounds(month)[0] > datetime.now(UTC):
        raise BadInputError(f"The month {month:%Y-%m} has not begun.", field="month")
