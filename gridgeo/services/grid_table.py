"""The published grids of one network as columns, read from the database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories.grids import PublishedGrids, published_grids
from gridgeo.db.repositories.snapshots import recent_lineage
from gridgeo.domain.band import HouseholdBand
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
    wkb : bytes object array
        Multipolygons, EPSG:4326; a third of the memory of shapely's objects.
    changes : dict of int to GridChange
        By row, of the grids that were changed lately.
    """

    codes: NDArray[np.object_]
    names: NDArray[np.object_]
    kinds: NDArray[np.object_]
    statuses: NDArray[np.object_]
    area_codes: NDArray[np.object_]
    households: NDArray[np.int64]
    persons: NDArray[np.int64]
    bands: NDArray[np.object_]
    wkb: NDArray[np.object_]
    changes: dict[int, GridChange] = field(default_factory=dict)

    @property
    def geometry(self) -> NDArray[np.object_]:
        """The multipolygons as shapely objects, made anew each time."""
        shapes: NDArray[np.object_] = shapely.from_wkb(self.wkb)
        return shapes


def read_grid_table(
    session: Session,
    network: RowMapping,
    areas: Sequence[RowMapping],
    as_of: datetime | None = None,
) -> GridTable:
    """Read the grids of a network at an instant.

    Parameters
    ----------
    network : RowMapping
        From `published_networks` at the same instant.
    areas : sequence of RowMapping
        From `all_areas`; their settings choose the bands.
    """
    grids = published_grids(session, network["code"], as_of)
    order = np.argsort(grids.codes, kind="stable")  # by code points, not by a locale
    settings = {area["code"]: area["setting"] for area in areas}
    lineage = recent_lineage(session, network["code"], network["version"], RECENT_DAYS)
    return GridTable(
        codes=grids.codes[order],
        names=grids.names[order],
        kinds=_share(grids.kinds[order]),
        statuses=_share(grids.statuses[order]),
        area_codes=_share(grids.area_codes[order]),
        households=grids.households[order],
        persons=grids.persons[order],
        bands=_bands(network, grids, settings)[order],
        wkb=grids.wkb[order],
        changes=_changes(lineage, grids, order),
    )


def _share(values: NDArray[np.object_]) -> NDArray[np.object_]:
    """Let equal words be one object."""
    known: dict[object, object] = {}
    for i, value in enumerate(values):
        values[i] = known.setdefault(value, value)
    return values


def _bands(
    network: RowMapping, grids: PublishedGrids, settings: dict[str, str]
) -> NDArray[np.object_]:
    """Give the band of each base grid by its area's setting; urban where it lies in no area."""
    by_setting = {
        setting: HouseholdBand(*numbers) for setting, numbers in (network["bands"] or {}).items()
    }
    bands = np.full(len(grids), None, dtype=object)
    for i in np.flatnonzero(grids.kinds == "base"):
        bands[i] = by_setting.get(settings.get(grids.area_codes[i], "urban"))
    return bands


def _changes(
    lineage: Sequence[RowMapping], grids: PublishedGrids, order: NDArray[np.int64]
) -> dict[int, GridChange]:
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
    for place, i in enumerate(order):
        key = grids.codes[i], int(grids.versions[i])
        came_from, gave_to = parents.get(key, []), children.get(key, [])
        if came_from or gave_to:
            changes[place] = GridChange(key[1], grids.valid_from[i], came_from, gave_to)
    return changes
