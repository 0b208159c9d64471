"""Patrol settings that networks have of their own."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from gridgeo.db.tables import NetworkRule

NAME = "patrol"


def load(session: Session, network_code: str) -> dict[str, float]:
    """Give a network's own settings; empty where it has none."""
    found = session.get(NetworkRule, (network_code, NAME))
    return {} if found is None else {str(key): float(value) for key, value in found.value.items()}


def load_all(session: Session) -> dict[str, dict[str, float]]:
    """Give the settings of all networks that have some."""
    rows = session.scalars(select(NetworkRule).where(NetworkRule.name == NAME))
    return {row.network_code: {k: float(v) for k, v in row.value.items()} for row in rows}


def save(session: Session, network_code: str, values: dict[str, float], actor: str) -> None:
    """Keep a network's own settings in place of those that it had."""
    row = {"network_code": network_code, "name": NAME, "value": values, "set_by": actor}
    statement = upsert(NetworkRule).values(**row)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["network_code", "name"], set_={"value": values, "set_by": actor}
        )
    )
