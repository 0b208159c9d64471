"""The instant that a date or a time stands for."""

from datetime import UTC, datetime, time

from gridgeo.domain.errors import BadInputError

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


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
    if not EARLIEST_YEAR <= instant.year < LATEST_YEAR:
        raise BadInputError(
            f"as_of must lie between {EARLIEST_YEAR} and {LATEST_YEAR}.", field="as_of"
        )
    if "T" in as_of or " " in as_of:
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    now = datetime.now(UTC)
    if instant.date() == now.date():
        return None
    return datetime.combine(instant.date(), time.max, UTC)
