"""The small map of a notice sheet."""

from xml.etree import ElementTree

import numpy as np
import shapely

from gridgeo.reports.sheet_map import HEIGHT, WIDTH, SheetGround, draw_sheet_map, window_of

GRID = shapely.box(0, 0, 300, 200)
STREET = shapely.LineString([(-500, -5), (800, -5)])
RIVER = shapely.box(310, -400, 340, 600)


def read(drawn: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawn)  # noqa: S314 - drawn by ourselves


def ground(**changed) -> SheetGround:
    facts = {
        "grid": GRID,
        "neighbours": np.array([shapely.box(-400, 0, 0, 200)], dtype=object),
        "neighbour_names": ["第2网格"],
        "barriers": np.array([STREET, RIVER], dtype=object),
        "kinds": ["road", "water"],
        "ranks": [2, 1],
        "names": ["人民路 <东>", "清河"],
        "buildings": np.array([shapely.box(20, 20, 60, 40)], dtype=object),
    }
    return SheetGround(**{**facts, **changed})


def test_the_window_has_the_shape_of_the_map_and_holds_the_grid() -> None:
    west, south, east, north = shapely.bounds(window_of(GRID))
    assert abs((east - west) / (north - south) - WIDTH / HEIGHT) < 1e-9
    assert shapely.contains_properly(window_of(GRID), GRID)


def test_names_are_written_and_escaped_and_the_map_is_the_same_again() -> None:
    drawn = draw_sheet_map(ground(), "Sans")
    words = {element.text for element in read(drawn).iter() if element.text}
    assert {"人民路 <东>", "清河", "第2网格", "北", "50 m"} <= words
    assert draw_sheet_map(ground(), "Sans") == drawn


def test_a_grid_alone_is_drawn_too() -> None:
    nothing = np.empty(0, dtype=object)
    alone = ground(
        neighbours=nothing, neighbour_names=[], barriers=nothing, kinds=[], ranks=[], names=[],
        buildings=nothing,
    )  # fmt: skip
    root = read(draw_sheet_map(alone, "Sans"))
    assert root.attrib["viewBox"] == "0 0 1000 900"


def test_far_away_things_leave_no_trace() -> None:
    far = ground(
        buildings=np.array([shapely.box(20, 20, 60, 40), shapely.box(9e4, 9e4, 9e4 + 5, 9e4 + 5)])
    )
    assert draw_sheet_map(far, "Sans") == draw_sheet_map(ground(), "Sans")
