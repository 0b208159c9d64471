"""Heat cells as pictures and as vector tiles; nothing walked and nothing known look different."""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import shapely
from isal import isal_zlib
from numpy.typing import NDArray

from gridgeo.patrol.heat import BASE, BASE_TILE_ZOOM, HeatCells, cell_of, corner_of
from gridgeo.patrol.heat_classes import VIRIDIS
from gridgeo.tiles.layer import Layer
from gridgeo.tiles.mercator import require_tile
from gridgeo.tiles.png import Colour, write_png
from gridgeo.tiles.shapes import POLYGON
from gridgeo.tiles.tileset import Tile, Tileset

SIDE = 256  # pixels
_HATCH = 8  # pixels from one line of the hatching to the next
_CELLS_A_SIDE = 6  # of vector tiles, as a power of two


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of cells ``2 ** doubled`` wide: the first column and row, and how many."""

    doubled: int
    column: int
    row: int
    columns: int
    rows: int

    @classmethod
    def around(cls, bounds: tuple[float, float, float, float], most: int) -> "Window":
        """Give the cells over west, south, east, north, as small as ``most`` a side allows."""
        west, south, east, north = bounds
        column, row = cell_of(np.array([west, east]), np.array([north, south]))
        side = max(column[1] - column[0], row[1] - row[0])
        doubled = max(0, int(np.ceil(np.log2(max(side, 1.0) / most))))
        left, top = int(column[0]) >> doubled, int(row[0]) >> doubled
        right, below = int(column[1]) >> doubled, int(row[1]) >> doubled
        return cls(doubled, left, top, right - left + 1, below - top + 1)

    def bounds(self) -> tuple[float, float, float, float]:
        """Give west, south, east, north of the window's own edges."""
        west, north = corner_of(self.column << self.doubled, self.row << self.doubled)
        east, south = corner_of(
            (self.column + self.columns) << self.doubled, (self.row + self.rows) << self.doubled
        )
        return float(west), float(south), float(east), float(north)

    def middles(self) -> tuple[np.ndarray, np.ndarray]:
        """Give longitudes of the columns' middles and latitudes of the rows', EPSG:4326."""
        columns = (self.column + np.arange(self.columns) + 0.5) * (1 << self.doubled)
        rows = (self.row + np.arange(self.rows) + 0.5) * (1 << self.doubled)
        return corner_of(columns, np.zeros(1))[0], corner_of(np.zeros(1), rows)[1]


