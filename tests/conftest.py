"""Fixtures for every folder of tests; the database ones cost nothing until a test asks."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from gridgeo.domain.errors import UnavailableError
from tests.support.commands import Commands, running_commands
from tests.support.postgis import TEMPORARY, TestServer, running_test_server
from tests.support.sharing import PAGE, ByFileAndPage

# How long one example takes says more about the machine than about the code.
settings.register_profile("gridgeo", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gridgeo")


def pytest_configure() -> None:
    """Keep the tests' own folders where files are made quickly."""
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(TEMPORARY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first: what is begun last should not be what everybody waits for."""
    items.sort(key=lambda item: not item.name.startswith(PAGE))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Share out by file and, in one file, by page; in the order of the collection."""
    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False  # it would put files of one long test last
    return ByFileAndPage(config, log)


@pytest.fixture(scope="session")
def postgis_server() -> Iterator[TestServer]:
    """The run's PostGIS with a migrated template database.

    Without PostGIS its tests are skipped, saying so; GRIDGEO_REQUIRE_DB=1 makes that a failure.
    """
    context = running_test_server()
    try:
        server = context.__enter__()
    except UnavailableError as error:
        if os.environ.get("GRIDGEO_REQUIRE_DB") == "1":
            pytest.fail(f"GRIDGEO_REQUIRE_DB=1, but {error.message}")
        pytest.skip(error.message)
    try:
        yield server
    finally:
        context.__exit__(None, None, None)


@pytest.fixture
def database_url(postgis_server: TestServer) -> Iterator[str]:
    """SQLAlchemy's URL of a fresh migrated database for one test."""
    url = postgis_server.create_database()
    yield url
    postgis_server.drop_database(url)


@pytest.fixture(scope="module")
def module_database_url(postgis_server: TestServer) -> Iterator[str]:
    """SQLAlchemy's URL of a fresh migrated database that a module's tests share."""
    url = postgis_server.create_database()
    yield url
    postgis_server.drop_database(url)


@pytest.fixture(scope="session")
def commands() -> Iterator[Commands]:
    """The programs ``gridgeo`` and ``python`` without the imports of each start."""
    with running_commands() as programs:
        yield programs
