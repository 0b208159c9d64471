"""The published grids of one network as columns, read from the database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories.snapshot_rows import SnapshotRows, read_snapshot_rows
from gridgeo.db.repositories.snapshots import recent_lineage
from gridgeo.domain.band import HouseholdBand
from gridgeo.geometry.polygon_store import PolygonStore
from gridgeo.services.located import RECENT_DAYS, GridChange, Kin


@dataclass(frozen=True, slots=True)
class GridTable:
    """Grids sorted by code; all arrays have the same length.

    Attributes
    ----------
    codes, names, kinds, statuses : str object arrays
    area_codes : object array of str or None
    households, persons : int64 arrays
        -1 where nobody has counted yet.
    bands : object array of HouseholdBand or None
        None for kinds without a band.
    ground : PolygonStore
        EPSG:4326.
    changes : dict of int to GridChange
        By row, of the grids that were changed lately.
    rows : SnapshotRows or None
        As they were read, so that the next version need not read the same again.
    """

    codes: NDArray[np.object_]
    names: NDArray[np.object_]
    kinds: NDArray[np.object_]
    statuses: NDArray[np.object_]
    area_codes: NDArray[np.object_]
    households: NDArray[np.int64]
    persons: NDArray[np.int64]
    bands: NDArray[np.object_]
    ground: PolygonStore
    changes: dict[int, GridChange] = field(default_factory=dict)
    rows: SnapshotRows | None = None

    @property
    def geometry(self) -> NDArray[np.object_]:
        """The multipolygons as shapely objects, made anew each time."""
        return self.ground.shapes()


def read_grid_table(
    session: Session,
    network: RowMapping,
    areas: Sequence[RowMapping],
    as_of: datetime | None = None,
    before: GridTable | None = None,
) -> GridTable:
    """Read the grids of a network at an instant.

    Parameters
    ----------
    network : RowMapping
        From `published_networks` at the same instant.
    areas : sequence of RowMapping
        From `all_areas`; their settings choose the bands.
    before : GridTable, optional
        The same network at another instant: grids that it has are not read again.
    """
    held = None if before is None else before.rows
    rows = read_snapshot_rows(session, network["code"], as_of, held)
    settings = {area["code"]: area["setting"] for area in areas}
    lineage = recent_lineage(session, network["code"], network["version"], RECENT_DAYS)
    return GridTable(
        codes=rows.codes,
        names=rows.names,
        kinds=rows.kinds,
        statuses=rows.statuses,
        area_codes=rows.area_codes,
        households=rows.households,
        persons=rows.persons,
        bands=_bands(network, rows, settings),
        ground=rows.ground,
        changes=_changes(lineage, rows),
        rows=rows,
    )


def _bands(
    network: RowMapping, grids: SnapshotRows, settings: dict[str, str]
) -> NDArray[np.object_]:
    """Give the band of each base grid by its area's setting; urban where it lies in no area."""
    by_setting = {
        setting: HouseholdBand(*numbers) for setting, numbers in (network["bands"] or {}).items()
    }
    bands = np.full(len(grids), None, dtype=object)
    for i in np.flatnonzero(grids.kinds == "base"):
        bands[i] = by_setting.get(settings.get(grids.area_codes[i], "urban"))
    return bands


def _changes(lineage: Sequence[RowMapping], grids: SnapshotRows) -> dict[int, GridChange]:
    """Collect what each grid got and gave in the very publication that opened it."""
    parents: dict[tuple[str, int], list[Kin]] = {}
    children: dict[tuple[str, int], list[Kin]] = {}
    for row in lineage:
        share = round(row["area_share"], 4)
        parents.setdefault((row["child"], row["version"]), []).append(
            Kin(row["parent"], row["households"], share)
        )
        children.setdefault((row["parent"], row["version"]), []).append(
            Kin(row["child"], row["households"], share)
        )
    changes = {}
    for place, key in enumerate(zip(grids.codes, grids.versions.tolist(), strict=True)):
        came_from, gave_to = parents.get(key, []), children.get(key, [])
        if came_from or gave_to:
            changes[place] = GridChange(key[1], grids.valid_from[place], came_from, gave_to)
    return changes
