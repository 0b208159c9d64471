"""The small map of a notice sheet as SVG: one grid among streets, water, buildings, neighbours."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import numpy as np
import shapely
from numpy.typing import NDArray

WIDTH, HEIGHT = 1000.0, 900.0  # units of the drawing
MARGIN = 0.16  # of the grid's size, left around it
ROAD_WIDTHS = {1: 15.0, 2: 11.0, 3: 8.0}
OTHER_ROAD = 5.0
LABELLED_ROADS = 12
LEAST_LABEL = 120.0  # drawing units of street that a name needs


@dataclass(frozen=True, slots=True)
class SheetGround:
    """What a sheet's map shows, in one metric CRS.

    Attributes
    ----------
    grid : polygon
    neighbours, neighbour_names
        Other grids around.
    barriers, kinds, ranks, names
        Streets, water, railways and walls: geometry, kind, rank 1 to 5, name or an empty text.
    buildings : object array
    """

    grid: shapely.Geometry
    neighbours: NDArray[np.object_]
    neighbour_names: list[str]
    barriers: NDArray[np.object_]
    kinds: list[str]
    ranks: list[int]
    names: list[str]
    buildings: NDArray[np.object_]


def window_of(grid: shapely.Geometry) -> shapely.Polygon:
    """Give the rectangle that the map of a grid shows, in the grid's CRS."""
    west, south, east, north = shapely.bounds(grid)
    scale = max((east - west) / WIDTH, (north - south) / HEIGHT) * (1 + 2 * MARGIN)
    x, y = (west + east) / 2, (south + north) / 2
    half_width, half_height = WIDTH / 2 * scale, HEIGHT / 2 * scale
    window: shapely.Polygon = shapely.box(
        x - half_width, y - half_height, x + half_width, y + half_height
    )
    return window


def draw_sheet_map(ground: SheetGround, font: str) -> str:
    """Draw the map.

    Parameters
    ----------
    ground : SheetGround
    font : str
        Family of the names.

    Returns
    -------
    str
        SVG, north up; the same ground gives the same drawing.
    """
    window = window_of(ground.grid)
    paper = _Paper(window)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}">',
        f'<rect width="{WIDTH:.0f}" height="{HEIGHT:.0f}" fill="#f6f4ef"/>',
        *_water(paper, ground),
        paper.shape(ground.buildings, 'fill="#dcd6ca" stroke="#c3bbab" stroke-width="0.6"'),
        paper.shape([ground.grid], 'fill="#2f6fb0" fill-opacity="0.16"'),
        *_roads(paper, ground),
        *_rails(paper, ground),
        paper.shape(
            shapely.boundary(ground.neighbours),  # before the cut: the map's edge is no border
            'fill="none" stroke="#7a8591" stroke-width="2" stroke-dasharray="9 6"',
        ),
        paper.shape(
            [shapely.boundary(ground.grid)],
            'fill="none" stroke="#c4261d" stroke-width="6" stroke-linejoin="round"',
        ),
        *_neighbour_names(paper, ground, font),
        *_road_names(paper, ground, font),
        _scale_bar(paper, font),
        _north(font),
        "</svg>",
    ]
    return "".join(parts)


class _Paper:
    """Turns metres into the drawing's units."""

    def __init__(self, window: shapely.Polygon) -> None:
        self.window = window
        self.west, _, self.east, self.north = shapely.bounds(window).tolist()
        self.per_metre = WIDTH / (self.east - self.west)

    def points(self, coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = (coordinates - [self.west, self.north]) * [self.per_metre, -self.per_metre]
        rounded: NDArray[np.float64] = np.round(moved, 1)
        return rounded

    def inside(self, shapes: Iterable[shapely.Geometry]) -> NDArray[np.object_]:
        """Cut shapes to the window."""
        held = np.array(list(shapes), dtype=object)
        cut: NDArray[np.object_] = shapely.intersection(held, self.window) if len(held) else held
        return cut

    def shape(self, shapes: Iterable[shapely.Geometry], style: str) -> str:
        """Draw surfaces or lines as one path."""
        cut = self.inside(shapes)
        lines, _ = shapely.get_parts(shapely.boundary(_surfaces(cut)), return_index=True)
        closed = [self._path(line) + "Z" for line in lines if not line.is_empty]
        open_lines = [self._path(line) for line in _lines(cut)]
        path = "".join([*closed, *open_lines])
        return f'<path d="{path}" fill-rule="evenodd" {style}/>' if path else ""

    def _path(self, line: shapely.Geometry) -> str:
        points = self.points(shapely.get_coordinates(line))
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in points.tolist())


