"""Memory settings follow the machine, and the configuration is quoted."""

from pathlib import Path

import pytest

from gridgeo.embedded.tuning import machine_memory_mb, memory_settings, render_configuration


def mib(value: str) -> int:
    return int(value.removesuffix("MB"))


@pytest.mark.parametrize("memory_mb", [256, 1024, 4096, 24_000, 512_000])
def test_all_connections_at_work_fit_into_the_machine(memory_mb: int) -> None:
    settings = memory_settings(memory_mb)
    busy = int(settings["max_connections"]) // 10 * mib(settings["work_mem"])
    taken = mib(settings["shared_buffers"]) + mib(settings["maintenance_work_mem"]) + busy
    assert taken <= 0.75 * memory_mb


def test_a_larger_machine_never_gets_less() -> None:
    small, large = memory_settings(2_000), memory_settings(64_000)
    for name in ("shared_buffers", "work_mem", "maintenance_work_mem", "effective_cache_size"):
        assert mib(small[name]) < mib(large[name])


def test_the_machine_has_some_memory() -> None:
    assert machine_memory_mb() >= 256


def test_paths_are_quoted() -> None:
    text = render_configuration(
        memory_mb=1024, port=5555, socket_folder=Path("/a'b"), log_folder=Path("/c d")
    )
    assert "unix_socket_directories = '/a''b'" in text
    assert "log_directory = '/c d'" in text
    assert "port = '5555'" in text
    assert "synchronous_commit = 'on'" in text


def test_only_a_throw_away_cluster_goes_without_fsync() -> None:
    where = {"port": 5555, "socket_folder": Path("/a"), "log_folder": Path("/b")}
    assert "fsync = 'on'" in render_configuration(memory_mb=1024, **where)
    assert "fsync = 'off'" in render_configuration(memory_mb=1024, **where, durable=False)
