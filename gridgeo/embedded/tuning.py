"""The server's configuration: memory from the machine's size, everything that matters explicit."""

import os
import shutil
from pathlib import Path

MIB = 1024 * 1024


def machine_memory_mb() -> int:
    """Return the memory that this process may reckon with, in MiB, a container's limit included."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MIB
    limits = [physical]
    for name in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        path = Path(name)
        text = path.read_text().strip() if path.is_file() else "max"
        if text.isdigit():
            limits.append(int(text) // MIB)
    return max(256, min(limits))


def memory_settings(memory_mb: int) -> dict[str, str]:
    """Return memory settings for a machine that runs the planner and the API beside the server.

    Parameters
    ----------
    memory_mb : int
        Memory of the machine, MiB.

    Returns
    -------
    dict of str to str
        PostgreSQL's parameters with units. An eighth goes to the shared buffers, since the rest
        of the machine is numpy's; PostgreSQL's usual quarter is for a server alone.
    """
    return {
        "shared_buffers": f"{_clamp(memory_mb // 8, 32, 4096)}MB",
        "effective_cache_size": f"{_clamp(memory_mb // 2, 128, 1 << 20)}MB",
        "work_mem": f"{_clamp(memory_mb // 384, 4, 128)}MB",
        "maintenance_work_mem": f"{_clamp(memory_mb // 24, 32, 1024)}MB",
        "temp_buffers": "16MB",
        "max_connections": "100",
    }


def render_configuration(
    *, memory_mb: int, port: int, socket_folder: Path, log_folder: Path, durable: bool = True
) -> str:
    """Return the text of ``gridgeo.conf``, which the server reads after its own defaults.

    Parameters
    ----------
    memory_mb : int
        Memory of the machine, MiB.
    port : int
        Loopback port; it also names the socket's file.
    socket_folder, log_folder : pathlib.Path
        Absolute paths.
    durable : bool
        False only for throw-away clusters of tests: commits survive a kill of the server but
        not a power cut.
    """
    settings = {
        **memory_settings(memory_mb),
        **_ADDRESS,
        **_DURABILITY,
        **_PLANNING,
        **_LOGGING,
        "port": str(port),
        "unix_socket_directories": str(socket_folder),
        "log_directory": str(log_folder),
        "dynamic_shared_memory_type": _shared_memory_type(memory_mb),
    }
    if not durable:
        settings |= {"fsync": "off", "full_page_writes": "off"}
    lines = [f"{name} = {_quoted(value)}" for name, value in sorted(settings.items())]
    return "# Written by gridgeo at every start; put your own settings into local.conf.\n" + (
        "\n".join(lines) + "\n"
    )


_ADDRESS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
}
_DURABILITY = {
    # With it off, kills of the server lost publications that had been acknowledged.
    "synchronous_commit": "on",
    "fsync": "on",
    "full_page_writes": "on",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "idle_in_transaction_session_timeout": "15min",
}
_PLANNING = {
    "random_page_cost": "1.1",
    # Compiling costs more than it saves on our short spatial queries.
    "jit": "off",
    "max_parallel_workers_per_gather": "2",
    "timezone": "UTC",
    "lc_messages": "C",
}
_LOGGING = {
    "logging_collector": "on",
    "log_filename": "server-%a.log",
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    # Personal data stay out of the log: no statement text, no key values of a violated constraint.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


def _shared_memory_type(memory_mb: int) -> str:
    """Avoid a small /dev/shm (64 MiB in many containers), on which parallel queries would fail."""
    shm = Path("/dev/shm")  # noqa: S108
    roomy = shm.is_dir() and shutil.disk_usage(shm).total // MIB >= min(256, memory_mb // 4)
    return "posix" if roomy else "mmap"


def _clamp(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
