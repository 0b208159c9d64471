"""The snapshot that lookup and tiles answer from, and how it follows publications.

A published version never changes, so an answer needs no database: each worker holds the grids in
memory and swaps the whole snapshot when a newer version is published. One answer uses one
snapshot, so versions are never mixed in it.
"""

import asyncio
import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from gridgeo.db.repositories.published_mark import Mark, PublishedMark
from gridgeo.db.session import open_session, read_one_state, take_time
from gridgeo.domain.errors import GridgeoError, NotFoundError, UnavailableError
from gridgeo.geometry.spare_memory import give_back_memory
from gridgeo.services.locate import Snapshot, load_snapshot, snapshot_state
from gridgeo.services.serve_tiles import BASE, TileServer, ground_stamp, load_base_map
from gridgeo.tiles.tileset import Tileset

LOG = logging.getLogger("gridgeo.snapshots")
INTERVAL_S = 0.25  # one small query; all workers show a publication well within two seconds
# Snapshots of the past that a worker keeps, by the versions in force: a few dozen MB each.
KEPT_PAST = 2

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Held:
    """A snapshot with the box around its grids.

    ``bounds`` are west, south, east, north in degrees; None where nothing is published.
    """

    snapshot: Snapshot
    bounds: Box | None

    @classmethod
    def around(cls, snapshot: Snapshot) -> "Held":
        """Measure a snapshot."""
        boxes = [one.bounds for one in snapshot.networks.values() if one.bounds is not None]
        if not boxes:
            return cls(snapshot, None)
        wests, souths, easts, norths = zip(*boxes, strict=True)
        return cls(snapshot, (min(wests), min(souths), max(easts), max(norths)))


@dataclass(frozen=True, slots=True)
class Current:
    """What is in force.

    Attributes
    ----------
    held : Held
        The snapshot; for a moment after a publication newer than the tiles.
    tiles : TileServer
        Its tiles.
    base : Tileset
        The base map under them.
    stamp : str
        Which state of the ground the base map shows.
    state : hashable
        Of what is published, from `snapshot_state`.
    tokens : dict of str to str
        What addresses of tiles carry, by network; differs wherever a tile could.
    """

    held: Held
    tiles: TileServer
    base: Tileset
    stamp: str
    state: Hashable
    tokens: dict[str, str]

    @property
    def versions(self) -> dict[str, int]:
        """The version in force of each network."""
        return self.held.snapshot.versions

    def is_token(self, network: str, token: str | None) -> bool:
        """Say whether an address of a tile carries the state that is in force."""
        return token is not None and token == self.tokens.get(network)


class SnapshotFollower:
    """Holds the snapshot of now, a few of the past, and renews them.

    Parameters
    ----------
    engine : Engine
        Where the published grids are.
    revive : callable, optional
        Called when the database does not answer; starts it again where it is ours.
    """

    def __init__(self, engine: Engine, revive: Callable[[], object] | None = None) -> None:
        self._engine = engine
        self._revive = revive
        self._marks = PublishedMark(engine)
        self._mark: Mark | None = None
        self._current: Current | None = None
        self._past: OrderedDict[Hashable, Held] = OrderedDict()
        self._loading = threading.Lock()
        self._loading_past = threading.Lock()
        self._closed = False

    def current(self) -> Current:
        """Give what is in force.

        Raises
        ------
        UnavailableError
            While nothing has been loaded.
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
        with self._loading_past, open_session(self._engine) as session:
            read_one_state(session)
            take_time(session)  # without the grids nothing is answered at all
            state = snapshot_state(session, as_of)
            if not state:
                raise NotFoundError(
                    f"Nothing had been published by {as_of:%Y-%m-%d}.", field="as_of"
                )
            if self._current is not None and state == self._current.state:
                return self._current.held
            return self._remembered(session, state, as_of)

    def refresh(self) -> bool:
        """Load what was published or imported since the last time; say whether there was any."""
        with self._loading, open_session(self._engine) as session:
            read_one_state(session)
            take_time(session)
            before = self._current
            state, stamp = snapshot_state(session), ground_stamp(session)
            if before is not None and (state, stamp) == (before.state, before.stamp):
                return False
            previous = None if before is None else before.held.snapshot
            held = Held.around(load_snapshot(session, previous=previous))
            if before is not None:
                # Lookups need not wait for tiles, which take longer to make.
                self._current = replace(before, held=held)
            self._current = _with_tiles(session, held, before, state, stamp)
            versions = held.snapshot.versions
        give_back_memory()
        LOG.info("snapshot loaded", extra={"fields": {"versions": versions, "ground": stamp}})
        return True

    def renew(self) -> bool:
        """Do as `refresh` does, but look first, at little cost, whether there is reason to."""
        mark = self._marks.read()  # before: what comes while it loads is seen the next time
        if mark == self._mark:
            return False
        renewed = self.refresh()
        self._mark = mark
        return renewed

    def catch_up(self) -> None:
        """Make the levels of tiles in use that a publication did away with; stop at the next one.

        The new version is shown meanwhile; who asks for such a tile first waits for its level.
        """
        current = self._current
        try:
            while current is not None and self._current is current and not self._closed:
                if not current.tiles.make_level():
                    return
        except Exception:  # they are made when they are asked for
            LOG.exception("the levels of tiles could not be made ahead")

    async def follow(self, interval_s: float = INTERVAL_S) -> None:
        """Renew for ever; a database that is away is logged once and asked again."""
        failing = False
        while True:
            try:
                if await asyncio.to_thread(self.renew):
                    # Not waited for: the next publication must be seen in the meantime.
                    asyncio.get_running_loop().run_in_executor(None, self.catch_up)
                failing = False
            except Exception:
                # Whatever it was, the old snapshot goes on answering and the next round may do.
                if not failing:
                    LOG.exception("the published grids cannot be loaded; trying again")
                failing = True
                await asyncio.to_thread(self._try_to_revive)
            await asyncio.sleep(interval_s)

    def warm(self) -> None:
        """Load the first snapshot before requests come; without a database they come anyway."""
        with suppress(GridgeoError):
            self.refresh()

    def close(self) -> None:
        """Let go of the database."""
        self._closed = True
        self._marks.close()

    def _try_to_revive(self) -> None:
        if self._revive is not None:
            with suppress(GridgeoError):
                self._revive()

    def _remembered(self, session: Session, key: Hashable, as_of: datetime) -> Held:
        held = self._past.pop(key, None)
        if held is None:
            now = None if self._current is None else self._current.held.snapshot
            held = Held.around(load_snapshot(session, as_of, now))
        self._past[key] = held
        while len(self._past) > KEPT_PAST:
            self._past.popitem(last=False)
        return held


def _with_tiles(
    session: Session, held: Held, before: Current | None, state: Hashable, stamp: str
) -> Current:
    """Make the tiles of a snapshot; of networks and ground that did not change, take them over."""
    same_ground = before is not None and before.stamp == stamp
    base = before.base if before is not None and same_ground else load_base_map(session)
    tiles = TileServer(held.snapshot, base, None if before is None else before.tiles)
    return Current(held, tiles, base, stamp, state, _tokens(held.snapshot, stamp))


def _tokens(snapshot: Snapshot, stamp: str) -> dict[str, str]:
    """Name the state of each network's tiles.

    A database made anew counts from 1 again, so the version alone would bring back older tiles.
    """
    tokens = {BASE: _digest(stamp)}
    for code, network in snapshot.networks.items():
        tokens[code] = f"{network.version}-{_digest(repr(network.facts))}"
    return tokens


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()
