"""How far a job is, and how long it will still take at its pace."""

import threading
import time

LONGEST_NOTE = 200


class Pace:
    """Holds the latest word on progress; told by the job, read by the heartbeat."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._first: tuple[float, float] | None = None  # instant and share of the first word
        self._share = 0.0
        self._note: str | None = None

    def tell(self, done: float, total: float, note: str | None = None) -> None:
        """Note that ``done`` of ``total`` is done; a note stays until the next one."""
        share = min(max(done / total, 0.0), 1.0) if total > 0 else 0.0
        with self._lock:
            self._share = share
            self._note = self._note if note is None else note[:LONGEST_NOTE]
            if self._first is None or share < self._first[1]:
                self._first = (time.monotonic(), share)

    def read(self) -> tuple[float, str | None, float | None]:
        """Give the share that is done, the note, and the seconds left where they can be told."""
        with self._lock:
            share, note, first = self._share, self._note, self._first
        if first is None or share <= first[1]:
            return share, note, None
        passed = time.monotonic() - first[0]
        return share, note, passed * (1.0 - share) / (share - first[1])
