"""What a handover list of files names: households by number and address, workers, places.

A file knows what its fields say. Nothing of it leaves the machine of whoever runs the command.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.crs import transform
from gridgeo.geometry.locator import Locator
from gridgeo.io.vector import read_layer
from gridgeo.services.align_names import NO_GRID, HandoverRow
from gridgeo.services.crosswalk_files import Source
from gridgeo.services.network_file import NetworkFile
from gridgeo.topology.align.align import Alignment


@dataclass(frozen=True, slots=True)
class NameFields:
    """Fields that name what changes hands; what is None is counted only.

    Parameters
    ----------
    home_id, home_address : str, optional
        Of the household points.
    workers : str, optional
        Of the network that is aligned: who serves each grid.
    places : Source, optional
        Points or polygons of dedicated places (schools, towers); ``field`` holds their names.
    """

    home_id: str | None = None
    home_address: str | None = None
    workers: str | None = None
    places: Source | None = None


@dataclass(frozen=True, eq=False)
class LocatedHomes:
    """Household points, and the piece of the common ground that each lies in (-1: none)."""

    frame: pd.DataFrame
    counts: NDArray[np.int64]
    piece: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class MovedHome:
    """A household that changes hands; empty codes for no grid, empty words where no field says."""

    id: str
    address: str
    giver: str
    taker: str
    households: int


def list_moved_homes(
    homes: LocatedHomes,
    fields: NameFields,
    done: Alignment,
    givers: Sequence[str],
    takers: Sequence[str],
) -> list[MovedHome]:
    """List the households that change hands, by giver, taker and number.

    Raises
    ------
    BadInputError
        If the file has no such field.
    """
    ids = words_of(homes.frame, fields.home_id, "home-id")
    addresses = words_of(homes.frame, fields.home_address, "home-address")
    rows = []
    for row in _moved(homes.piece, done):
        giver, taker = _ends(done, int(homes.piece[row]), givers, takers)
        rows.append(MovedHome(ids[row], addresses[row], giver, taker, int(homes.counts[row])))
    return sorted(rows, key=lambda one: (one.giver, one.taker, one.id, one.address))


def name_handover(
    rows: Sequence[HandoverRow],
    fields: NameFields,
    network: NetworkFile,
    done: Alignment,
    takers: Sequence[str],
) -> list[HandoverRow]:
    """Put workers and places to the lines of a handover list.

    Workers stand where their grid ends: with the grid that takes most of its households.

    Raises
    ------
    BadInputError
        If a file cannot be read, or has no such field.
    """
    workers = _workers(fields, network, done, takers)
    places = _places(fields, network, done, takers)
    return [
        replace(
            row,
            workers=tuple(workers.get((row.giver, row.taker), ())),
            places=tuple(sorted(places.get((row.giver, row.taker), ()))),
        )
        for row in rows
    ]


def words_of(frame: pd.DataFrame, field: str | None, option: str) -> list[str]:
    """Give a field's values as words, empty ones where it says nothing or is not asked for.

    Raises
    ------
    BadInputError
        If there is no such field.
    """
    if field is None:
        return [""] * len(frame)
    if field not in frame.columns:
        there = ", ".join(str(name) for name in frame.columns if name != "geometry")
        raise BadInputError(f"There is no field '{field}'; there are: {there}.", field=option)
    values = frame[field]
    return ["" if pd.isna(value) else _word(value) for value in values]


def _word(value: Any) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value).strip()


def _workers(
    fields: NameFields, network: NetworkFile, done: Alignment, takers: Sequence[str]
) -> dict[tuple[str, str], list[str]]:
    listed: dict[tuple[str, str], list[str]] = {}
    words = words_of(network.frame, fields.workers, "workers")
    present = done.ground.present
    for grid in np.setdiff1d(present[present >= 0], done.owner).tolist():
        mine = (present == grid) & (done.owner >= 0)
        if words[grid] and mine.any():
            held = np.bincount(done.owner[mine], done.ground.weight[mine])
            ends = (network.codes[grid], takers[int(held.argmax())])
            listed.setdefault(ends, []).append(words[grid])
    return listed


def _places(
    fields: NameFields, network: NetworkFile, done: Alignment, takers: Sequence[str]
) -> dict[tuple[str, str], list[str]]:
    if fields.places is None:
        return {}
    source = fields.places
    frame = read_layer(source.path, layer=source.layer, crs=source.crs)
    shapes = np.asarray(frame.geometry.values, dtype=object)
    shapes = transform(shapes, CRS.from_user_input(frame.crs), network.crs)
    points = shapely.point_on_surface(shapely.make_valid(shapes))
    piece = Locator.build(done.ground.pieces).locate(shapely.get_x(points), shapely.get_y(points))
    words = words_of(frame, source.field, "place-name")
    listed: dict[tuple[str, str], list[str]] = {}
    for row in _moved(piece, done):
        ends = _ends(done, int(piece[row]), network.codes, takers)
        listed.setdefault(ends, []).append(words[row] or f"#{row + 1}")
    return listed


def _moved(piece: NDArray[np.int32], done: Alignment) -> list[int]:
    """Give the rows whose piece changes hands."""
    there = np.flatnonzero(piece >= 0)
    rows: list[int] = there[done.moved[piece[there]]].tolist()
    return rows


def _ends(
    done: Alignment, piece: int, givers: Sequence[str], takers: Sequence[str]
) -> tuple[str, str]:
    giver, taker = int(done.ground.present[piece]), int(done.owner[piece])
    return (
        givers[giver] if giver >= 0 else NO_GRID,
        takers[taker] if taker >= 0 else NO_GRID,
    )
