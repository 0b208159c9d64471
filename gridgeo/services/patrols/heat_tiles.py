"""Tiles of a heat map: pictures with their background, and vector tiles."""

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories import patrol_days
from gridgeo.patrol.heat_classes import MEASURES, Measure
from gridgeo.services.patrols.frame import NetworkFrame
from gridgeo.services.patrols.heat import background
from gridgeo.services.patrols.heat_maps import HeatQuestion, heat_map, shown
from gridgeo.tiles.heat import (
    CLEAR,
    SIDE,
    UNKNOWN,
    ZERO,
    Window,
    as_tile,
    doubled_for,
    picture_tile,
    pixel_places,
    vector_doubled,
    vector_tile,
)
from gridgeo.tiles.mercator import require_tile
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
    require_tile(*place)
    doubled = doubled_for(place[0])
    cells = heat_map(session, question).near(session, place, doubled).under(place, doubled)
    classes = measure.classes(shown(measure, cells))
    ground = ground_of(session, question, place)
    return as_tile(picture_tile(place, cells.cell, classes, ground))


def write_vector_tile(
    session: Session, question: HeatQuestion, place: tuple[int, int, int]
) -> Tile | None:
    """Write one vector tile with all measures.

    Raises
    ------
    NotFoundError
        If there is no such tile or network.
    """
    require_tile(*place)
    doubled = vector_doubled(place[0])
    cells = heat_map(session, question).near(session, place, doubled).under(place, doubled)
    classes = {name: one.classes(shown(one, cells)) for name, one in MEASURES.items()}
    return vector_tile(place, cells, doubled, classes)


def ground_of(
    session: Session, question: HeatQuestion, place: tuple[int, int, int]
) -> NDArray[np.int8] | None:
    """Say of each pixel whether it lies in a grid, and whether tracks of it were received."""
    frame = background(session, question)
    if frame is None or place[0] < _FINE_FROM:
        return None
    x, y = _metres(frame, place)
    return _states(session, question, frame, x, y)


def ground_in(
    session: Session, question: HeatQuestion, frame: NetworkFrame, window: Window
) -> NDArray[np.int8]:
    """Say the same of each cell of a window."""
    lon, lat = window.middles()
    x, y = frame.project(np.tile(lon, len(lat)), np.repeat(lat, len(lon)))
    shape = (len(lat), len(lon))
    return _states(session, question, frame, x.reshape(shape), y.reshape(shape))


def _states(
    session: Session, question: HeatQuestion, frame: NetworkFrame, x: np.ndarray, y: np.ndarray
) -> NDArray[np.int8]:
    grid = frame.locator.locate(x.ravel(), y.ravel()).reshape(x.shape)
    known = patrol_days.known_grids(session, question.network, question.first, question.last)
    state = np.where(np.isin(frame.grid_ids, known), ZERO, UNKNOWN).astype(np.int8)
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
