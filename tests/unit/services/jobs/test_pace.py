import pytest

from gridgeo.services.jobs import pace
from gridgeo.services.jobs.pace import LONGEST_NOTE, Pace


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test moves."""
    now = [100.0]
    monkeypatch.setattr(pace.time, "monotonic", lambda: now[0])
    return now


def test_time_left_is_told_from_the_pace_since_the_first_word(clock):
    told = Pace()
    assert told.read() == (0.0, None, None)
    told.tell(10, 100, "units")
    assert told.read() == (0.1, "units", None)
    clock[0] += 6
    told.tell(40, 100)
    assert told.read() == (0.4, "units", pytest.approx(12.0))


def test_a_job_that_begins_anew_is_timed_anew(clock):
    told = Pace()
    told.tell(50, 100)
    clock[0] += 10
    told.tell(0, 10, "second part")
    clock[0] += 4
    told.tell(1, 10)
    assert told.read() == (0.1, "second part", pytest.approx(36.0))


@pytest.mark.parametrize(
    ("done", "total", "share"), [(1, 0, 0.0), (5, 4, 1.0), (-1, 4, 0.0), (0, 4, 0.0)]
)
def test_a_share_lies_between_nothing_and_all(done, total, share):
    told = Pace()
    told.tell(done, total)
    assert told.read()[0] == share


def test_long_notes_are_cut():
    told = Pace()
    told.tell(0, 1, "x" * 1000)
    assert told.read()[1] == "x" * LONGEST_NOTE
