import re
from pathlib import Path

import pytest

from gridgeo.topology.registry import TITLES_ZH
from scripts.draw_topology_rules import IMAGES, SAMPLES, draw

PAGE = Path(__file__).parents[3] / "docs" / "topology-rules.md"


def test_every_rule_has_a_section_and_a_picture():
    sections = set(re.findall(r"^## (\S+)$", PAGE.read_text("utf-8"), flags=re.MULTILINE))
    assert set(TITLES_ZH) <= sections
    assert set(TITLES_ZH) == set(SAMPLES)


@pytest.mark.parametrize("rule", sorted(SAMPLES))
def test_the_picture_shows_what_the_rule_finds_today(rule):
    picture = draw(rule)
    assert "#a01714" in picture
    assert (IMAGES / f"topology-{rule}.svg").read_text("utf-8") == picture
