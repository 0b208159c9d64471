"""The page of a report: complete in itself, safe, the same each time, and alive in a browser."""

import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest

from gridgeo.reports.page import render_report
from tests.support.sample_report import NASTY, sample_report

CHROMIUM = shutil.which("chromium")
NAMESPACE = "http://www.w3.org/2000/svg"  # a name in Leaflet's script, never fetched


@pytest.fixture(scope="module")
def page():
    return render_report(sample_report())


class References(HTMLParser):
    """Collects what a browser would load, and how many scripts and handlers there are."""

    def __init__(self):
        super().__init__()
        self.loads, self.handlers, self.scripts = [], [], 0

    def handle_starttag(self, tag, attrs):
        self.scripts += tag == "script"
        for name, value in attrs:
            if name in {"src", "href", "action", "data", "poster", "srcset"}:
                self.loads.append((tag, value))
            if name.startswith("on"):
                self.handlers.append((tag, name))


def test_no_reference_leaves_the_file(page):
    references = References()
    references.feed(page)
    assert references.loads == []
    assert references.handlers == []
    addresses = set(re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"'<>)&\\\\]*", page))
    assert addresses - {NAMESPACE} == {"https://example.org/x.png"}  # the nasty name, as text
    assert not re.findall(r"url\((?!data:|#)", page)
    assert "@import" not in page


def test_names_are_text_and_never_markup(page):
    assert NASTY not in page
    assert page.count("<script>") == page.count("</script>") == 3


def test_the_browser_is_told_to_load_nothing(page):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page).group(1)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline" not in policy.split("style-src")[0]


def test_the_same_report_gives_the_same_page(page):
    assert render_report(sample_report()) == page


def test_synthetic_data_are_called_so_and_real_ones_are_not(page):
    assert "合成数据" in page
    assert "Synthetic data" in page
    assert "合成数据" not in render_report(sample_report(synthetic=False))


def test_figures_and_reasons_are_on_the_page(page):
    for words in ("数据版本 3", "2026-01-10 08:30", "37.5%", "Unit 7 alone has 1200 households."):
        assert words in page
    assert page.count('<tr data-status="') == 9


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_the_page_draws_its_map_in_a_browser_without_a_network(page, tmp_path):
    """Scripts run under the page's own policy: the map has a path a grid, the table sorts."""
    probe = (
        "<script>"
        "document.querySelectorAll('#grid-table th button')[6].click();"
        "document.title = [document.querySelectorAll('path.leaflet-interactive').length,"
        " document.querySelector('#grid-table tbody tr').cells[0].textContent.trim(),"
        " document.querySelectorAll('img').length].join(' ');"
        "</script></body>"
    )
    # The policy knows no probe: it is taken out here, and tested by the screenshot below.
    open_page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    dom = _browse(open_page.replace("</body>", probe), tmp_path, "--dump-dom")
    assert "<title>9 110199001001009 0</title>" in dom


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("size", ["1440,900", "390,844"])
def test_the_page_as_it_is_runs_under_its_policy(page, tmp_path, size):
    dom = _browse(page, tmp_path, "--dump-dom", f"--window-size={size}")
    assert dom.count("leaflet-interactive") >= 9
    _browse(page, tmp_path, f"--screenshot={tmp_path / 'shot.png'}", f"--window-size={size}")
    assert (tmp_path / "shot.png").stat().st_size > 20_000


def _browse(page, folder, *options):
    file = folder / "report.html"
    file.write_text(page, encoding="utf-8")
    done = subprocess.run(
        [
            CHROMIUM,
            *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
            *("--disable-background-networking", "--disable-component-update"),
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={folder / 'profile'}",
            "--virtual-time-budget=4000",
            *options,
            file.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout
