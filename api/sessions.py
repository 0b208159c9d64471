"""What the signed session cookie holds, and the secret that signs it."""

import os
import secrets
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gridgeo.config import Settings
from gridgeo.domain.errors import UnavailableError
from gridgeo.services.sign_in import Person

COOKIE = "gridgeo_session"
_SECRET_FILE = "session-secret"  # noqa: S105 - a file's name


@dataclass(frozen=True, slots=True)
class SessionContent:
    """The session's token, the seal of the password when it began, the CSRF token."""

    token: str
    seal: str
    csrf: str

    @classmethod
    def begin(cls, person: Person, token: str) -> "SessionContent":
        """Make the content of a new session."""
        return cls(token, person.seal, secrets.token_urlsafe(24))

    @classmethod
    def read(cls, session: MutableMapping[str, Any]) -> "SessionContent | None":
        """Read what an earlier answer wrote; None when there is no session."""
        try:
            return cls(str(session["token"]), str(session["seal"]), str(session["csrf"]))
        except (KeyError, TypeError):
            return None

    def write(self, session: MutableMapping[str, Any]) -> None:
        """Put it into the cookie, in place of whatever was there."""
        session.clear()
        session.update(asdict(self))


def session_secret(settings: Settings) -> str:
    """Give the secret that signs sessions: as set, or made once and kept in the data folder.

    Several workers and restarts share it, so that nobody is signed out by them.

    Raises
    ------
    UnavailableError
        If the data folder cannot be written.
    """
    if settings.session_secret is not None:
        return settings.session_secret.get_secret_value()
    path = settings.data_dir / _SECRET_FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _create_once(path, secrets.token_urlsafe(48))
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise UnavailableError(
            f"The secret of the sessions cannot be kept in '{path}': {error.strerror}.",
            field="GRIDGEO_DATA_DIR",
        ) from error


def _create_once(path: Path, secret: str) -> None:
    """Write the file beside and link it: whoever comes second finds it whole."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    try:
        draft.write_text(secret, encoding="ascii")
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
