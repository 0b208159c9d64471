"""What was published at any instant, read once for all instants with the same versions in force."""

from collections.abc import Hashable
from datetime import datetime

from sqlalchemy.orm import Session

from gridgeo.domain.errors import NotFoundError
from gridgeo.services.locate import Snapshot, load_snapshot, snapshot_state


class PastSnapshots:
    """Snapshots by instant; the same for instants with the same versions in force.

    What is in force now is read once, so that a publication meanwhile does not divide the rows.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: dict[Hashable, Snapshot] = {}
        self._now: Snapshot | None = None

    def at(self, instant: datetime | None) -> Snapshot:
        """Give the snapshot of an instant; NotFoundError before the first version."""
        if instant is None and self._now is not None:
            return self._now
        state = snapshot_state(self._session, instant)
        if not state:
            raise NotFoundError("Nothing had been published by then.", field="as_of")
        if state not in self._held:
            previous = next(iter(self._held.values()), None)
            self._held[state] = load_snapshot(self._session, instant, previous)
        if instant is None:
            self._now = self._held[state]
        return self._held[state]
