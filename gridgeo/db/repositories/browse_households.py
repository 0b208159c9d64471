"""Households for reading: those of a window within the reader's scope, one, and how many."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

_COLUMNS = """
    code, address, building_code, households, persons, position_quality,
    ST_X(geometry) AS lon, ST_Y(geometry) AS lat
"""
# The function applies the scope before the window: the table's own policy would hide the index.
_IN_VIEW = text(f"""
    SELECT {_COLUMNS} FROM households_in_view(:west, :south, :east, :north, :most)
""")  # noqa: S608 - only our own list of columns is put in
_ONE = text(f"SELECT {_COLUMNS} FROM households WHERE code = :code")  # noqa: S608 - as above
_COUNTED = text("""
    SELECT c.area_code AS area, a.name, c.households, c.persons, c.hidden
    FROM households_counted(:west, :south, :east, :north, :most) AS c
    JOIN areas AS a ON a.code = c.area_code
    ORDER BY c.area_code
""")


def households_in_view(session: Session, box: Sequence[float], most: int) -> Sequence[RowMapping]:
    """Read at most so many households of a window (degrees, EPSG:4326), in the order of codes."""
    return session.execute(_IN_VIEW, {**_sides(box), "most": most}).mappings().all()


def get_household(session: Session, code: str) -> RowMapping | None:
    """Read one household of the reader's scope."""
    return session.execute(_ONE, {"code": code}).mappings().one_or_none()


def households_counted(session: Session, box: Sequence[float], most: int) -> Sequence[RowMapping]:
    """Count the households of at most so many communities; 1 to 4 are None and ``hidden``."""
    return session.execute(_COUNTED, {**_sides(box), "most": most}).mappings().all()


def _sides(box: Sequence[float]) -> dict[str, float]:
    return dict(zip(("west", "south", "east", "north"), box, strict=True))
