"""The page of a check: sums by rule, every finding with its fix, alive in a browser."""

import re
import shutil
import subprocess

import numpy as np
import pytest
import shapely

from gridgeo.domain.enums import Severity
from gridgeo.reports.findings_figures import MOST_ROWS, CheckedNetwork, FindingLine, group_by_rule
from gridgeo.reports.findings_page import render_findings

CHROMIUM = shutil.which("chromium")
NASTY = '</script><img src="https://example.org/x.png" onerror=alert(1)>'


def line(number, rule="overlap", severity=Severity.ERROR, **other):
    values = {
        "codes": ("A", "B"),
        "area_m2": 1234.5,
        "width_m": 6.0,
        "households": 7,
        "zh": "网格 A 与 B 重叠。",
        "en": "Grids A and B overlap.",
        "fix_zh": "划归 A",
        "fix_en": "Give it to A",
        **other,
    }
    return FindingLine(
        number, rule, {"overlap": "重叠", "sliver": "碎缝"}[rule], severity, **values
    )


def network(lines, places=None):
    grids = shapely.box([120.0, 120.001], 30.0, [120.001, 120.002], 30.001)
    found = np.empty(len(lines), dtype=object)
    found[:] = shapely.Point(120.001, 30.0005) if places is None else places
    return CheckedNetwork("综治", 2, 2e6, 10.0, 0.0, 0.0, 3, lines, found, ["A", "B"], grids)


@pytest.fixture(scope="module")
def page():
    lines = [line(1), line(2, en=NASTY), line(3, "sliver", Severity.WARNING)]
    return render_findings([network(lines)], "1.0")


def test_findings_stand_under_their_rules_with_fix_and_size(page):
    assert page.count('<table class="findings">') == 2
    for words in (
        "网格 A 与 B 重叠。",
        "Give it to A",
        "1,234",
        '碎缝 <span class="en">sliver',
        "已认可的例外",
    ):
        assert words in page


def test_texts_are_text_and_nothing_is_loaded(page):
    assert NASTY not in page
    assert page.count("<script>") == page.count("</script>") == 3
    assert re.search(r"Content-Security-Policy\" content=\"default-src 'none'", page)
    assert not re.findall(r"url\((?!data:|#)", page)


def test_a_rule_shows_as_many_as_a_page_can_hold_and_says_so():
    lines = [line(number) for number in range(1, MOST_ROWS + 12)]
    (group,) = group_by_rule(lines)
    assert (group.count, len(group.shown), group.left_out) == (MOST_ROWS + 11, MOST_ROWS, 11)
    assert "另有 11 条" in render_findings([network(lines)], "1.0")


def test_a_clean_network_is_called_clean():
    page = render_findings([network([])], "1.0")
    assert "没有发现问题" in page


def test_a_network_without_a_grid_has_a_page_too():
    nothing = np.empty(0, dtype=object)
    empty = CheckedNetwork("空", 0, 0.0, 0.0, 0.0, 0.0, 0, [], nothing, [], nothing)
    assert "没有发现问题" in render_findings([empty], "1.0")


def test_a_finding_without_a_place_is_listed_and_not_drawn():
    nowhere = np.array([shapely.Point(), shapely.box(120, 30, 120.0001, 30.0001)], dtype=object)
    page = render_findings([network([line(1), line(2)], nowhere)], "1.0")
    assert page.count('data-finding="') == 2
    assert '"number": "1"' not in page
    assert '"number": "2"' in page


def test_the_same_findings_give_the_same_page():
    assert render_findings([network([line(1)])], "1.0") == render_findings(
        [network([line(1)])], "1.0"
    )


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("size", ["1440,900", "390,844"])
def test_the_map_is_drawn_under_the_pages_own_policy(page, tmp_path, size):
    file = tmp_path / "report.html"
    file.write_text(page, encoding="utf-8")
    done = subprocess.run(
        [
            CHROMIUM,
            *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={tmp_path / 'profile'}",
            f"--window-size={size}",
            *("--virtual-time-budget=4000", "--dump-dom"),
            file.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    # Two grids, which do not answer the pointer, and a dot a finding, which does.
    assert done.stdout.count('<path class="leaflet-interactive"') == 3
    assert not re.search(r"<button[^>]*disabled", done.stdout)
