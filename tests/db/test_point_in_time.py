"""The way back to a point in time, rehearsed on a cluster of its own with its real logs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gridgeo.config import Settings
from gridgeo.domain.errors import BadInputError, RefusedError, UnavailableError
from gridgeo.embedded import ensure_cluster, stop_cluster
from gridgeo.services.point_in_time import copy_base, keep_logs, recover
from tests.support.postgis import execute, throw_away_folder

pytestmark = pytest.mark.db


@pytest.fixture
def settings(postgis_server) -> Iterator[Settings]:
    """A cluster of this test's own; where there is no PostGIS the test is skipped before."""
    with throw_away_folder() as folder:
        settings = Settings(data_dir=folder, database_url=None, db_memory_mb=256)
        try:
            yield settings
        finally:
            stop_cluster(settings)


def note(settings: Settings, word: str) -> datetime:
    """Commit a word, and give an instant after it by the server's clock."""
    url = ensure_cluster(settings)
    execute(url, f"INSERT INTO words VALUES ('{word}')")  # noqa: S608 - our own words
    [(instant,)] = execute(url, "SELECT clock_timestamp()")
    assert isinstance(instant, datetime)
    return instant


def words(settings: Settings) -> set[object]:
    return {word for (word,) in execute(ensure_cluster(settings), "SELECT word FROM words")}


def test_a_database_comes_back_as_it_was_at_an_instant(settings: Settings) -> None:
    archive = settings.data_dir / "archive"
    url = ensure_cluster(settings)
    with pytest.raises(RefusedError, match="keep-logs"):
        copy_base(settings, archive)
    keep_logs(settings, archive)
    url = ensure_cluster(settings)
    execute(url, "CREATE TABLE words (word text)")
    note(settings, "before the copy")
    base = copy_base(settings, archive)
    good = note(settings, "after the copy")
    execute(url, "DELETE FROM words")
    note(settings, "the mistake")
    execute(url, "SELECT pg_switch_wal()")

    with pytest.raises(BadInputError, match="older"):
        recover(settings, archive, good - timedelta(days=1))
    assert words(settings) == {"the mistake"}

    done = recover(settings, archive, good)
    assert done.base == base
    assert words(settings) == {"before the copy", "after the copy"}
    note(settings, "life goes on")
    assert (done.former / "PG_VERSION").exists()

    # An instant that the logs do not reach: nothing is changed, and the server runs on.
    with pytest.raises(UnavailableError):
        recover(settings, archive, datetime.now(UTC) + timedelta(days=1))
    assert "life goes on" in words(settings)


def test_another_server_is_left_to_its_own_tools(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url="postgresql://u@localhost/x")
    with pytest.raises(RefusedError, match="own tools"):
        keep_logs(settings, tmp_path)
