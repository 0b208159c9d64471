"""Facts about this installation as a whole."""

from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.tables import SiteFact


def mark_synthetic(session: Session, name: str) -> None:
    """Note that all data here are generated, and what the district is called.

    Every surface that shows data reads this and says so.
    """
    session.merge(SiteFact(name="synthetic", value=True))
    session.merge(SiteFact(name="district", value=name))


def load_fact(session: Session, name: str) -> Any:
    """Give a fact; None where it is not noted."""
    fact = session.get(SiteFact, name)
    return None if fact is None else fact.value


def note_fact(session: Session, name: str, value: Any) -> None:
    """Note a fact, in place of a former one."""
    session.merge(SiteFact(name=name, value=value))
    session.flush()
