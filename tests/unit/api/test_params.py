from datetime import UTC, datetime

import pytest

from api.params import read_box, read_instant
from gridgeo.domain.errors import BadInputError


def test_a_date_stands_for_its_end():
    instant = read_instant("2026-01-31")
    assert instant == datetime(2026, 1, 31, 23, 59, 59, 999999, tzinfo=UTC)


def test_today_stands_for_now():
    assert read_instant(datetime.now(UTC).date().isoformat()) is None


def test_an_instant_keeps_its_zone():
    assert read_instant("2026-01-31T08:00:00+08:00") == datetime(2026, 1, 31, tzinfo=UTC)
    assert read_instant("2026-01-31T00:00:00") == datetime(2026, 1, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-02-30", "0001-01-01", "9999-12-31", "1e5", "2026-13-01T00:00"]
)
def test_what_is_no_date_is_refused_by_name(text):
    with pytest.raises(BadInputError) as refused:
        read_instant(text)
    assert refused.value.field == "as_of"


def test_a_box_is_read():
    assert read_box("116.3, 39.9,116.4,40") == (116.3, 39.9, 116.4, 40.0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1,2,3",
        "1,2,3,4,5",
        "a,b,c,d",
        "nan,0,1,1",
        "0,0,inf,1",
        "2,0,1,1",
        "0,2,1,1",
        "0,0,181,1",
    ],
)
def test_what_is_no_box_is_refused_by_name(text):
    with pytest.raises(BadInputError) as refused:
        read_box(text)
    assert refused.value.field == "bbox"