def _surfaces(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    parts = shapely.get_parts(shapely.get_parts(shapes))
    return np.asarray(parts[shapely.get_dimensions(parts) == 2], dtype=object)


def _lines(shapes: NDArray[np.object_]) -> list[shapely.Geometry]:
    parts = shapely.get_parts(shapely.get_parts(shapes))
    return [part for part in parts[shapely.get_dimensions(parts) == 1] if not part.is_empty]


def _of_kind(ground: SheetGround, kind: str) -> list[int]:
    return [place for place, found in enumerate(ground.kinds) if found == kind]


def _water(paper: _Paper, ground: SheetGround) -> list[str]:
    shapes = [ground.barriers[place] for place in _of_kind(ground, "water")]
    return [
        paper.shape(
            [shape],
            'fill="#bcd9ee" stroke="none"'
            if shapely.get_dimensions(shape) == 2
            else 'fill="none" stroke="#9cc6e4" stroke-width="12"',
        )
        for shape in shapes
    ]


def _roads(paper: _Paper, ground: SheetGround) -> list[str]:
    """Draw streets, the small ones first, each with a rim so that crossings look like crossings."""
    by_rank: dict[int, list[shapely.Geometry]] = {}
    for place in _of_kind(ground, "road"):
        by_rank.setdefault(ground.ranks[place], []).append(ground.barriers[place])
    order = sorted(by_rank, reverse=True)
    style = 'fill="none" stroke="{}" stroke-width="{:g}" stroke-linejoin="round"'
    return [
        paper.shape(by_rank[rank], style.format(colour, ROAD_WIDTHS.get(rank, OTHER_ROAD) + extra))
        for colour, extra in (("#c9c2b4", 2.5), ("#ffffff", 0.0))
        for rank in order
    ]


def _rails(paper: _Paper, ground: SheetGround) -> list[str]:
    rails = [ground.barriers[place] for place in _of_kind(ground, "railway")]
    walls = [ground.barriers[place] for place in _of_kind(ground, "wall")]
    return [
        paper.shape(walls, 'fill="none" stroke="#a89f8d" stroke-width="1.6"'),
        paper.shape(rails, 'fill="none" stroke="#343a45" stroke-width="5"'),
        paper.shape(
            rails, 'fill="none" stroke="#ffffff" stroke-width="3" stroke-dasharray="12 12"'
        ),
    ]


def _neighbour_names(paper: _Paper, ground: SheetGround, font: str) -> list[str]:
    """Write each neighbour's name where it is seen, if there is room for it."""
    drawn = []
    water = shapely.union_all(_surfaces(ground.barriers[_of_kind(ground, "water")]))
    dry = shapely.difference(paper.inside(ground.neighbours), water)
    for name, shape in zip(ground.neighbour_names, dry.tolist(), strict=True):
        if shape.is_empty or shapely.area(shape) * paper.per_metre**2 < 9000:
            continue
        (place,) = paper.points(shapely.get_coordinates(shapely.point_on_surface(shape)))
        x, y = _beside_the_legend(place[0], place[1], half=len(name) * 10.0)
        drawn.append(_text(name, x, y, 20, "#4d5863", font))
    return drawn


def _beside_the_legend(x: float, y: float, half: float) -> tuple[float, float]:
    """Keep a name on the sheet, beside the arrow in one corner and over the bar in the other."""
    y = float(np.clip(y, 24, HEIGHT - 16))
    right = WIDTH - (66 if y < 112 else 0)
    x = float(np.clip(x, half + 8, right - half - 8))
    if x - half < 28 + WIDTH / 5:
        y = min(y, HEIGHT - 64)
    return x, y


def _road_names(paper: _Paper, ground: SheetGround, font: str) -> list[str]:
    """Write the names of the longest named streets and waters along them, each once."""
    longest: dict[str, tuple[float, shapely.Geometry, str]] = {}
    for place, name in enumerate(ground.names):
        if not name or ground.kinds[place] == "wall":
            continue
        for line in _middle_lines(paper.inside([ground.barriers[place]])):
            length = float(shapely.length(line)) * paper.per_metre
            if length > longest.get(name, (LEAST_LABEL, None, ""))[0]:
                longest[name] = (length, line, ground.kinds[place])
    order = sorted(longest, key=lambda name: (-longest[name][0], name))[:LABELLED_ROADS]
    return [_along(paper, name, longest[name][1], longest[name][2], font) for name in order]


def _middle_lines(cut: NDArray[np.object_]) -> list[shapely.Geometry]:
    """Give lines to write along: the lines themselves, or a surface's longer axis."""
    axes = []
    for surface in _surfaces(cut).tolist():
        corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(surface))
        if len(corners) < 4:
            continue
        sides = np.hypot(*(corners[1:3] - corners[:2]).T)
        ends = (corners[[0, 3]], corners[[1, 2]]) if sides[0] > sides[1] else (
            corners[[0, 1]], corners[[3, 2]]
        )  # fmt: skip
        axes.append(shapely.LineString([ends[0].mean(axis=0), ends[1].mean(axis=0)]))
    return [*_lines(cut), *axes]


