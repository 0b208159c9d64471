"""The fixtures themselves: a real PostGIS, and databases that do not see one another."""

import pytest

from tests.support.postgis import TestServer, execute

pytestmark = pytest.mark.db


def test_a_fresh_database_has_postgis(database_url: str) -> None:
    [(version,)] = execute(database_url, "SELECT postgis_lib_version()")
    assert tuple(map(int, str(version).split(".")[:2])) >= (3, 3)


def test_databases_of_two_tests_are_apart(postgis_server: TestServer) -> None:
    one, other = postgis_server.create_database(), postgis_server.create_database()
    execute(one, "CREATE TABLE only_here (a int)")
    assert execute(one, "SELECT to_regclass('only_here') IS NOT NULL") == [(True,)]
    assert execute(other, "SELECT to_regclass('only_here') IS NOT NULL") == [(False,)]
    for url in (one, other):
        postgis_server.drop_database(url)
