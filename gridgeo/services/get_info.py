"""What this installation is and holds, in one small answer."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from gridgeo.db.repositories import browse_networks
from gridgeo.domain.errors import UnavailableError
from gridgeo.services.list_networks import list_networks


def get_info(session: Session) -> dict[str, Any]:
    """Give the software's version and the state of the published data."""
    site = browse_networks.site(session)
    networks = list_networks(session)
    return {
        "version": version("gridgeo"),
        "synthetic": site["synthetic"] is True,
        "data": {
            "publications": site["publications"],
            "published_at": site["published_at"],
            "networks": len(networks),
            "grids": sum(network["counts"]["grids"] for network in networks),
            "bounds": _union([network["bounds"] for network in networks]),
        },
    }


def schema_revision(session: Session) -> str:
    """Give the revision of the database's schema.

    Raises
    ------
    UnavailableError
        If the schema was never made.
    """
    try:
        revision = browse_networks.schema_revision(session)
    except ProgrammingError as error:
        raise _no_schema() from error
    if revision is None:
        raise _no_schema()
    return revision


def _no_schema() -> UnavailableError:
    return UnavailableError("The database has no schema yet; run 'gridgeo db migrate'.")


def _union(
    boxes: Sequence[tuple[float, float, float, float] | None],
) -> tuple[float, float, float, float] | None:
    known = [box for box in boxes if box is not None]
    if not known:
        return None
    west, south, east, north = zip(*known, strict=True)
    return (min(west), min(south), max(east), max(north))
