"""Facts about this installation as a whole."""

from sqlalchemy.orm import Session

from gridgeo.db.tables import SiteFact


def mark_synthetic(session: Session, name: str) -> None:
    """Note that all data here are generated, and what the district is called.

    Every surface that shows data reads this and says so.
    """
    session.merge(SiteFact(name="synthetic", value=True))
    session.merge(SiteFact(name="district", value=name))
