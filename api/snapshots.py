"""The snapshot that lookup and tiles answer from, and how it follows publications.

A published version never changes, so an answer needs no database: each worker holds the grids in
memory and swaps the whole snapshot when a newer version is published. One answer uses one
snapshot, so versions are never mixed in it.
"""

import asyncio
import logging
import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from gridgeo.db.session import open_session
from gridgeo.domain.errors import GridgeoError, NotFoundError, UnavailableError
from gridgeo.services.locate import Snapshot, load_snapshot, snapshot_versions

LOG = logging.getLogger("gridgeo.snapshots")
INTERVAL_S = 1.0
# Snapshots of the past that a worker keeps, by the versions in force: a few dozen MB each.
KEPT_PAST = 2


@dataclass(frozen=True, slots=True)
class Held:
    """A snapshot with the box around its grids.

    ``bounds`` are west, south, east, north in degrees; None where nothing is published.
    """

    snapshot: Snapshot
    bounds: tuple[float, float, float, float] | None

    @classmethod
    def around(cls, snapshot: Snapshot) -> "Held":
        """Measure a snapshot."""
        grids = [network.table.geometry for network in snapshot.networks.values()]
        box = shapely.total_bounds(np.concatenate(grids)) if grids else np.array([np.nan])
        if np.isnan(box).any():
            return cls(snapshot, None)
        west, south, east, north = (float(value) for value in box)
        return cls(snapshot, (west, south, east, north))


class SnapshotFollower:
    """Holds the snapshot of now, a few of the past, and renews them.

    Parameters
    ----------
    engine : Engine
        Where the published grids are.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._current: Held | None = None
        self._versions: dict[str, int] | None = None
        self._past: OrderedDict[tuple[tuple[str, int], ...], Held] = OrderedDict()
        self._loading = threading.Lock()

    def now(self) -> Held:
        """Give the snapshot in force.

        Raises
        ------
        UnavailableError
            While none has been loaded.
        """
        if self._current is None:
            raise UnavailableError("The published grids are still being loaded; try again soon.")
        return self._current

    def at(self, as_of: datetime) -> Held:
        """Give the snapshot of an instant, loading it when it is not at hand.

        Raises
        ------
        NotFoundError
            If nothing had been published by then.
        """
        with self._loading, open_session(self._engine) as session:
            _read_one_state(session)
            versions = snapshot_versions(session, as_of)
            if not versions:
                raise NotFoundError(
                    f"Nothing had been published by {as_of:%Y-%m-%d}.", field="as_of"
                )
            if versions == self._versions and self._current is not None:
                return self._current
            return self._remembered(session, versions, as_of)

    def refresh(self) -> bool:
        """Load the snapshot anew if something was published; say whether it was."""
        with self._loading, open_session(self._engine) as session:
            _read_one_state(session)
            versions = snapshot_versions(session)
            if versions == self._versions:
                return False
            self._current = Held.around(load_snapshot(session))
            self._versions = versions
        LOG.info("snapshot loaded", extra={"fields": {"versions": versions}})
        return True

    async def follow(self, interval_s: float = INTERVAL_S) -> None:
        """Refresh for ever; a database that is away is logged once and asked again."""
        failing = False
        while True:
            try:
                await asyncio.to_thread(self.refresh)
                failing = False
            except Exception:
                # Whatever it was, the old snapshot goes on answering and the next round may do.
                if not failing:
                    LOG.exception("the published grids cannot be loaded; trying again")
                failing = True
            await asyncio.sleep(interval_s)

    def warm(self) -> None:
        """Load the first snapshot before requests come; without a database they come anyway."""
        with suppress(GridgeoError):
            self.refresh()

    def _remembered(self, session: Session, versions: dict[str, int], as_of: datetime) -> Held:
        key = tuple(sorted(versions.items()))
        held = self._past.pop(key, None)
        if held is None:
            held = Held.around(load_snapshot(session, as_of))
        self._past[key] = held
        while len(self._past) > KEPT_PAST:
            self._past.popitem(last=False)
        return held


def _read_one_state(session: Session) -> None:
    """Let all queries of the session see the same state, so that versions fit their grids."""
    session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
