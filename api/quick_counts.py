"""Answers of the fast lane, noted at once and added to the metrics many at a time.

To count one answer takes as long as a fifth of the answer. So only its seconds are put aside, and
added up four times a second, and before anybody reads the figures.
"""

import asyncio
import threading

from api.metrics import count_many

INTERVAL_S = 0.25
Kind = tuple[str, int]


class QuickCounts:
    """Seconds of answers that are not in the metrics yet, by route and status."""

    def __init__(self) -> None:
        self._waiting: dict[Kind, list[float]] = {}
        self._adding = threading.Lock()

    def of(self, route: str, status: int) -> list[float]:
        """Give the list that takes the seconds of one kind of answer; always the same one."""
        return self._waiting.setdefault((route, status), [])

    async def follow(self) -> None:
        """Add up for ever."""
        while True:
            await asyncio.sleep(INTERVAL_S)
            self.add_up()

    def add_up(self) -> None:
        """Add what waits to the metrics; may be called from any thread."""
        with self._adding:
            for (route, status), waiting in list(self._waiting.items()):
                taken = waiting[:]
                # Not ``clear``: an answer may have been noted since the line before.
                del waiting[: len(taken)]
                if taken:
                    count_many(route, "GET", status, taken)


QUICK_COUNTS = QuickCounts()  # of the process, as the metrics are
