import pytest

from gridgeo.demo import District, make_district


@pytest.fixture(scope="session")
def district() -> District:
    return make_district("small", seed=0)
