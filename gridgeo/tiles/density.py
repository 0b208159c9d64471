"""How densely people live, as squares of the map: counts of homes, never one home's place.

A square with fewer than five households is left out at the finest level, and coarser levels add up
what the finest shows. So no difference between two levels gives a hidden count away.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.tiles.layer import Layer
from gridgeo.tiles.mercator import HALF_WORLD_M, RADIUS_M, project
from gridgeo.tiles.shapes import POLYGON
from gridgeo.tiles.tileset import Tile, Tileset

DENSITY = "density"
LEAST_SHOWN = 5  # households
CELLS_A_TILE = 5  # as a power of two: 32 squares along a tile's side
FINEST = 18  # zoom whose tiles are the finest squares: 117 m at 40 degrees north
COARSEST = 6


@dataclass(frozen=True, slots=True)
class DensityTileset:
    """Squares that grow as the map shrinks; see `gridgeo.tiles.tileset.Tileset` for its manner.

    Attributes
    ----------
    levels : dict of int to Tileset
        By the zoom of the squares, `COARSEST` to `FINEST`.
    """

    levels: dict[int, Tileset]

    @property
    def layers(self) -> list[Layer]:
        """The layers of the finest level; the other levels have the same."""
        return list(self.levels[FINEST].layers)

    def is_light(self, z: int, x: int, y: int) -> bool:
        """Say whether a tile has few squares."""
        return self._at(z).is_light(z, x, y)

    def tile(self, z: int, x: int, y: int) -> Tile | None:
        """Write a tile; None when it shows nothing.

        Raises
        ------
        NotFoundError
            If the numbers are out of range.
        """
        return self._at(z).tile(z, x, y)

    def _at(self, z: int) -> Tileset:
        return self.levels[min(max(z + CELLS_A_TILE, COARSEST), FINEST)]


def density_tileset(
    lon: NDArray[np.float64], lat: NDArray[np.float64], households: NDArray[np.int64]
) -> DensityTileset:
    """Count homes in squares.

    Parameters
    ----------
    lon, lat : float64 (places)
        EPSG:4326.
    households : int64 (places)
    """
    points = project(np.asarray(shapely.points(lon, lat)))
    side = 2 * HALF_WORLD_M / (1 << FINEST)
    column = np.floor((shapely.get_x(points) + HALF_WORLD_M) / side).astype(np.int64)
    row = np.floor((HALF_WORLD_M - shapely.get_y(points)) / side).astype(np.int64)
    cells, counts = _summed(np.column_stack([column, row]), households)
    cells, counts = cells[counts >= LEAST_SHOWN], counts[counts >= LEAST_SHOWN]
    levels = {}
    for zoom in range(FINEST, COARSEST - 1, -1):
        levels[zoom] = Tileset([_layer(cells, counts, zoom)])
        cells, counts = _summed(cells >> 1, counts)
    return DensityTileset(levels)


def _summed(
    cells: NDArray[np.int64], counts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    found, owner = np.unique(cells, axis=0, return_inverse=True)
    sums = np.bincount(owner.ravel(), weights=counts, minlength=len(found))
    return found, sums.astype(np.int64)


def _layer(cells: NDArray[np.int64], counts: NDArray[np.int64], zoom: int) -> Layer:
    """Draw squares; ``per_km2`` reckons with true ground, which shrinks towards the poles."""
    side = 2 * HALF_WORLD_M / (1 << zoom)
    west = cells[:, 0] * side - HALF_WORLD_M
    north = HALF_WORLD_M - cells[:, 1] * side
    lat = np.arctan(np.sinh((north - side / 2) / RADIUS_M))
    ground_km2 = (side * np.cos(lat) / 1000) ** 2
    squares = np.asarray(shapely.box(west, north - side, west + side, north), dtype=object)
    columns = {
        "households": counts.tolist(),
        "per_km2": np.round(counts / ground_km2).astype(np.int64).tolist(),
    }
    return Layer.build(DENSITY, _degrees(squares), POLYGON, columns)


def _degrees(squares: NDArray[np.object_]) -> NDArray[np.object_]:
    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        lat = np.arctan(np.sinh(xy[:, 1] / RADIUS_M))
        degrees: NDArray[np.float64] = np.degrees(np.column_stack([xy[:, 0] / RADIUS_M, lat]))
        return degrees

    moved: NDArray[np.object_] = shapely.transform(squares, move)
    return moved
