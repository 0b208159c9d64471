"""Find out whether our server runs, from its pid file and the system's list of processes."""

import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gridgeo.domain.errors import UnavailableError


@dataclass(frozen=True)
class Postmaster:
    """The running server, as its pid file describes it.

    Attributes
    ----------
    pid : int
        Process id of the postmaster.
    port : int
        Port and number of the socket's file.
    socket_folder : pathlib.Path
        Folder of the socket.
    ready : bool
        Whether it accepts connections.
    """

    pid: int
    port: int
    socket_folder: Path
    ready: bool


def running_postmaster(pgdata: Path) -> Postmaster | None:
    """Return the server that runs on a data folder, or None.

    A pid file alone proves nothing: after a kill its number may belong to another process, or to
    a dead one that nobody has collected.
    """
    lines = _pid_file_lines(pgdata)
    if len(lines) < 6 or not _works_in(int(lines[0]), pgdata):
        return None
    ready = len(lines) > 7 and lines[7].strip() == "ready"
    return Postmaster(int(lines[0]), int(lines[3]), Path(lines[4]), ready)


def last_address(pgdata: Path) -> tuple[int, Path] | None:
    """Return port and socket folder of the server that wrote the pid file, dead or alive."""
    lines = _pid_file_lines(pgdata)
    return (int(lines[3]), Path(lines[4])) if len(lines) >= 6 else None


def starting_pid(pgdata: Path) -> int | None:
    """Return the live process named by the pid file, even while the file is incomplete."""
    lines = _pid_file_lines(pgdata)
    pid = int(lines[0]) if lines and lines[0].strip().isdigit() else 0
    return pid if pid and _works_in(pid, pgdata) else None


def disown_stale_pid_file(pgdata: Path) -> None:
    """Let the next server see that the pid file's process is gone, though its number is in use.

    PostgreSQL takes the process that starts it for no rival, so our own number goes into the first
    line. The other lines stay: with them the server finds and removes the shared memory that the
    dead one left behind, which removing the file would make impossible.
    """
    lines = _pid_file_lines(pgdata)
    if lines:
        with (pgdata / "postmaster.pid").open("r+") as file:
            file.write("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
            file.truncate()


# First wait, then ask, then insist.
PATIENT = (None, signal.SIGQUIT, signal.SIGKILL)


def end_orphans(
    pgdata: Path, steps: Sequence[int | None] = PATIENT, patience_s: float = 5.0
) -> None:
    """Wait for the processes of a killed server to end, and end those that do not.

    They leave by themselves when they notice; one that is busy with a long query does not, and a
    new server refuses to start beside it. Only processes whose working directory is this folder
    of ours are touched.

    Parameters
    ----------
    pgdata : pathlib.Path
        The working directory.
    steps : sequence of int or None
        Signals to send one after the other; None only waits.
    patience_s : float
        Seconds to wait after each step.

    Raises
    ------
    UnavailableError
        One of them cannot be ended.
    """
    for number in steps:
        orphans = processes_in(pgdata)
        if number is not None:
            for pid in orphans:
                _send(pid, number)
        deadline = time.monotonic() + patience_s
        while orphans and time.monotonic() < deadline:
            time.sleep(0.05)
            orphans = processes_in(pgdata)
        if not orphans:
            return
    raise UnavailableError(
        f"Processes of a former server still hold {pgdata} (process ids "
        f"{', '.join(map(str, orphans))}): end them and try again."
    )


def processes_in(pgdata: Path) -> list[int]:
    """Return the live processes whose working directory is the data folder."""
    numbers = (int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit())
    return sorted(pid for pid in numbers if _works_in(pid, pgdata))


def _works_in(pid: int, pgdata: Path) -> bool:
    """Compare device and inode: a zombie has no working directory, a foreign process another."""
    try:
        there = Path(f"/proc/{pid}/cwd").stat()
        here = pgdata.stat()
    except OSError:
        return False
    return (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)


def _pid_file_lines(pgdata: Path) -> list[str]:
    try:
        return (pgdata / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []


def _send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
