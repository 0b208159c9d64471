"""Tiles of a heat map: pictures with their background, and vector tiles."""

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories import patrol_days
from gridgeo.patrol.heat_classes import MEASURES, Measure
from gridgeo.services.patrols.frame import NetworkFrame
from gridgeo.services.patrols.heat import HeatQuestion, background, heat_map
from gridgeo.tiles.heat import (
    CLEAR,
    SIDE,
    UNKNOWN,
    ZERO,
    as_tile,
    doubled_for,
    picture_tile,
    pixel_places,
    vector_doubled,
    vector_tile,
)
from gridgeo.tiles.tileset import Tile

_FINE_FROM = 10  # coarser tiles have no background: their grids are smaller than a hatching


def draw_tile(
    session: Session, question: HeatQuestion, measure: Measure, place: tuple[int, int, int]
) -> Tile:
    """Draw one tile as PNG.

    Raises
    ------
    NotFoundError
        If there is no such tile or network.
    """
    found = heat_map(session, question)
    doubled = doubled_for(place[0])
    cells, values = found.values(measure, doubled)
    ground = ground_of(session, question, place)
    return as_tile(picture_tile(place, cells, measure.classes(values), ground))


def write_vector_tile(
    session: Session, question: HeatQuestion, place: tuple[int, int, int]
) -> Tile | None:
    """Write one vector tile with all measures."""
    found = heat_map(session, question)
    doubled = vector_doubled(place[0])
    cells, _ = found.level(doubled)
    classes = {
        name: measure.classes(found.values(measure, doubled)[1])
        for name, measure in MEASURES.items()
    }
    return vector_tile(place, cells, doubled, classes)


def ground_of(
    session: Session, question: HeatQuestion, place: tuple[int, int, int]
) -> NDArray[np.int8] | None:
    """Say of each pixel whether it lies in a grid, and whether tracks of it were received."""
    frame = background(session, question)
    if frame is None or place[0] < _FINE_FROM:
        return None
    x, y = _metres(frame, place)
    grid = frame.locator.locate(x.ravel(), y.ravel()).reshape(SIDE, SIDE)
    sums = patrol_days.sums_of(session, question.network, question.first, question.last)
    known = np.isin(frame.grid_ids, sums.grid_id)
    state = np.where(known, ZERO, UNKNOWN).astype(np.int8)
    return np.where(grid < 0, CLEAR, state[grid]).astype(np.int8)


def _metres(frame: NetworkFrame, place: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Give the pixels' middles in metres, evenly between a tile's corners: a tenth pixel off."""
    lon, lat = pixel_places(place)
    x, y = frame.project(np.array([lon[0], lon[-1]] * 2), np.repeat([lat[0], lat[-1]], 2))
    across = np.linspace(0, 1, SIDE)[None, :]
    down = np.linspace(0, 1, SIDE)[:, None]

    def between(corner: np.ndarray) -> np.ndarray:
        upper = corner[0] + (corner[1] - corner[0]) * across
        lower = corner[2] + (corner[3] - corner[2]) * across
        return np.asarray(upper + (lower - upper) * down)

    return between(x), between(y)
