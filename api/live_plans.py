"""What happens in plans, told to whoever watches: one reader a process, however many they are.

The reader asks the logs twice a second, only while somebody watches, for all watched plans in one
go. Every process reads for itself, so it does not matter which one a browser is connected to. No
writer is slowed by it, as a NOTIFY in each commit would.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from gridgeo.db.repositories.live_plans import Position
from gridgeo.db.session import open_session
from gridgeo.domain.errors import GridgeoError
from gridgeo.services.follow_plans import PlanEvent, events_after, people_in

LOG = logging.getLogger("gridgeo.live_plans")
INTERVAL_S = 0.5
MOST_WAITING = 2000  # events that a slow watcher may leave unread; then the connection ends

People = list[dict[str, Any]]
News = tuple[list[PlanEvent], dict[int, People]]


@dataclass(eq=False)
class Watcher:
    """Somebody who watches a plan.

    Attributes
    ----------
    plan_id : int
    position : (int, int)
        How far in the operation log and in the review they have been told.
    queue : asyncio.Queue
        Events, lists of people, and None where the connection has to end.
    people : list or None
        What was told last of who is there.
    """

    plan_id: int
    position: Position
    queue: asyncio.Queue[PlanEvent | People | None] = field(
        default_factory=lambda: asyncio.Queue(MOST_WAITING)
    )
    people: People | None = None

    def tell(self, event: PlanEvent) -> None:
        """Pass an event on, unless it was told before."""
        place = _join(self.position, event.position)
        if place != self.position:
            self.position = place
            self._put(event)

    def tell_people(self, people: People) -> None:
        """Say who is there, if that has changed."""
        if people != self.people:
            self.people = people
            self._put(people)

    def _put(self, news: PlanEvent | People) -> None:
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(None)  # the browser comes back and is told from where it was
        else:
            self.queue.put_nowait(news)


class LivePlans:
    """The watchers of one process, and the one task that reads for them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._watchers: set[Watcher] = set()
        self._reading: asyncio.Task[None] | None = None

    def watch(self, plan_id: int, position: Position) -> Watcher:
        """Begin to tell somebody what happens in a plan after a place in its logs."""
        watcher = Watcher(plan_id, position)
        self._watchers.add(watcher)
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read_on())
        return watcher

    def leave(self, watcher: Watcher) -> None:
        """Stop telling somebody; the reader ends with its last watcher."""
        self._watchers.discard(watcher)

    async def _read_on(self) -> None:
        while self._watchers:
            # What is away now is there again later; watchers keep their places meanwhile.
            with suppress(GridgeoError):
                events, people = await asyncio.to_thread(self._read, self._places())
                self._tell(events, people)
            await asyncio.sleep(INTERVAL_S)

    def _places(self) -> dict[int, Position]:
        """Give for each watched plan the place of whoever has been told least."""
        places: dict[int, Position] = {}
        for one in self._watchers:
            seen = places.get(one.plan_id, one.position)
            places[one.plan_id] = (min(seen[0], one.position[0]), min(seen[1], one.position[1]))
        return places

    def _read(self, places: dict[int, Position]) -> News:
        with open_session(self._engine) as session:
            return events_after(session, places), people_in(session, places)

    def _tell(self, events: list[PlanEvent], people: dict[int, People]) -> None:
        for watcher in self._watchers:
            for event in events:
                if event.plan_id == watcher.plan_id:
                    watcher.tell(event)
            if watcher.plan_id in people:
                watcher.tell_people(people[watcher.plan_id])


def _join(one: Position, other: Position) -> Position:
    return max(one[0], other[0]), max(one[1], other[1])
