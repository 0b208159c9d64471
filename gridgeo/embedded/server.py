"""Make, start and stop the server's process; who may do so at a time is the caller's business."""

import shutil
import signal
import socket
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from gridgeo.domain.errors import UnavailableError
from gridgeo.embedded.binaries import Binaries
from gridgeo.embedded.layout import ClusterLayout
from gridgeo.embedded.postmaster import (
    Postmaster,
    disown_stale_pid_file,
    end_orphans,
    last_address,
    running_postmaster,
    starting_pid,
)
from gridgeo.embedded.tuning import render_configuration

ADMIN = "gridgeo"
START_TRIES = 5
# Recovery after a kill replays at most max_wal_size; minutes on a slow disk.
START_TIMEOUT_S = 300
HBA = """\
# Written by gridgeo: password everywhere, no way in from other machines.
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
"""
PORT_TAKEN = ("could not create any TCP/IP sockets", "Address already in use")


@dataclass(frozen=True)
class Server:
    """One server: its files, its programs and how much memory it may reckon with (MiB)."""

    layout: ClusterLayout
    binaries: Binaries
    memory_mb: int
    durable: bool = True

    def initialise(self) -> None:
        """Make the data folder beside, then rename it, so that a kill leaves none half made."""
        layout = self.layout
        for remains in layout.home.glob("new-*"):
            _sweep(remains)
        beside = Path(tempfile.mkdtemp(prefix="new-", dir=layout.home))
        layout.account.own(beside, 0o700)
        secret = beside / "secret"
        secret.write_text(layout.password() + "\n")
        layout.account.own(secret, 0o600)
        self._run_initdb(beside / "pgdata", secret)
        _add_our_settings(beside / "pgdata")
        (beside / "pgdata").rename(layout.pgdata)
        shutil.rmtree(beside)

    def start(self) -> Postmaster:
        """Start the server, clearing what a killed one left; return when it accepts connections.

        Raises
        ------
        UnavailableError
            It does not start; the sentence carries the server's own reason.
        """
        pgdata = self.layout.pgdata
        end_orphans(pgdata)
        disown_stale_pid_file(pgdata)
        former = last_address(pgdata)
        if former:
            self.layout.drop_socket_folder(former[1])
        reason = ""
        for attempt in range(START_TRIES):
            port = free_port(self._former_port() if attempt == 0 else None)
            reason = self._try_to_start(port)
            if not reason:
                return self.wait_until_ready()
            if not any(sign in reason for sign in PORT_TAKEN):
                break
        raise UnavailableError(_why_not_started(reason, self.layout))

    def wait_until_ready(self) -> Postmaster:
        """Wait while a server that somebody started recovers.

        Raises
        ------
        UnavailableError
            It ended, or takes longer than five minutes.
        """
        pgdata = self.layout.pgdata
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            postmaster = running_postmaster(pgdata)
            if postmaster and postmaster.ready:
                return postmaster
            if postmaster is None and starting_pid(pgdata) is None:
                break
            time.sleep(0.05)
        raise UnavailableError(_why_not_started(self._log_tail(), self.layout))

    def stop(self) -> None:
        """Stop the server, letting nobody wait: open transactions are rolled back."""
        postmaster = running_postmaster(self.layout.pgdata)
        if postmaster is None:
            return
        self._pg_ctl("stop", "-m", "fast", "-w", "-t", "120")
        if running_postmaster(self.layout.pgdata):
            self._pg_ctl("stop", "-m", "immediate", "-w", "-t", "60")
        self.layout.drop_socket_folder(postmaster.socket_folder)

    def _run_initdb(self, target: Path, secret: Path) -> None:
        """Prefer C.UTF-8: bytewise order, and full-text search knows Chinese letters."""
        reason = ""
        for locale in ("C.UTF-8", "C"):
            command = [
                self.binaries.program("initdb"),
                *("-D", str(target), "--username", ADMIN, "--pwfile", str(secret)),
                *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", locale),
                *(() if self.durable else ("--no-sync",)),
            ]
            # The working directory tells whose process it is, should we be killed.
            result = self.layout.account.run(command, cwd=target.parent)
            if result.returncode == 0:
                return
            reason = result.stderr
        raise UnavailableError(
            f"The database folder {self.layout.pgdata} could not be made: {_last_line(reason)}."
        )

    def _try_to_start(self, port: int) -> str:
        """Return an empty string, or why the server did not start."""
        folder = self.layout.make_socket_folder()
        configuration = render_configuration(
            memory_mb=self.memory_mb,
            port=port,
            socket_folder=folder,
            log_folder=self.layout.log,
            durable=self.durable,
        )
        _replace_text(self.layout, self.layout.pgdata / "gridgeo.conf", configuration)
        self.layout.start_log.unlink(missing_ok=True)
        timeout = ("-t", str(START_TIMEOUT_S))
        answer = self._pg_ctl("start", "-w", *timeout, "-l", str(self.layout.start_log))
        if running_postmaster(self.layout.pgdata):
            return ""
        self.layout.drop_socket_folder(folder)
        return self._log_tail() or answer

    def _pg_ctl(self, action: str, *options: str) -> str:
        command = [self.binaries.program("pg_ctl"), action, "-s", "-D", str(self.layout.pgdata)]
        result = self.layout.account.run([*command, *options], timeout_s=START_TIMEOUT_S + 60)
        return result.stderr

    def _former_port(self) -> int | None:
        """Return the port of last time, which other programs may have noted."""
        conf = self.layout.pgdata / "gridgeo.conf"
        lines = conf.read_text().splitlines() if conf.is_file() else []
        ports = [line.split("=")[1].strip(" '") for line in lines if line.startswith("port =")]
        return int(ports[0]) if ports else None

    def _log_tail(self) -> str:
        logs = [p for p in self.layout.log.glob("*.log") if p.stat().st_size]
        newest = sorted(logs, key=lambda p: p.stat().st_mtime_ns)[-2:]
        return "".join(p.read_text(errors="replace")[-4000:] for p in newest)


def free_port(wanted: int | None = None) -> int:
    """Return a loopback port that nobody listens on; the wanted one when it is free."""
    for candidate in (wanted, 0):
        if candidate is None:
            continue
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise UnavailableError("No loopback port is free: close some programs and try again.")


def _sweep(remains: Path) -> None:
    """Remove a half-made data folder; the initdb of a killed command may still be writing it."""
    for folder in (remains, remains / "pgdata"):
        if folder.is_dir():
            end_orphans(folder, steps=(signal.SIGKILL,))
    shutil.rmtree(remains)


def _add_our_settings(pgdata: Path) -> None:
    """Write into files that initdb made, so that their owner and mode stay."""
    with (pgdata / "postgresql.conf").open("a") as file:
        file.write("\ninclude_if_exists = 'gridgeo.conf'\ninclude_if_exists = 'local.conf'\n")
    (pgdata / "pg_hba.conf").write_text(HBA)


def _replace_text(layout: ClusterLayout, path: Path, text: str) -> None:
    beside = path.with_name(path.name + ".new")
    beside.write_text(text)
    layout.account.own(beside, 0o600)
    beside.replace(path)


def _why_not_started(log: str, layout: ClusterLayout) -> str:
    if "No space left on device" in log:
        return f"The database cannot start: the disk of {layout.home} is full. Free some space."
    fatal = [line for line in log.splitlines() if "FATAL" in line or "PANIC" in line]
    reason = fatal[-1].split(": ", 1)[-1].strip() if fatal else _last_line(log)
    return f"The database in {layout.home} did not start: {reason} (its log: {layout.log})."


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else "no reason was given"
