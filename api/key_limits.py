"""How many requests an API key may send: counted by each serving process, in memory."""

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from gridgeo.domain.errors import RateLimitedError


class KeyLimits:
    """Counts the requests of each key over the last minute.

    Parameters
    ----------
    processes : int
        Serving processes that share the load: each lets its share of a key's requests through.
    """

    def __init__(self, processes: int = 1) -> None:
        self._processes = processes
        self._window = SlidingWindowCounterRateLimiter(MemoryStorage())

    def take(self, key_id: int, per_minute: int) -> None:
        """Count one request of a key.

        Raises
        ------
        RateLimitedError
            If it is one too many; it says when to come back.
        """
        item = RateLimitItemPerMinute(math.ceil(per_minute / self._processes))
        if self._window.hit(item, str(key_id)):
            return
        reset = self._window.get_window_stats(item, str(key_id)).reset_time
        wait_s = max(1, math.ceil(reset - time.time()))
        raise RateLimitedError(
            f"This key may send {per_minute} requests a minute; try again in {wait_s} s.",
            retry_after_s=wait_s,
        )
