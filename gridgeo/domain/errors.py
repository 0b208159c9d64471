"""The errors that a user can cause or mend; every other exception is a defect.

Each says what is wrong, where, and what to do. The command line prints the message on standard
error; the API turns it into an RFC 9457 problem (``api/errors.py``).
"""

from typing import Any


class GridgeoError(Exception):
    """Base of all errors that carry a sentence for the user.

    Parameters
    ----------
    message : str
        One clear sentence: what is wrong and what to do about it.
    field : str, optional
        The option, request field or file column that is at fault.
    zh : str, optional
        The same in Chinese, where it is put together of what is told in both languages anyway; the
        API's catalogue (``api/chinese``) has all other sentences.
    """

    exit_status = 1

    def __init__(self, message: str, *, field: str | None = None, zh: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.zh = zh


class BadInputError(GridgeoError):
    """A file, option or value that cannot be used as it is."""

    exit_status = 2


class NotFoundError(GridgeoError):
    """Something was asked for by a key that nothing has."""

    exit_status = 2


class ConflictError(GridgeoError):
    """The state changed under the caller, or does not allow what was asked."""


class OutdatedError(GridgeoError):
    """A write that starts from a state which others have changed since.

    Parameters
    ----------
    message : str
        As for every error.
    revision : int
        The present revision.
    changes : list of dict
        What was done since, oldest first, as plain values.
    """

    def __init__(self, message: str, *, revision: int, changes: list[dict[str, Any]]) -> None:
        super().__init__(message, field="If-Match")
        self.revision, self.changes = revision, changes


class RefusedError(GridgeoError):
    """A rule of the field forbids it: a publication with an overlap, say."""


class UnavailableError(GridgeoError):
    """Something outside is missing: the database, a port, disk space."""


class NotSignedInError(GridgeoError):
    """Nobody is signed in, or the session, key or password is not valid."""


class ForbiddenError(GridgeoError):
    """Whoever asks is known and may not do this."""


class TooManyAttemptsError(GridgeoError):
    """Too many attempts in a row; the account rests for a while."""


class RateLimitedError(GridgeoError):
    """More requests than a key may send.

    Parameters
    ----------
    message : str
        As for every error.
    retry_after_s : int
        Seconds until the next request is let through.
    """

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
