"""Rules that networks set for themselves, as documents by name."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from gridgeo.db.tables import NetworkRule


def load_rule(session: Session, network: str, name: str) -> dict[str, Any] | None:
    """Give a rule; None where the network has none of its own."""
    return session.scalar(
        select(NetworkRule.value).where(
            NetworkRule.network_code == network, NetworkRule.name == name
        )
    )


def load_rule_of_all(session: Session, name: str) -> list[dict[str, Any]]:
    """Give a rule of all networks that have one of their own."""
    rows = select(NetworkRule.value).where(NetworkRule.name == name)
    return list(session.scalars(rows.order_by(NetworkRule.network_code)))


def save_rule(session: Session, network: str, name: str, value: dict[str, Any], actor: str) -> None:
    """Set a rule, in place of a former one."""
    statement = insert(NetworkRule).values(
        network_code=network, name=name, value=value, set_by=actor
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["network_code", "name"],
            set_={"value": value, "set_by": actor, "set_at": statement.excluded.set_at},
        )
    )
