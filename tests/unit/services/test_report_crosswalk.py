import re

import numpy as np
import pytest
import shapely
from pyproj import CRS

from gridgeo.geometry.shared_counts import share_points
from gridgeo.services.crosswalk_networks import CrosswalkReport
from gridgeo.services.report_crosswalk import write_crosswalk_page
from gridgeo.topology.crosswalk import cross
from gridgeo.topology.crosswalk_rows import Side
from tests.support.views import METRES, box


def report_of(households):
    a = Side(
        "甲网", ("A1", "A2"), np.array([box(0, 0, 100, 100), box(100, 0, 200, 100)]), ("南", "北")
    )
    b = Side("乙<b>网", ("B1",), np.array([box(0, 0, 150, 100)]))
    points = shapely.points(500_000 + np.array([10.0, 120, 180]), 3_300_050.0)
    shares = share_points(a.polygons, b.polygons, points)
    counts = shares.count(np.array([1, 2, 4])) if households else None
    return CrosswalkReport(cross(a, b, counts), METRES, CRS.from_epsg(4326))


@pytest.fixture
def page(tmp_path):
    write_crosswalk_page(report_of(True), tmp_path / "out.html")
    return (tmp_path / "out.html").read_text()


def rows_of(page):
    """The matrices' lines: the grid and its cells."""
    lines = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', page)
    return [(code, re.findall(r"<td[^>]*>(\d*)</td>", cells)) for code, cells in lines]


def test_the_matrices_hold_every_household(page):
    assert rows_of(page) == [("A2", ["2", "4"]), ("A1", ["1"])]


def test_agreement_and_communities_are_told(page):
    assert "28.6%" in page  # 2 of 7: the pair A2-B1 is the match
    assert re.search(r"<td>南</td>.*?0\.0%", page, re.DOTALL)
    assert "乙&lt;b&gt;网" in page


def test_the_worst_pair_stands_first_and_is_drawn(page):
    first = re.search(r'data-finding="1".*?</tr>', page, re.DOTALL).group()
    assert ">A2<" in first
    assert "对方未覆盖" in first
    assert '"number": "1"' in page


def test_without_counts_cells_are_square_metres(tmp_path):
    write_crosswalk_page(report_of(False), tmp_path / "out.html")
    text = (tmp_path / "out.html").read_text()
    assert ("A1", ["10000"]) in rows_of(text)
    assert "square metres" in text
