"""How often one address may fail to sign in: counted by each serving process, in memory.

The account's own count (``gridgeo.services.sign_in``) stops guesses at one name; this one stops
guesses of one password at many names, and keeps the dear checks of passwords from piling up.
"""

from limits import RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from gridgeo.domain.errors import RateLimitedError
from gridgeo.services.sign_in import FAILURES_BEFORE_REST, REST

FAILURES_PER_MINUTE = 30


class SignInLimits:
    """Counts the failures of each address over the last minute.

    Parameters
    ----------
    per_minute : int
        Failures after which an address has to wait.
    """

    def __init__(self, per_minute: int = FAILURES_PER_MINUTE) -> None:
        self._item = RateLimitItemPerMinute(per_minute)
        self._name = RateLimitItemPerSecond(FAILURES_BEFORE_REST, REST.seconds)
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def check(self, address: str) -> None:
        """Let an address try.

        Raises
        ------
        RateLimitedError
            It has failed too often within the last minute.
        """
        if not self._window.test(self._item, address):
            raise RateLimitedError(
                "Too many failed sign-ins from this address; wait a minute.", retry_after_s=60
            )

    def count_failure(self, address: str) -> None:
        """Count one failure."""
        self._window.hit(self._item, address)

    def let_unknown(self, name: str) -> bool:
        """Count a failure under a name that nobody has; False once an account would rest.

        Without this, a name that never rests would tell that there is no such account.
        """
        return self._window.hit(self._name, "name", name)
