"""Which units a model's borders cut: an alignment by units gives each of them to one side whole."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories import alignments, thresholds
from gridgeo.db.repositories import handover as rows_of
from gridgeo.domain.enums import GridKind
from gridgeo.geometry.crs import transform
from gridgeo.io.spreadsheet import Sheet
from gridgeo.services.accept_alignment import recompute
from gridgeo.services.align_units import AlignTask
from gridgeo.services.plan_graph import WGS84
from gridgeo.services.read_rows import cut_page, read_cursor
from gridgeo.topology.align.cut_units import CutParts, cut_parts

HEADINGS = (
    *("划分单元", "社区", "单元户数", "整体归入", "部分所在网格"),
    *("部分面积（平方米）", "占单元面积", "部分户数"),
)
NOWHERE_ZH = "（无网格）"


def find_cut_parts(session: Session, task: AlignTask) -> CutParts:
    """Find the units of an alignment that its model cuts; units of dedicated grids stay apart."""
    present = task.ground.present
    free = np.ones(len(present), dtype=bool)
    if len(task.present):
        kinds = task.present.kinds[np.maximum(present, 0)]
        free = (present < 0) | (kinds != GridKind.DEDICATED.value)
    rows = np.flatnonzero(free)
    model = transform(task.model_grids.ground, WGS84, task.crs)
    width = thresholds.load_thresholds(session, task.network.code).sliver_width_m
    found = cut_parts(task.ground.pieces[rows], model, task.ground.model[rows], width)
    return CutParts(rows[found.unit], found.grid, found.ground)


def list_cut_units(
    session: Session, alignment_id: int, *, cursor: str | None = None, limit: int | None = None
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of the units that are cut, in the order of their codes, and the next cursor.

    Raises
    ------
    NotFoundError
        If there is no such alignment.
    ConflictError
        If what it was computed from changed since.
    BadInputError
        If the cursor is none of ours.
    """
    after = read_cursor(cursor)
    task, _ = recompute(session, alignments.load_alignment(session, alignment_id))
    parts = find_cut_parts(session, task)
    homes = _homes(session, task, parts)
    rows = [_record(task, parts, homes, unit) for unit in np.unique(parts.unit).tolist()]
    rows = [row for row in rows if after is None or row["unit"] > after]
    return (rows, None) if limit is None else cut_page(rows, limit, "unit")


def cut_units_sheet(rows: Sequence[dict[str, Any]]) -> Sheet:
    """Write cut units as a table with Chinese headings, a line for each part."""
    return Sheet(
        HEADINGS,
        [
            (
                *(row["unit"], row["area_code"], row["households"]),
                row["goes_to"] or NOWHERE_ZH,
                part["grid"] or NOWHERE_ZH,
                *(part["area_m2"], part["share"], part["households"]),
            )
            for row in rows
            for part in row["parts"]
        ],
    )


def _record(
    task: AlignTask, parts: CutParts, homes: NDArray[np.int64], unit: int
) -> dict[str, Any]:
    """Describe one unit; the households of its parts only where their places add up to it."""
    rows = np.flatnonzero(parts.unit == unit)
    whole, place = int(task.units.households[unit]), task.units.ground[unit].point_on_surface()
    placed = int(homes[rows].sum()) == whole
    area = float(shapely.area(task.ground.pieces[unit]))
    return {
        "unit": str(task.units.codes[unit]),
        "area_code": str(task.units.area_codes[unit]),
        "households": whole,
        "goes_to": _code(task, int(task.ground.model[unit])),
        "place": (round(place.x, 6), round(place.y, 6)),
        "parts": [
            {
                "grid": _code(task, int(parts.grid[row])),
                "area_m2": round(float(parts.ground[row].area), 1),
                "share": round(float(parts.ground[row].area) / area, 4),
                "households": int(homes[row]) if placed else None,
            }
            for row in rows.tolist()
        ],
    }


def _code(task: AlignTask, grid: int) -> str | None:
    return str(task.model_grids.codes[grid]) if grid >= 0 else None


def _homes(session: Session, task: AlignTask, parts: CutParts) -> NDArray[np.int64]:
    """Count the households in each part; who lives on a border counts in the first one."""
    count = np.zeros(len(parts.unit), dtype=np.int64)
    if not len(count):
        return count
    bounds = shapely.total_bounds(task.units.ground[np.unique(parts.unit)])
    found = rows_of.households_within(session, bounds.tolist())
    points = (
        transform(shapely.points([(row["x"], row["y"]) for row in found]), WGS84, task.crs)
        if found
        else np.empty(0, dtype=object)
    )
    home, part = shapely.STRtree(parts.ground).query(points, predicate="intersects")
    order = np.lexsort((part, home))
    home, first = np.unique(home[order], return_index=True)
    households = np.array([row["households"] for row in found], dtype=np.int64)
    np.add.at(count, part[order][first], households[home])
    return count
