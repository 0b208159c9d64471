"""Notice sheets as PDF and picture, with the machine's own font."""

import re
import struct
from dataclasses import replace

import pytest

from gridgeo.reports.notice_sheet import Face, NoticeSheet, Person, draw_sheet, lay_out_sheets
from gridgeo.reports.sheet_map import draw_sheet_map
from gridgeo.tiles.fonts import family_of, find_font
from tests.unit.reports.test_sheet_map import ground

PAGES = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture(scope="module")
def face() -> Face:
    file = find_font()
    if file is None:
        pytest.skip("no font with Chinese signs here")
    return Face(family_of(file), file.parent)


@pytest.fixture(scope="module")
def sheet(face: Face) -> NoticeSheet:
    return NoticeSheet(
        title="和平街道和平社区",
        grid="第001网格",
        code="110199001001001",
        network="综治网格",
        households=412,
        persons=None,
        area_ha=6.81,
        border="东至和平街，南至人民中路。",
        people=[Person("网格长", "张*_#$明", "0551-62881001")],
        link="http://10.0.0.5:8000/#network=zongzhi",
        map_svg=draw_sheet_map(ground(), face.family),
        as_of="数据版本 3",
    )


def test_a_page_a_grid_and_the_same_bytes_again(face, sheet) -> None:
    pair = [sheet, replace(sheet, people=[], border="", synthetic=True)]
    made = lay_out_sheets(pair, face)
    assert made.startswith(b"%PDF")
    assert len(PAGES.findall(made)) == 2
    assert lay_out_sheets(pair, face) == made


def test_many_people_still_fit_one_page(face, sheet) -> None:
    crowded = replace(sheet, people=list(sheet.people) * 8, border="东至很长的路名" * 12)
    assert len(PAGES.findall(lay_out_sheets([crowded], face))) == 1


def test_a_picture_has_the_size_of_the_paper(face, sheet) -> None:
    for paper, inches in (("a4", 8.27), ("a3", 11.69)):
        picture = draw_sheet(sheet, face, paper, dots_per_inch=50)
        assert picture[1:4] == b"PNG"
        assert abs(struct.unpack(">I", picture[16:20])[0] - inches * 50) <= 1
