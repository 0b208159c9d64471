"""A PgBouncer in transaction mode before a database, for one test."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

_CONFIG = """
[databases]
{name} = host={host} port={port} dbname={name} user={user} password={password}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 200
ignore_startup_parameters = extra_float_digits, options
"""


@contextlib.contextmanager
def running_pgbouncer(url: str, *, pool_size: int) -> Iterator[str]:
    """Run one and give the URL that goes through it."""
    direct = make_url(url)
    folder = Path(tempfile.mkdtemp(prefix="gridgeo-pgbouncer-"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = free.getsockname()[1]
    config = folder / "pgbouncer.ini"
    config.write_text(
        _CONFIG.format(
            name=direct.database,
            host="127.0.0.1",  # the socket's folder is closed to the account that it runs as
            port=direct.port or direct.query.get("port", 5432),
            user=direct.username,
            password=direct.password,
            listen=listen,
            size=pool_size,
        )
    )
    command = [shutil.which("pgbouncer") or "pgbouncer", str(config)]
    if os.geteuid() == 0:  # it refuses to run as root
        owner = pwd.getpwnam("nobody")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        os.chown(config, owner.pw_uid, owner.pw_gid)
        command += ["-u", "nobody"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, listen)
        yield f"{direct.drivername}://{direct.username}@127.0.0.1:{listen}/{direct.database}"
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("pgbouncer did not start")
