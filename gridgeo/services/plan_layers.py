"""The layers of a planned file: grids, the assignment of units, and findings."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgeo.domain.enums import Severity
from gridgeo.planner.partition import Partition
from gridgeo.planner.reasons import Reason
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


def make_codes(
    answer: Partition,
    communities: NDArray[np.str_] | None,
    labels: NDArray[np.int64] | None,
    present_codes: tuple[str, ...],
) -> list[str]:
    """Name grids: the present code where one goes on, else the community and a running number."""
    kept = [
        "" if labels is None or labels[grid] < 0 else present_codes[labels[grid]]
        for grid in range(len(answer.status))
    ]
    used = set(present_codes)
    first = np.unique(answer.assignment, return_index=True)[1]
    numbers: defaultdict[str, int] = defaultdict(int)
    codes = []
    for grid, code in enumerate(kept):
        prefix = "G" if communities is None else f"{communities[first[grid]]}-"
        while not code:
            numbers[prefix] += 1
            candidate = f"{prefix}{numbers[prefix]:03d}"
            code = "" if candidate in used else candidate  # noqa: PLW2901
        codes.append(code)
    return codes


def make_layers(
    units: UnitFile,
    answer: Partition,
    codes: list[str],
    ground: NDArray[np.object_],
    present: NDArray[np.int64] | None,
    present_codes: tuple[str, ...],
) -> PlanLayers:
    """Lay out the layers of a plan."""
    sentences = [_tell(reason, units) for reason in answer.reasons]
    status = [one.value for one in answer.status]
    grids = gpd.GeoDataFrame(
        {
            "id": np.arange(1, len(codes) + 1),
            "code": codes,
            "households": answer.households,
            "units": answer.units,
            "area_m2": answer.area_m2,
            "polsby_popper": answer.polsby_popper,
            "status": status,
            "reason": sentences,
        },
        geometry=ground,
        crs=units.crs,
    )
    assignment = pd.DataFrame(
        {
            "unit_id": list(units.ids),
            "grid_id": answer.assignment + 1,
            "grid_code": [codes[grid] for grid in answer.assignment],
        }
    )
    if present is not None:
        assignment["present_code"] = [
            present_codes[place] if place >= 0 else "" for place in present
        ]
    return PlanLayers(grids, assignment, _findings(units, answer, codes, sentences, ground))


def _tell(reason: Reason | None, units: UnitFile) -> str:
    if reason is None:
        return ""
    name = "" if reason.unit is None else units.ids[reason.unit]
    return f"{reason.code.value}: {reason.tell(name)}"


def _findings(
    units: UnitFile,
    answer: Partition,
    codes: list[str],
    sentences: list[str],
    ground: NDArray[np.object_],
) -> gpd.GeoDataFrame:
    rows: list[dict[str, Any]] = []
    for grid, sentence in enumerate(sentences):
        if sentence:
            rows.append(_row("band", Severity.WARNING, codes[grid], sentence, ground[grid]))
    for place in units.repaired:
        sentence = "The polygon was invalid and has been repaired."
        rows.append(
            _row("invalid", Severity.INFO, units.ids[place], sentence, units.polygons[place])
        )
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
