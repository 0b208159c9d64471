"""The operating system's account that runs the server: PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gridgeo.domain.errors import UnavailableError

# Tried in this order when the command runs as root.
UNPRIVILEGED = ("gridgeo", "postgres", "nobody")


@dataclass(frozen=True)
class ServerAccount:
    """An account and whether we must step down to it.

    Attributes
    ----------
    name : str
        Account name, for messages.
    uid, gid : int
        Numeric ids of the server's files.
    step_down : bool
        True when this process is root and starts the server's programs as another user.
    """

    name: str
    uid: int
    gid: int
    step_down: bool

    def run(
        self, command: Sequence[str], *, cwd: Path | None = None, timeout_s: float = 600
    ) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, in a clean environment, and capture its output."""
        identity: dict[str, object] = {}
        if self.step_down:
            identity = {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            list(command),
            cwd=cwd or "/",
            env=dict(clean_environment()),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
            **identity,
        )

    def can_enter(self, folder: Path) -> bool:
        """Tell whether the account may pass through a folder and everything above it."""
        return self.run(["test", "-x", str(folder)], timeout_s=20).returncode == 0

    def own(self, path: Path, mode: int) -> None:
        """Give a file or folder to the account."""
        if self.step_down:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)


def clean_environment() -> Mapping[str, str]:
    """Return an environment without PG* variables, which could lead to another cluster."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def choose_account(existing_data: Path) -> ServerAccount:
    """Return the account that owns the existing data, or the one that shall own new data.

    Raises
    ------
    UnavailableError
        The data belong to somebody else, or root finds no account to step down to.
    """
    found = existing_data.stat() if existing_data.exists() else None
    if os.geteuid() != 0:
        return _own_account(existing_data, found.st_uid if found else None)
    if found and found.st_uid:
        name = _account_name(found.st_uid)
        return ServerAccount(name, found.st_uid, found.st_gid, step_down=True)
    for name in UNPRIVILEGED:
        try:
            return _as_account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise UnavailableError(
        "PostgreSQL does not run as root and none of the accounts gridgeo, postgres and nobody "
        "exists: create one (useradd --system gridgeo) or run gridgeo as an ordinary user."
    )


def _account_name(uid: int) -> str:
    """Return the name of a user; a container's data may belong to a number without one."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _as_account(entry: pwd.struct_passwd) -> ServerAccount:
    return ServerAccount(entry.pw_name, entry.pw_uid, entry.pw_gid, step_down=True)


def _own_account(existing_data: Path, owner: int | None) -> ServerAccount:
    uid = os.geteuid()
    if owner is not None and owner != uid:
        raise UnavailableError(
            f"The database in {existing_data} belongs to another user (id {owner}): run gridgeo "
            "as that user or as root, or set GRIDGEO_DATA_DIR to a folder of your own."
        )
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        raise UnavailableError(
            f"User id {uid} has no entry in the system's list of users, which PostgreSQL needs: "
            "add one, or set GRIDGEO_DATABASE_URL."
        ) from None
    return ServerAccount(name, uid, os.getegid(), step_down=False)
