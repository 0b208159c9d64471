"""The border of a grid in words."""

import numpy as np
import shapely

from gridgeo.staffing.border_words import (
    Named,
    describe_border,
    write_border_en,
    write_border_zh,
)

GRID = shapely.box(0, 0, 200, 100)
SOUTH_ROAD = shapely.LineString([(-100, -8), (400, -8)])
EAST_ROAD = shapely.LineString([(210, -50), (210, 300)])
CROSSING = shapely.LineString([(100, 100), (100, 400)])  # meets the border, runs not along
RIVER = shapely.box(-40, -100, -10, 300)
NEIGHBOUR = shapely.box(0, 100, 200, 300)


def around(**changed) -> Named:
    lines = [SOUTH_ROAD, EAST_ROAD, CROSSING, RIVER]
    facts = {
        "lines": np.array(lines, dtype=object),
        "line_names": ["人民路", "和平街", "横街", "清河"],
        "areas": np.array([NEIGHBOUR], dtype=object),
        "area_names": ["第2网格"],
    }
    return Named(**{**facts, **changed})


def test_streets_and_water_come_before_what_lies_beyond() -> None:
    border = describe_border(GRID, around())
    assert border == {
        "east": ["和平街"],
        "south": ["人民路"],
        "west": ["清河"],
        "north": ["第2网格"],
    }
    assert write_border_zh(border) == "东至和平街，南至人民路，西至清河，北至第2网格。"
    assert write_border_en(border).startswith("East to 和平街; south to 人民路; west")


def test_two_names_where_each_has_a_good_share() -> None:
    halves = [shapely.LineString([(-5, -8), (110, -8)]), shapely.LineString([(110, -8), (205, -8)])]
    words = around(lines=np.array(halves, dtype=object), line_names=["东段", "西段"])
    assert sorted(describe_border(GRID, words)["south"]) == ["东段", "西段"]


def test_a_direction_without_a_name_is_left_out() -> None:
    nothing = np.empty(0, dtype=object)
    border = describe_border(GRID, Named(nothing, [], nothing, []))
    assert border == {"east": [], "south": [], "west": [], "north": []}
    assert write_border_zh(border) == write_border_en(border) == ""


def test_parts_and_reversed_rings_are_read_alike() -> None:
    reversed_grid = shapely.MultiPolygon([shapely.Polygon(GRID.exterior.coords[::-1])])
    assert describe_border(reversed_grid, around()) == describe_border(GRID, around())
