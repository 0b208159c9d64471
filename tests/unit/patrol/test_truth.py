"""The tables of docs/patrol.md, against the walks they are made of; and the bars to be met."""

import re
from pathlib import Path

import pytest

from tests.support import patrol_truth

PAGE = (Path(__file__).parents[3] / "docs" / "patrol.md").read_text("utf-8")


def numbers(line: str) -> list[float]:
    return [float(found) for found in re.findall(r"[-+]?\d+(?:\.\d+)?", line)]


@pytest.mark.parametrize("mode", ["foot", "car"])
def test_the_page_shows_what_is_measured(mode):
    row = patrol_truth.row(mode)
    name = row.split("|")[1]
    (shown,) = [line for line in PAGE.splitlines() if line.startswith(f"|{name}| ")]
    assert numbers(shown) == pytest.approx(numbers(row), abs=0.3)
    if mode == "foot":
        distance, homes, _, ground = numbers(row)[:4]
        assert abs(distance) <= 5
        assert abs(homes) <= 3
        assert abs(ground) <= 3


def test_the_page_shows_what_must_not_count_or_once_only():
    rows = patrol_truth.cases()
    for row in rows:
        (shown,) = [line for line in PAGE.splitlines() if line.startswith(row.split(" | ")[0])]
        assert numbers(shown.replace(",", "")) == pytest.approx(
            numbers(row.replace(",", "")), rel=0.01, abs=0.2
        )
    desk, car, _, walk, bike, team, moved = (numbers(row.replace(",", ""))[-2:] for row in rows)
    assert desk == [0, 0]
    assert car[0] < 0.02 * walk[1]  # of a day's driving next to nothing counts
    assert walk[0] == pytest.approx(walk[1], rel=0.01)
    assert bike[0] == pytest.approx(bike[1], rel=0.02)
    assert team[0] == team[1] > 0
    assert moved[0] == pytest.approx(moved[1], rel=0.01)
