"""Fixtures for every folder of tests; the database ones cost nothing until a test asks."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from gridgeo.domain.errors import UnavailableError
from tests.support.postgis import TestServer, running_test_server

# How long one example takes says more about the machine than about the code.
settings.register_profile("gridgeo", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gridgeo")


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


@pytest.fixture
def cli_environment(database_url: str) -> dict[str, str]:
    """The environment of a ``gridgeo`` process that works on this test's database."""
    return {**os.environ, "GRIDGEO_DATABASE_URL": database_url}
