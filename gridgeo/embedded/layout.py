"""Where the embedded cluster keeps its files, and who may see them."""

import hashlib
import os
import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from gridgeo.domain.errors import UnavailableError
from gridgeo.embedded.account import ServerAccount, choose_account

# A socket's path holds at most 107 bytes; ".s.PGSQL.65535.lock" and a slash take 20 of them.
LONGEST_SOCKET_FOLDER = 87
PLAIN_PATH = re.compile(r"[\w/.-]+", re.ASCII)
SHARED_HOME = Path("/var/lib/gridgeo")


@dataclass(frozen=True)
class ClusterLayout:
    """Paths of one cluster.

    Attributes
    ----------
    home : pathlib.Path
        Folder of everything below; others may pass through but not list it.
    account : ServerAccount
        Owner of the server's files.
    """

    home: Path
    account: ServerAccount

    @property
    def pgdata(self) -> Path:
        """Data folder of the server."""
        return self.home / "pgdata"

    @property
    def log(self) -> Path:
        """Folder of the server's logs."""
        return self.home / "log"

    @property
    def start_log(self) -> Path:
        """What the server said before its own log was open."""
        return self.log / "start.log"

    @property
    def password_file(self) -> Path:
        """The generated password, readable by the user who made the cluster alone."""
        return self.home / "password"

    @property
    def lock_file(self) -> Path:
        """Lock that lets one command at a time start or stop the server."""
        return self.home / "lock"

    @property
    def exists(self) -> bool:
        """Whether the data folder was made, and made completely."""
        return (self.pgdata / "PG_VERSION").exists()

    def prepare(self) -> None:
        """Make the folders; repeatable.

        Raises
        ------
        UnavailableError
            The folder cannot be written.
        """
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            if self.home.stat().st_uid == os.geteuid():
                self.home.chmod(0o711)
            self.log.mkdir(exist_ok=True)
            self.account.own(self.log, 0o700)
        except OSError as error:
            raise UnavailableError(
                f"The folder {self.home} cannot be prepared ({error.strerror}): make it writable "
                "or set GRIDGEO_DATA_DIR to another folder."
            ) from error

    def password(self) -> str:
        """Return the cluster's password, made on first use.

        Raises
        ------
        UnavailableError
            The file belongs to another user.
        """
        if not self.password_file.exists():
            _write_secret(self.password_file, secrets.token_urlsafe(24))
        try:
            return self.password_file.read_text().strip()
        except PermissionError:
            raise UnavailableError(
                f"{self.password_file} may not be read by this user: run gridgeo as the user "
                "who made the database, or as root."
            ) from None

    def make_socket_folder(self) -> Path:
        """Return an empty folder for the socket that only the server's account may enter.

        A home that is too long, or has letters that libpq takes for separators, gets a folder of
        a random name below the runtime directory or /tmp, which nobody can foresee and occupy.
        """
        folder = self.home / "run"
        if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER or not PLAIN_PATH.fullmatch(
            str(folder)
        ):
            folder = Path(tempfile.mkdtemp(prefix="gridgeo-", dir=self._short_parent()))
        else:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
        self.account.own(folder, 0o700)
        return folder

    def drop_socket_folder(self, folder: Path) -> None:
        """Remove what is left of a socket folder that we made, and no other folder."""
        ours = folder == self.home / "run" or folder.name.startswith("gridgeo-")
        if ours and folder.is_dir() and folder.stat().st_uid == self.account.uid:
            shutil.rmtree(folder, ignore_errors=True)

    def _short_parent(self) -> Path:
        runtime = os.environ.get("XDG_RUNTIME_DIR")
        usable = runtime and not self.account.step_down and len(os.fsencode(runtime)) < 60
        return Path(runtime) if runtime and usable else Path("/tmp")  # noqa: S108


def choose_layout(data_dir: Path) -> ClusterLayout:
    """Choose where the cluster of a data folder lives, and who runs it.

    That is ``<data_dir>/postgres``, unless this is root and the account that root steps down to
    cannot pass there (a checkout below /root, say): then a folder of its own in /var/lib/gridgeo.
    """
    home = data_dir / "postgres"
    account = choose_account(home / "pgdata")
    if not account.step_down or account.can_enter(_nearest_existing(home)):
        return ClusterLayout(home, account)
    name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    shared = SHARED_HOME / name
    return ClusterLayout(shared, choose_account(shared / "pgdata"))


def _nearest_existing(folder: Path) -> Path:
    return next(f for f in (folder, *folder.parents) if f.is_dir())


def _write_secret(path: Path, text: str) -> None:
    """Write beside, then rename, so that a kill leaves no empty password."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    beside.touch(mode=0o600, exist_ok=False)
    beside.write_text(text)
    beside.replace(path)
