"""Most of these make a town first, or several: too slow for the fast tests."""

from pathlib import Path

import pytest

from gridgeo.demo import District, make_district

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def district() -> District:
    return make_district("small", seed=0)
