"""What several benchmarks measure on is made once in a run."""

import pytest


@pytest.fixture(scope="session")
def bench_folder(tmp_path_factory):
    """A folder for units that are costly to make."""
    return tmp_path_factory.mktemp("bench")
