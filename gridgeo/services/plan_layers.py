"""The layers of a planned file: grids, the assignment of units, and findings."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgeo.domain.enums import BandStatus, GridKind, GridStatus, Severity
from gridgeo.geometry.compactness import measure_compactness
from gridgeo.geometry.crs import transform
from gridgeo.services.carving import Carving, Overlay
from gridgeo.services.plan_explain import Explained, tell_reasons
from gridgeo.services.unit_file import UnitFile

FINDING_COLUMNS = ["rule", "severity", "codes", "en"]


@dataclass(frozen=True, eq=False)
class PlanLayers:
    """Layers as they stand in OUT.gpkg; geometry in the input's CRS."""

    grids: gpd.GeoDataFrame
    assignment: pd.DataFrame
    findings: gpd.GeoDataFrame

    def by_name(self) -> dict[str, pd.DataFrame]:
        """Give the layers by the names that they have in the file."""
        return {
            "grids": self.grids,
            "assignment": self.assignment,
            "findings": self.findings,
        }


def make_codes(prefixes: Sequence[str], kept: Sequence[str], used: set[str]) -> list[str]:
    """Name grids: the present code where one goes on, else the prefix and the next free number.

    Parameters
    ----------
    prefixes, kept : sequences of str, one a grid
        ``kept`` is empty where no present grid goes on.
    used : set of str
        Codes that must not be given again.
    """
    numbers: defaultdict[str, int] = defaultdict(int)
    codes = []
    for prefix, present in zip(prefixes, kept, strict=True):
        code = present
        while not code:
            numbers[prefix] += 1
            candidate = f"{prefix}{numbers[prefix]:03d}"
            code = "" if candidate in used else candidate
        codes.append(code)
    return codes


def make_layers(
    units: UnitFile, told: Explained, carving: Carving, ground: NDArray[np.object_]
) -> PlanLayers:
    """Lay out the layers of a plan; ``ground`` holds the dissolved grids in the units' CRS."""
    sentences = tell_reasons(told)
    grids = _grid_rows(units, told, ground, sentences)
    over = [_overlay_row(units, overlay) for overlay in carving.overlays]
    if over:
        added = gpd.GeoDataFrame(over, geometry="geometry", crs=units.crs)
        kept = [overlay.code for overlay in carving.overlays]
        added["code"] = make_codes(["D"] * len(over), kept, {*told.codes, *kept})
        added["id"] = np.arange(len(grids) + 1, len(grids) + len(over) + 1)
        grids = gpd.GeoDataFrame(pd.concat([grids, added], ignore_index=True), crs=units.crs)
    assignment = pd.DataFrame(
        {
            "unit_id": list(units.ids),
            "grid_id": told.plan.assignment + 1,
            "grid_code": np.array(told.codes, dtype=object)[told.plan.assignment],
        }
    )
    if told.ground.given.present is not None:
        names = np.append(told.present_codes, "")  # the last is for units without a present grid
        assignment["present_code"] = names[told.ground.given.present]
    return PlanLayers(grids, assignment, _findings(units, told, carving, sentences, ground))


def _grid_rows(
    units: UnitFile, told: Explained, ground: NDArray[np.object_], sentences: list[str]
) -> gpd.GeoDataFrame:
    plan, count = told.plan, len(told.codes)
    carved = [told.carved[grid] for grid in range(count)]
    households = np.zeros(count, dtype=np.int64)
    np.add.at(households, plan.assignment, units.households)
    return gpd.GeoDataFrame(
        {
            "id": np.arange(1, count + 1),
            "code": told.codes,
            "households": households,
            "units": plan.units,
            "area_m2": plan.area_m2,
            "polsby_popper": plan.polsby_popper,
            "status": [plan.status[i].value if told.banded(i) else "" for i in range(count)],
            "reason": sentences,
            "kind": [GridKind.BASE.value if one is None else one.kind.value for one in carved],
            "life": [
                GridStatus.ACTIVE.value if one is None else one.status.value for one in carved
            ],
            "name": ["" if one is None else one.name or "" for one in carved],
            "expected_hh": pd.array(
                [None if one is None else one.expected_hh for one in carved], dtype="Int64"
            ),
            "active_from": [
                "" if one is None or one.active_from is None else one.active_from.isoformat()
                for one in carved
            ],
        },
        geometry=ground,
        crs=units.crs,
    )


def _overlay_row(units: UnitFile, overlay: Overlay) -> dict[str, Any]:
    metric = np.array([overlay.ground], dtype=object)
    return {
        "households": int(units.households[overlay.units].sum()),
        "units": len(overlay.units),
        "area_m2": float(shapely.area(metric)[0]),
        "polsby_popper": float(measure_compactness(metric)[0]),
        "status": "",
        "reason": overlay.grid.note,
        "kind": overlay.grid.kind.value,
        "life": overlay.grid.status.value,
        "name": overlay.grid.name or "",
        "active_from": "",
        "geometry": transform(metric, units.metric_crs, units.crs)[0],
    }


def _findings(
    units: UnitFile,
    told: Explained,
    carving: Carving,
    sentences: list[str],
    ground: NDArray[np.object_],
) -> gpd.GeoDataFrame:
    rows: list[dict[str, Any]] = []
    for grid, code in enumerate(told.codes):
        if told.banded(grid) and told.plan.status[grid] is not BandStatus.IN_BAND:
            rows.append(_row("band", Severity.WARNING, code, sentences[grid], ground[grid]))
    for place in units.repaired:
        sentence = "The polygon was invalid and has been repaired."
        rows.append(
            _row("invalid", Severity.INFO, units.ids[place], sentence, units.polygons[place])
        )
    for place in units.alone.tolist():
        sentence = "The unit shares no border with any other, so no grid reaches it."
        rows.append(_row("alone", Severity.INFO, units.ids[place], sentence, units.polygons[place]))
    for code, sentence in carving.notes:
        rows.append(_row("set_apart", Severity.INFO, code, sentence, None))
    columns = {name: [row[name] for row in rows] for name in FINDING_COLUMNS}
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [row["geometry"] for row in rows]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=units.crs)


def _row(rule: str, severity: Severity, code: str, sentence: str, shape: Any) -> dict[str, Any]:
    return {
        "rule": rule,
        "severity": severity.value,
        "codes": code,
        "en": sentence,
        "geometry": shape,
    }
