"""Tiles of deviations: what each grid outside the band lacks or has too much, and sums by area."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import RowMapping

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus
from gridgeo.services.grid_table import GridTable
from gridgeo.services.tile_set import ground_of
from gridgeo.tiles.deviations import deviation_tileset
from gridgeo.tiles.tileset import Tileset

STATUSES = (BandStatus.UNDER, BandStatus.IN_BAND, BandStatus.OVER)


def tileset_of_deviations(table: GridTable, unit: str, areas: Sequence[RowMapping]) -> Tileset:
    """Make the tiles of deviations of a network.

    Parameters
    ----------
    unit : str
        What the standard counts, ``households`` or ``persons``.
    areas : sequence of RowMapping
        With code, name and wkb: the areas in which the grids lie.
    """
    counts = table.persons if unit == "persons" else table.households
    rows = [
        row
        for row, (band, count) in enumerate(zip(table.bands, counts.tolist(), strict=True))
        if band is not None and count >= 0
    ]
    measured = np.array(rows, dtype=np.int64)
    status = np.array([table.bands[row].status(int(counts[row])) for row in rows], dtype=object)
    outside = measured[status != BandStatus.IN_BAND]
    return deviation_tileset(
        table.ground.take(outside).shapes(),
        _grid_columns(table, unit, counts, outside),
        ground_of(areas),
        _area_columns(table.area_codes[measured], status, areas),
    )


def _grid_columns(
    table: GridTable, unit: str, counts: NDArray[np.int64], rows: NDArray[np.int64]
) -> dict[str, list[object]]:
    bands: list[HouseholdBand] = table.bands[rows].tolist()
    held = list(zip(bands, counts[rows].tolist(), strict=True))
    return {
        "code": table.codes[rows].tolist(),
        "name": table.names[rows].tolist(),
        "area_code": table.area_codes[rows].tolist(),
        unit: [count for _, count in held],
        "deviation": [round(band.deviation(count), 4) for band, count in held],
        "band_status": [band.status(count).value for band, count in held],
        "beyond": [_beyond(band, count) for band, count in held],
    }


def _beyond(band: HouseholdBand, count: int) -> int:
    """Say by how many the band is missed: below zero where there are too few."""
    return count - band.minimum if count < band.minimum else count - band.maximum


def _area_columns(
    own: NDArray[np.object_], status: NDArray[np.object_], areas: Sequence[RowMapping]
) -> dict[str, list[Any]]:
    """Count the grids of each area by their place against the band."""
    place = {area["code"]: at for at, area in enumerate(areas)}
    at = np.array([place.get(code, len(areas)) for code in own], dtype=np.int64)
    counted = {
        one: np.bincount(at[status == one], minlength=len(areas) + 1)[: len(areas)]
        for one in STATUSES
    }
    grids = np.sum(list(counted.values()), axis=0)
    share = counted[BandStatus.IN_BAND] / np.maximum(grids, 1)
    return {
        "code": [area["code"] for area in areas],
        "name": [area["name"] for area in areas],
        "grids": grids.tolist(),
        **{one.value: counted[one].tolist() for one in STATUSES},
        "share_in_band": np.round(share, 4).tolist(),
    }