def _along(paper: _Paper, name: str, line: shapely.Geometry, kind: str, font: str) -> str:
    """Write a name at the middle of a line, turned as the line runs, never upside down."""
    length = shapely.length(line)
    lines = np.full(3, line, dtype=object)
    spots = shapely.line_interpolate_point(lines, length * np.array([0.42, 0.5, 0.58]))
    before, middle, after = paper.points(shapely.get_coordinates(spots))
    angle = float(np.degrees(np.arctan2(*(after - before)[::-1])))
    angle = (angle + 90) % 180 - 90
    colour = "#2d6ea3" if kind == "water" else "#3b3a36"
    return _text(name, float(middle[0]), float(middle[1]) + 6, 18, colour, font, angle)


def _text(
    words: str, x: float, y: float, size: float, colour: str, font: str, angle: float = 0.0
) -> str:
    """Write with a pale rim, so that it can be read over anything."""
    place = f'x="{x:g}" y="{y:g}" text-anchor="middle" font-family="{escape(font)}"'
    turn = f' transform="rotate({angle:.1f} {x:g} {y - 6:g})"' if angle else ""
    rim = f'stroke="#ffffff" stroke-width="{size / 4:g}" stroke-linejoin="round" fill="#ffffff"'
    return "".join(
        f'<text {place} font-size="{size:g}"{turn} {paint}>{escape(words)}</text>'
        for paint in (rim, f'fill="{colour}"')
    )


def _scale_bar(paper: _Paper, font: str) -> str:
    """Draw a bar of a round length, about a fifth of the map."""
    wanted = WIDTH / 5 / paper.per_metre
    power = 10 ** int(np.floor(np.log10(wanted)))
    metres = max(step * power for step in (1, 2, 5) if step * power <= wanted)
    width, y = metres * paper.per_metre, HEIGHT - 22
    words = f"{metres:g} m" if metres < 1000 else f"{metres / 1000:g} km"
    bar = f"M20 {y - 8:g}V{y:g}H{20 + width:g}V{y - 8:g}"
    return (
        f'<path d="{bar}" fill="none" stroke="#ffffff" stroke-width="6"/>'
        f'<path d="{bar}" fill="none" stroke="#16222e" stroke-width="2.5"/>'
        + _text(words, 20 + width / 2, y - 12, 17, "#16222e", font)
    )


def _north(font: str) -> str:
    x = WIDTH - 36
    arrow = f"M{x:g} 22L{x + 12:g} 58L{x:g} 50L{x - 12:g} 58Z"
    disc = f'<rect x="{x - 22:g}" y="14" width="44" height="74" rx="8" fill="#ffffff"/>'
    return f'{disc}<path d="{arrow}" fill="#16222e" stroke="#ffffff" stroke-width="2"/>' + _text(
        "北", x, 80, 18, "#16222e", font
    )
