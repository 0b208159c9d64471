"""Rows of the database as the readers of gridgeo want them: boxes, bands, cursors."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import BadInputError

Row = RowMapping | dict[str, Any]


def bounds_of(row: Row) -> tuple[float, float, float, float] | None:
    """Give west, south, east, north in degrees; None where there is no geometry."""
    if row["west"] is None:
        return None
    return (row["west"], row["south"], row["east"], row["north"])


def deviation_of(row: Row) -> tuple[float | None, str | None]:
    """Hold a grid's count against its band.

    Returns
    -------
    tuple
        Deviation from the target as a share (four decimals), and ``under``, ``in_band`` or
        ``over``; both None for kinds without a band and where nobody has counted yet.
    """
    count = row["persons"] if row["unit"] == "persons" else row["households"]
    if row["kind"] != "base" or count is None or row["minimum"] is None:
        return None, None
    band = HouseholdBand(row["minimum"], row["target"], row["maximum"])
    return round(band.deviation(count), 4), band.status(count).value


def write_cursor(key: str | int) -> str:
    """Wrap the key of a page's last row; the form is ours to change, callers pass it back."""
    return base64.urlsafe_b64encode(str(key).encode()).decode().rstrip("=")


def cut_page(
    rows: Sequence[Row], limit: int, key: str = "id"
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of at most ``limit`` rows, and the next page's cursor.

    Parameters
    ----------
    rows : sequence of mappings
        One more than ``limit`` where there is another page.
    limit : int
    key : str
        The column by which the pages follow each other.
    """
    items = [dict(row) for row in rows[:limit]]
    return items, write_cursor(items[-1][key]) if len(rows) > limit else None


def read_cursor(cursor: str | None) -> str | None:
    """Unwrap a cursor.

    Raises
    ------
    BadInputError
        If it is not one of ours.
    """
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise _bad_cursor() from error
    if not key or "\x00" in key:
        raise _bad_cursor()
    return key


def read_number_cursor(cursor: str | None) -> int | None:
    """Unwrap a cursor over rows that are counted.

    Raises
    ------
    BadInputError
        If it is not one of ours.
    """
    key = read_cursor(cursor)
    if key is None:
        return None
    if not (key.isascii() and key.isdigit() and len(key) <= 18):
        raise _bad_cursor()
    return int(key)


def _bad_cursor() -> BadInputError:
    return BadInputError("This cursor is not one that an earlier page gave.", field="cursor")
