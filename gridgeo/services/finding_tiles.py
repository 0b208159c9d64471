"""Tiles of the open findings of a network, or of a plan."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import RowMapping

from gridgeo.tiles.findings import finding_tileset
from gridgeo.tiles.tileset import Tileset

MOST_NAMED = 6  # codes of grids in an attribute; the finding itself has all of them
SIMPLE = {"id", "rule", "severity", "households", "accepted"}


def tileset_of_findings(rows: Sequence[RowMapping]) -> tuple[Tileset, NDArray[np.object_]]:
    """Make the tiles of findings, and give their geometry.

    Parameters
    ----------
    rows : sequence of RowMapping
        From `gridgeo.db.repositories.finding_tiles.open_findings`.
    """
    wkb = np.empty(len(rows), dtype=object)
    wkb[:] = [bytes(row["wkb"]) for row in rows]
    geometry: NDArray[np.object_] = shapely.from_wkb(wkb)
    columns: dict[str, list[object]] = {
        name: [row[name] for row in rows] for name in sorted(SIMPLE)
    }
    columns["grids"] = [" ".join(row["grid_codes"][:MOST_NAMED]) for row in rows]
    columns["area_m2"] = [
        None if row["area_m2"] is None else round(row["area_m2"], 1) for row in rows
    ]
    return finding_tileset(geometry, columns), geometry
