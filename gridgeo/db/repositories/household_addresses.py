"""Addresses of households with their places, read some thousand at a time."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

_CHUNK = 20_000
_ROWS = text("""
    SELECT code, address, households, ST_X(geometry) AS lon, ST_Y(geometry) AS lat
    FROM households WHERE address IS NOT NULL AND code > :after ORDER BY code LIMIT :most
""")


def household_addresses(session: Session, after: str = "") -> Iterator[list[Row[Any]]]:
    """Give households that have an address, by code: code, address, households, lon, lat.

    Parameters
    ----------
    after : str
        Only those whose code follows this one.
    """
    while rows := list(session.execute(_ROWS, {"after": after, "most": _CHUNK})):
        yield rows
        after = rows[-1].code
