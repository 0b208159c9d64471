"""From when a version of a network was valid, and which one was in force at an instant."""

from datetime import datetime

from sqlalchemy.orm import Session

from gridgeo.db.repositories.changes import get_version
from gridgeo.db.repositories.grids import published_versions
from gridgeo.domain.errors import NotFoundError
from gridgeo.services.list_networks import require_network


def start_of_version(session: Session, network_code: str, version: int) -> datetime:
    """Give the instant from which a version was valid.

    Raises
    ------
    NotFoundError
        If there is no such network or version.
    """
    row = get_version(session, network_code, version)
    if row is None:
        require_network(session, network_code)
        raise NotFoundError(
            f"The network '{network_code}' has no version {version}.", field="version"
        )
    start: datetime = row["valid_from"]
    return start


def version_at(session: Session, network: str, as_of: datetime) -> int:
    """Give the version of a network that was in force at an instant.

    Raises
    ------
    NotFoundError
        If there is no such network, or nothing of it had been published by then.
    """
    versions = published_versions(session, as_of)
    if network not in versions:
        require_network(session, network)
        raise NotFoundError(
            f"Nothing of '{network}' had been published by {as_of:%Y-%m-%d}.", field="as_of"
        )
    return versions[network]
