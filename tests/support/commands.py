"""``gridgeo`` and ``python`` for tests that start many commands, without the imports of each.

The programs in :attr:`Commands.folder` run the installed ones in a process forked from one that
has loaded all modules (see ``command_server``). Tests of how a command starts, and of what must
survive kills, start the installed programs themselves.
"""

import contextlib
import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.postgis import throw_away_folder

HERE = Path(__file__).parent
END_S = 60


@dataclass(frozen=True)
class Commands:
    """Where the programs stand, to be put first in a PATH."""

    folder: Path

    @property
    def gridgeo(self) -> str:
        """Path of the program."""
        return str(self.folder / "gridgeo")

    def run(
        self, *arguments: object, folder: Path | None = None, given: str = "", **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run ``gridgeo`` in a folder, with a text to read and further environment."""
        return subprocess.run(
            [self.gridgeo, *map(str, arguments)],
            cwd=folder,
            env={**os.environ, "COLUMNS": "200", **environment},
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )


@contextlib.contextmanager
def running_commands() -> Iterator[Commands]:
    """Start the process that commands are forked from; it ends with its commands."""
    with throw_away_folder() as folder, socket.socket(socket.AF_UNIX) as listener:
        address = folder / "socket"
        listener.bind(str(address))
        listener.listen()  # who comes before all is loaded waits
        for name in ("gridgeo", "python"):
            _write_program(folder / name, address)
        command = [sys.executable, str(HERE / "command_server.py"), str(listener.fileno())]
        server = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=[listener.fileno()])
        listener.close()
        try:
            yield Commands(folder)
        finally:
            server.communicate(timeout=END_S)


def _write_program(path: Path, address: Path) -> None:
    client = [sys.executable, "-IS", str(HERE / "command_client.py"), str(address), path.name]
    path.write_text(f'#!/bin/sh\nexec {shlex.join(client)} "$@"\n')
    path.chmod(0o755)
