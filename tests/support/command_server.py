"""One process that has gridgeo's modules loaded and forks for each command it is asked to run.

Most of what a command costs is loading libraries: seconds of processor time a page of the
documentation. Here each command still is a process of its own, which runs the installed script
with its own arguments, folder, environment and streams; only the imports are done once, before
the fork. What Python itself reads from the environment (``PYTHON…``) is the server's.

Run as ``python command_server.py DESCRIPTOR``, of a listening unix socket; it serves until its
standard input ends. ``commands`` starts it, ``command_client`` asks it.
"""

import contextlib
import fcntl
import gc
import importlib
import io
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import sys
import time
import types
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STREAMS = 3


@dataclass(frozen=True)
class Command:
    """What to run: ``gridgeo`` or ``python``, and what it was given."""

    program: str
    arguments: list[str]
    folder: str
    environment: dict[str, str]


class CommandServer:
    """Accepts commands, forks for each, and tells each client how its command ended."""

    def __init__(self, listener: socket.socket) -> None:
        self._selector = selectors.DefaultSelector()
        self._listener = listener
        self._running: dict[int, socket.socket] = {}

    def wait(self) -> Command | None:
        """Serve; returns in each forked process with its command, at the end with None."""
        self._selector.register(self._listener, selectors.EVENT_READ, self._accept)
        self._selector.register(sys.stdin, selectors.EVENT_READ, None)
        while True:
            for key, _ in self._selector.select():
                if key.data is None:
                    self._kill_all()
                    return None
                command = key.data()
                if command is not None:
                    return command

    def _accept(self) -> Command | None:
        connection, _ = self._listener.accept()
        command, streams = _receive(connection)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the threads of OpenBLAS, which stop for a fork
            child = os.fork()
        if child == 0:
            self._let_go(connection)
            _put_in_place(streams)
            return command
        for stream in streams:
            os.close(stream)
        self._running[child] = connection
        ended = os.pidfd_open(child)
        self._selector.register(ended, selectors.EVENT_READ, lambda: self._finish(child, ended))
        self._selector.register(
            connection, selectors.EVENT_READ, lambda: self._pass_on(child, connection)
        )
        return None

    def _finish(self, child: int, ended: int) -> None:
        """Tell the client the status; a signal is a negative one."""
        _, status = os.waitpid(child, 0)
        self._selector.unregister(ended)
        os.close(ended)
        connection = self._running.pop(child)
        with contextlib.suppress(KeyError):
            self._selector.unregister(connection)
        with contextlib.suppress(OSError), connection:
            connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())

    def _pass_on(self, child: int, connection: socket.socket) -> None:
        """Hand a signal of the client to its command; a client that is gone takes it along."""
        if child not in self._running:
            return
        try:
            sent = connection.recv(1)
        except OSError:
            sent = b""
        if not sent:
            self._selector.unregister(connection)
        os.kill(child, sent[0] if sent else signal.SIGKILL)

    def _kill_all(self) -> None:
        for child in self._running:
            os.kill(child, signal.SIGKILL)

    def _let_go(self, connection: socket.socket) -> None:
        """Close in a forked process what belongs to the server."""
        connection.close()
        for key in self._selector.get_map().values():
            if isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
            elif isinstance(key.fileobj, int):
                os.close(key.fileobj)
        self._selector.close()


def load() -> None:
    """Import all of gridgeo, and what its functions import only when they are called."""
    import gridgeo

    for module in pkgutil.walk_packages(gridgeo.__path__, "gridgeo."):
        importlib.import_module(module.name)


def run(command: Command) -> None:
    """Be the command; ends as the program does."""
    os.chdir(command.folder)
    os.environ.clear()
    os.environ.update(command.environment)
    time.tzset()
    _reopen_files()
    if command.program == "gridgeo":
        script = str(Path(sys.executable).with_name("gridgeo"))
        sys.argv = [script, *command.arguments]
        sys.path[0] = str(Path(script).parent)
        runpy.run_path(script, run_name="__main__")
    elif command.arguments[:1] in (["-c"], ["-"]):
        _run_text(command.arguments)
    else:
        os.execv(sys.executable, [sys.executable, *command.arguments])  # noqa: S606


def _run_text(arguments: list[str]) -> None:
    """Run Python from the argument after ``-c``, or from standard input."""
    if arguments[0] == "-c":
        code, sys.argv = arguments[1], ["-c", *arguments[2:]]
    else:
        code, sys.argv = sys.stdin.read(), arguments
    sys.path[0] = ""
    main = types.ModuleType("__main__")
    sys.modules["__main__"] = main
    exec(compile(code, "<string>", "exec"), main.__dict__)  # noqa: S102 - as an interpreter does


def _receive(connection: socket.socket) -> tuple[Command, list[int]]:
    head, streams, _, _ = socket.recv_fds(connection, 4, STREAMS)
    left, message = int.from_bytes(head, "big"), b""
    while left > len(message):
        message += connection.recv(left - len(message))
    return Command(**json.loads(message)), streams


def _put_in_place(streams: list[int]) -> None:
    """Make the client's streams the process's own, as Python does when it starts."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = _stream(0, "rb")
    sys.stdout = _stream(1, "wb")
    sys.stderr = _stream(2, "wb", errors="backslashreplace", line_buffering=True)


def _stream(number: int, mode: str, **options: Any) -> io.TextIOWrapper:
    file = open(number, mode, closefd=False)  # noqa: SIM115 - it stays open to the end
    return io.TextIOWrapper(file, sys.stdout.encoding, **options)


def _reopen_files() -> None:
    """Open anew what libraries hold open: forked processes would share the place in the file."""
    for path in list(Path("/proc/self/fd").iterdir()):
        number = int(path.name)
        if number < STREAMS or not path.is_file():
            continue
        fresh = os.open(path, fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE)
        os.dup2(fresh, number, inheritable=False)
        os.close(fresh)


def main() -> None:
    """Load, serve, and in each forked process be its command."""
    with socket.socket(fileno=int(sys.argv[1])) as listener:
        load()
        gc.freeze()  # a collection in a forked process would copy all pages
        command = CommandServer(listener).wait()
    if command is not None:
        run(command)


if __name__ == "__main__":
    main()
