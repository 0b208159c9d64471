import re
from pathlib import Path

from gridgeo.patrol.flags import WORDS_ZH, Flag
from gridgeo.patrol.rules import describe

PAGE = (Path(__file__).parents[3] / "docs" / "patrol.md").read_text("utf-8")


def test_every_threshold_is_documented_with_its_default():
    rows = [f"| `{name}` | {default:g} | {says} |" for name, default, says in describe()]
    assert [row for row in rows if row not in PAGE] == []


def test_every_flag_is_documented_and_has_a_chinese_name():
    documented = re.findall(r"^\| `(\w+)` \| (\d+) \|", PAGE, flags=re.MULTILINE)
    flags = {(flag.name.lower(), str(flag.value)) for flag in Flag}
    assert flags <= set(documented)
    assert set(WORDS_ZH) == set(Flag)
