"""Thresholds that a network has of its own."""

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from gridgeo.db.tables import NetworkThreshold
from gridgeo.domain.thresholds import Thresholds


def load_thresholds(session: Session, network_code: str) -> Thresholds:
    """Give a network's thresholds: its own, and the defaults for the others."""
    rows = session.scalars(
        select(NetworkThreshold).where(NetworkThreshold.network_code == network_code)
    )
    return Thresholds().changed({row.name: row.value for row in rows})


def save_thresholds(session: Session, network_code: str, values: Mapping[str, float]) -> None:
    """Keep some thresholds of a network; the others stay as they are."""
    for name, value in values.items():
        session.execute(
            upsert(NetworkThreshold)
            .values(network_code=network_code, name=name, value=value)
            .on_conflict_do_update(index_elements=["network_code", "name"], set_={"value": value})
        )


def forget_thresholds(session: Session, network_code: str) -> None:
    """Let the defaults hold for a network again."""
    session.execute(delete(NetworkThreshold).where(NetworkThreshold.network_code == network_code))