def _colour(code: str) -> Colour:
    red, green, blue = (int(code[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue, 225


# Behind the classes: nothing at all, walked by nobody, and the hatching of what is not known.
PALETTE: list[Colour] = [
    (0, 0, 0, 0),
    (120, 120, 128, 56),
    (96, 96, 104, 150),
    *(_colour(c) for c in VIRIDIS),
]
CLEAR, ZERO, UNKNOWN, FIRST_CLASS = 0, 1, 2, 3


def doubled_for(z: int) -> int:
    """Give how often the side of the finest cell is doubled for a picture's zoom."""
    return max(0, BASE_TILE_ZOOM - z)


def picture_tile(
    place: tuple[int, int, int],
    cell: NDArray[np.int64],
    classes: NDArray[np.int64],
    ground: NDArray[np.int8] | None,
) -> bytes:
    """Draw one tile of 256 pixels as PNG.

    Parameters
    ----------
    place : (z, x, y)
    cell, classes : int64 (cells)
        Cells of `doubled_for` this zoom, sorted, and their classes (-1 is zero).
    ground : int8 (256, 256), optional
        `CLEAR` outside all grids, `ZERO` where tracks were received, `UNKNOWN` where none were.
    """
    z, x, y = place
    require_tile(z, x, y)
    pixels = np.zeros((SIDE, SIDE), np.uint8) if ground is None else _hatched(ground, x, y)
    deeper = max(0, z - BASE_TILE_ZOOM)
    side = max(SIDE >> deeper, 1)
    left, top = (x * SIDE) >> deeper, (y * SIDE) >> deeper
    near = slice(*np.searchsorted(cell, [top << BASE, (top + side) << BASE]))
    column, row = (cell[near] & ((1 << BASE) - 1)) - left, (cell[near] >> BASE) - top
    seen = (column >= 0) & (column < side) & (classes[near] >= 0)
    drawn = np.zeros((side, side), np.uint8)
    drawn[row[seen], column[seen]] = FIRST_CLASS + classes[near][seen]
    wide = np.repeat(np.repeat(drawn, SIDE // side, axis=0), SIDE // side, axis=1)
    return write_png(np.where(wide > 0, wide, pixels), PALETTE)


def picture_of(
    window: Window, cells: NDArray[np.int64], classes: NDArray[np.int64], ground: NDArray[np.int8]
) -> bytes:
    """Draw the cells of a window as PNG, a pixel each.

    Parameters
    ----------
    window : Window
    cells, classes
        As for `picture_tile`, of the window's doubling.
    ground : int8 (rows, columns)
    """
    pixels = _hatched(ground, 0, 0)
    column = (cells & ((1 << BASE) - 1)) - window.column
    row = (cells >> BASE) - window.row
    seen = (column >= 0) & (column < window.columns) & (row >= 0) & (row < window.rows)
    seen &= classes >= 0
    pixels[row[seen], column[seen]] = FIRST_CLASS + classes[seen]
    return write_png(pixels, PALETTE)


def pixel_places(place: tuple[int, int, int], step: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Give longitude and latitude of the middles of a tile's pixels, EPSG:4326."""
    z, x, y = place
    scale = float(1 << BASE) / (SIDE << z) if z <= BASE - 8 else 2.0 ** (BASE - 8 - z)
    along = (np.arange(0, SIDE, step) + 0.5) * scale
    return corner_of(x * SIDE * scale + along, y * SIDE * scale + along)


def vector_tile(
    place: tuple[int, int, int], heat: HeatCells, doubled: int, measures: dict[str, np.ndarray]
) -> Tile | None:
    """Write the cells of one tile as squares with their sums; None where there are none.

    Parameters
    ----------
    heat : HeatCells
        Cells ``2 ** doubled`` wide, sorted.
    measures : dict of str to int array (cells)
        Class of each measure, as ``<name>_class``.
    """
    z, x, y = place
    require_tile(z, x, y)
    low, high = _range(x, z, doubled), _range(y, z, doubled)
    near = slice(*np.searchsorted(heat.cell, [high[0] << BASE, high[1] << BASE]))
    column, row = heat.cell[near] & ((1 << BASE) - 1), heat.cell[near] >> BASE
    seen = np.flatnonzero((column >= low[0]) & (column < low[1])) + near.start
    if not len(seen):
        return None
    column, row = heat.cell[seen] & ((1 << BASE) - 1), heat.cell[seen] >> BASE
    west, north = corner_of(column << doubled, row << doubled)
    east, south = corner_of((column + 1) << doubled, (row + 1) << doubled)
    columns = {
        "passes": heat.passes[seen].tolist(),
        "minutes": np.round(heat.seconds[seen] / 60, 1).tolist(),
        "days": heat.days[seen].tolist(),
        **{f"{name}_class": values[seen].tolist() for name, values in measures.items()},
    }
    squares = np.asarray(shapely.box(west, south, east, north), dtype=object)
    return Tileset([Layer.build("heat", squares, POLYGON, columns)]).tile(z, x, y)


def vector_doubled(z: int) -> int:
    """Give how often the finest cell's side is doubled for a vector tile's zoom."""
    return max(0, BASE - z - _CELLS_A_SIDE)


def as_tile(body: bytes) -> Tile:
    """Hold a picture as tiles are held, for the same way of answering."""
    packed = isal_zlib.compress(body, 0, 31)
    return Tile(packed, f'"{blake2b(body, digest_size=12).hexdigest()}"')


def _range(number: int, z: int, doubled: int) -> tuple[int, int]:
    """Give the first and the next cell along one side of a tile, and one more where it is cut."""
    shift = BASE - z - doubled
    if shift >= 0:
        return number << shift, (number + 1) << shift
    return number >> -shift, (number >> -shift) + 1


def _hatched(ground: NDArray[np.int8], x: int, y: int) -> NDArray[np.uint8]:
    """Draw what is not known as lines from corner to corner that go on in the next tile."""
    rows, columns = ground.shape
    down, right = np.ogrid[0:rows, 0:columns]
    line = (down + right + SIDE * (x + y)) % _HATCH < 2
    shown = np.where((ground == UNKNOWN) & ~line, CLEAR, ground)
    return shown.astype(np.uint8)
