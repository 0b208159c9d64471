"""What stands for a program on the path of examples: hands its work to the command server.

Run as ``python -IS command_client.py SOCKET PROGRAM ARGUMENTS…``; it only needs the standard
library and starts in a hundredth of a second. The other side is ``command_server``.
"""

import array
import contextlib
import json
import os
import signal
import socket
import sys

FAILED = 125  # as env and docker say that the program could not be started at all


def main() -> int:
    """Send what was asked for with the own streams, pass signals on, and end as it ended."""
    path, program, *arguments = sys.argv[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(path)
        asked = {
            "program": program,
            "arguments": arguments,
            "folder": os.getcwd(),  # noqa: PTH109 - pathlib takes as long as all the rest
            "environment": dict(os.environ),
        }
        _send(connection, json.dumps(asked).encode())
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda given, _frame: connection.send(bytes([given])))
        answer = connection.makefile("r").read()
    if not answer:
        sys.stderr.write("the command server ended before the command\n")
        return FAILED
    status = int(answer)
    if status < 0:
        with contextlib.suppress(OSError):  # nobody handles SIGKILL
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    return status


def _send(connection: socket.socket, message: bytes) -> None:
    streams = array.array("i", [0, 1, 2])
    head = len(message).to_bytes(4, "big")
    connection.sendmsg([head], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, streams)])
    connection.sendall(message)


if __name__ == "__main__":
    sys.exit(main())
