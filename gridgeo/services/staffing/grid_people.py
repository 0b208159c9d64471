"""The people of one grid: who is posted there in which role, and who stands in beside them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import staffing, workers
from gridgeo.domain.errors import NotFoundError
from gridgeo.domain.posting import SERVING
from gridgeo.services.list_networks import require_network

_POSTED = ("name", "role", "duty_phone", "valid_from", "valid_to", "away")


def people_of_grid(
    session: Session, network: str, grid: str, at: datetime | None = None
) -> dict[str, Any]:
    """Give who is posted to a grid, and the worker who covers it (AB岗).

    Parameters
    ----------
    at : datetime, optional
        Now unless told.

    Returns
    -------
    dict
        ``network``, ``grid``, ``at``; ``people`` with ``worker``, ``name``, ``role``,
        ``duty_phone``, ``valid_from``, ``valid_to`` and ``away``, sorted by role and code;
        ``cover``, those who serve the grids paired with it, with ``grid``, ``worker``, ``name``
        and ``away``.

    Raises
    ------
    NotFoundError
        If there is no such network or grid.
    """
    require_network(session, network)
    row = workers.find_grid(session, network, grid)
    if row is None:
        raise NotFoundError(f"The network '{network}' has no grid '{grid}'.", field="code")
    moment = at or datetime.now(UTC)
    partners = staffing.partners_at(session, row["id"], moment)
    posted = staffing.postings_at(session, [row["id"], *partners], moment)
    return {
        "network": network,
        "grid": grid,
        "at": moment,
        "people": [
            {"worker": one["worker_code"], **{name: one[name] for name in _POSTED}}
            for one in posted
            if one["grid_id"] == row["id"]
        ],
        "cover": [
            {
                "grid": partners[one["grid_id"]],
                "worker": one["worker_code"],
                "name": one["name"],
                "away": one["away"],
            }
            for one in posted
            if one["grid_id"] in partners and one["role"] in SERVING
        ],
    }
