"""Networks with their standards and what is published of them."""

from dataclasses import asdict
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import browse_networks
from gridgeo.db.repositories.networks import load_network
from gridgeo.domain.errors import NotFoundError
from gridgeo.services.read_rows import bounds_of

_DEFAULT_BAND = {"minimum": 300, "target": 400, "maximum": 500}


def list_networks(session: Session, as_of: datetime | None = None) -> list[dict[str, Any]]:
    """Give all networks in the order of their codes, with figures at an instant (or now)."""
    return [_network(row) for row in browse_networks.list_networks(session, as_of=as_of)]


def get_network(session: Session, code: str, as_of: datetime | None = None) -> dict[str, Any]:
    """Give one network as it is defined.

    Raises
    ------
    NotFoundError
        If there is none of this code; the nearest is offered.
    """
    rows = browse_networks.list_networks(session, code, as_of)
    if not rows:
        raise unknown_network(code, browse_networks.network_codes(session))
    spec = load_network(session, code)
    return {
        **_network(rows[0]),
        "level": spec.level,
        "dedicated": spec.dedicated,
        "dedicated_counts": spec.dedicated_counts,
        "dedicated_rules": [asdict(rule) for rule in spec.dedicated_rules],
        "workload": None if spec.workload is None else spec.workload.weights(),
        "relation": spec.relation.value,
        "related_network": spec.related_network_code,
        "code_template": spec.code_template.text,
    }


def require_network(session: Session, code: str) -> None:
    """Refuse a network that does not exist.

    Raises
    ------
    NotFoundError
        With the nearest code, or all of them.
    """
    codes = browse_networks.network_codes(session)
    if code not in codes:
        raise unknown_network(code, codes)


def unknown_network(code: str, codes: list[str]) -> NotFoundError:
    """Say that a network does not exist, and which one was probably meant."""
    close = get_close_matches(code, codes, n=1, cutoff=0.5)
    hint = f"did you mean '{close[0]}'?" if close else f"there are: {', '.join(codes) or 'none'}."
    return NotFoundError(f"There is no network '{code}'; {hint}", field="network")


def _network(row: RowMapping) -> dict[str, Any]:
    bands = row["bands"] or {}
    urban = bands.get("urban") or bands.get("rural") or _DEFAULT_BAND
    counts = ("grids", "households", "in_band", "under", "over")
    return {
        "code": row["code"],
        "name": row["name"],
        "standard": {"unit": row["unit"], "urban": urban, "rural": bands.get("rural") or urban},
        "version": row["version"],
        "valid_from": row["valid_from"],
        "bounds": bounds_of(row),
        "counts": {name: int(row[name]) for name in counts},
    }
