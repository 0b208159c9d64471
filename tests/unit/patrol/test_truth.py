"""The table of docs/patrol.md, against the walks it is made of; and the bar that it has to meet."""

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
