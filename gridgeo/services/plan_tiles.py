"""Tiles of a draft: its grids, and its units with the grid that each belongs to.

An edit moves a few units between grids. So the ground of units, simplified for each zoom, is kept
from revision to revision, and so are the places of labels in grids that no edit has touched.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import tile_sources
from gridgeo.domain.band import HouseholdBand
from gridgeo.geometry.polygon_store import PolygonStore
from gridgeo.services.grid_table import GridTable
from gridgeo.services.grid_tiles import WHOLE_MAP, Box, bounds_of_grids, tileset_of
from gridgeo.services.network_tiles import place_labels
from gridgeo.services.tile_set import TileSet, cached, filled, ground_of, objects, token_of
from gridgeo.tiles.layer import Layer
from gridgeo.tiles.tileset import Tileset
from gridgeo.tiles.units import shown_counts, unit_layer

MOST_PLANS = 4  # whose ground is kept


@dataclass(slots=True)
class _Kept:
    """What a plan's revisions share: units by a mark of which they are, and labels by polygon."""

    mark: str = ""
    units: Layer | None = None
    bounds: Box = WHOLE_MAP
    labels: dict[bytes, Any] = field(default_factory=dict)


class PlanTiles:
    """Makes the tiles of drafts; one serves all threads."""

    def __init__(self) -> None:
        self._plans: OrderedDict[int, _Kept] = OrderedDict()
        self._keeping = threading.Lock()

    def grids(self, session: Session, facts: RowMapping) -> TileSet:
        """Draw the grids of a plan as they stand.

        Parameters
        ----------
        facts : RowMapping
            From `gridgeo.db.repositories.tile_sources.plan_facts`.
        """
        rows = tile_sources.plan_grids(session, facts["id"])
        table = _plan_table(rows, facts["bands"])
        kept = self._kept(facts["id"])
        labels = place_labels(table.ground, kept.labels)
        kept.labels = dict(zip(table.ground.marks(), labels, strict=True))
        tileset = tileset_of(
            table,
            facts["unit"],
            cut_out=facts["dedicated"] == "cut_out",
            labels=labels,
            more={name: [row[name] for row in rows] for name in ("number", "locked")},
        )
        bounds = bounds_of_grids(table.geometry)
        return TileSet(cached(tileset), facts["name"], bounds, token_of(facts))

    def units(self, session: Session, facts: RowMapping) -> TileSet:
        """Draw the units of a plan, each with the grid that it belongs to."""
        rows = tile_sources.plan_units(session, facts["id"])
        ground, bounds = self._ground(session, facts["id"], token_of([row["id"] for row in rows]))
        names = ("code", "area_code", "compound_code", "grid", "grid_number", "pinned", "locked")
        columns: dict[str, list[object]] = {name: [row[name] for row in rows] for name in names}
        columns["households"] = shown_counts([row["households"] for row in rows])
        tileset = Tileset([ground.with_columns(columns)])
        return TileSet(cached(tileset), facts["name"], bounds, token_of(facts))

    def _ground(self, session: Session, plan_id: int, mark: str) -> tuple[Layer, Box]:
        """Give the units' polygons ready to be drawn; ``mark`` says which units they are."""
        kept = self._kept(plan_id)
        units, bounds = kept.units, kept.bounds
        if units is None or kept.mark != mark:
            ground = ground_of(tile_sources.plan_unit_ground(session, plan_id))
            units, bounds = unit_layer(ground, {}), bounds_of_grids(ground)
            kept.mark, kept.units, kept.bounds = mark, units, bounds
        return units, bounds

    def _kept(self, plan_id: int) -> _Kept:
        with self._keeping:
            kept = self._plans.pop(plan_id, None) or _Kept()
            self._plans[plan_id] = kept
            while len(self._plans) > MOST_PLANS:
                self._plans.popitem(last=False)
        return kept


def _plan_table(rows: Sequence[RowMapping], numbers: dict[str, list[int]] | None) -> GridTable:
    bands = {setting: HouseholdBand(*values) for setting, values in (numbers or {}).items()}
    return GridTable(
        codes=objects(rows, "code"),
        names=objects(rows, "name"),
        kinds=objects(rows, "kind"),
        statuses=objects(rows, "status"),
        area_codes=objects(rows, "area_code"),
        households=_counts(rows, "households"),
        persons=_counts(rows, "persons"),
        bands=filled(
            [bands.get(row["setting"]) if row["kind"] == "base" else None for row in rows]
        ),
        ground=PolygonStore.of(ground_of(rows)),
    )


def _counts(rows: Sequence[RowMapping], name: str) -> NDArray[np.int64]:
    return np.array([row[name] for row in rows], dtype=np.int64)
