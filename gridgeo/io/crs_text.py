"""Coordinate systems by their words, of which none may lead to a file."""

import re
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from gridgeo.domain.errors import BadInputError

# What PROJ would open: lists of definitions, and grids of shifts; in the WKT or JSON of a file too.
# The old words for web mercator name a grid that is none.
_LEADS_AWAY = re.compile(
    r"""\binit\s*=|grids\s*=\s*(?!@null(?:[\s"']|$))|\bfile\s*="""
    r"""|\bPARAMETERFILE\b|["']value["']\s*:\s*["']""",
    re.IGNORECASE,
)
_MOST_SIGNS = 100_000


def leads_away(text: str) -> bool:
    """Whether a text, read as a coordinate system, would have a file opened."""
    return _LEADS_AWAY.search(text) is not None


def read_crs(given: Any) -> CRS:
    """Read a coordinate system as a file or a user names it.

    Parameters
    ----------
    given : str, int, dict or CRS
        A code, WKT or PROJJSON.

    Raises
    ------
    CRSError
        If it is none, or leads to a file.
    """
    if isinstance(given, CRS):
        return given
    text = str(given)
    if len(text) > _MOST_SIGNS or leads_away(text):
        raise CRSError("a coordinate system that leads to a file is not read")
    return CRS.from_user_input(given)


def parse_crs(text: str) -> CRS:
    """Read the name of a coordinate system.

    Raises
    ------
    BadInputError
        If pyproj knows no such system; the field is ``crs``.
    """
    try:
        return read_crs(text)
    except CRSError as error:
        raise BadInputError(
            f"'{text}' is no coordinate system that gridgeo knows.", field="crs"
        ) from error
