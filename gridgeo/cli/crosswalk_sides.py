"""How a command line names a network: a file, one of the database at a day, or a plan."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gridgeo.cli.instants import local_instant
from gridgeo.domain.errors import BadInputError

if TYPE_CHECKING:
    from gridgeo.services.crosswalk_networks import Reference

STORED = ("db:", "plan:")


def is_stored(name: str) -> bool:
    """Say whether a network lies in the database."""
    return name.startswith(STORED)


def read_side_name(
    name: str, layer: str | None, field: str | None, crs: str | None, community: str | None
) -> "Reference":
    """Read the name of a network.

    Parameters
    ----------
    name : str
        ``db:CODE``, ``db:CODE@DAY``, ``plan:ID``, or the path of a file.
    layer, field, crs, community
        What to read of a file.

    Raises
    ------
    BadInputError
        If a day is none, a plan's number is none, or options for files are given beside a network
        of the database.
    """
    from gridgeo.services.crosswalk_files import Source
    from gridgeo.services.crosswalk_networks import Drafted, Published

    if not is_stored(name):
        return Source(Path(name), layer, field, crs, community)
    if layer or field or community:
        raise BadInputError(f"'{name}' is no file: it has no layer and no fields to choose.")
    kind, _, rest = name.partition(":")
    if kind == "plan":
        if not rest.isdigit():
            raise BadInputError(f"'{name}' names no plan; write its number, as in plan:12.")
        return Drafted(int(rest))
    code, _, day = rest.partition("@")
    return Published(code, _instant(name, day) if day else None)


def _instant(name: str, day: str) -> datetime | None:
    try:
        return local_instant(datetime.fromisoformat(day), "as-of")
    except ValueError as error:
        raise BadInputError(
            f"'{name}' has no day after the @; write it as in db:zz@2026-01-31."
        ) from error
