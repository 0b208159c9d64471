"""The list of a repair's changes as JSON, and as an Excel workbook with Chinese headings."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import orjson
import shapely
from pyproj import CRS

from gridgeo.geometry.crs import transform
from gridgeo.geometry.shapes import object_array
from gridgeo.io.drafts import drafted
from gridgeo.io.spreadsheet import Sheet, Value, write_workbook
from gridgeo.io.text import write_text
from gridgeo.services.findings_workbook import SEVERITIES_ZH
from gridgeo.topology.finding import Finding
from gridgeo.topology.registry import TITLES_ZH
from gridgeo.topology.repair import Repair

CHANGE_HEADINGS = ("问题", "移出网格", "移入网格", "面积（平方米）", "经度", "纬度")
GRID_HEADINGS = ("网格", "结果")
LEFT_HEADINGS = ("级别", "规则", "网格", "问题说明", "面积（平方米）")
NOWHERE_ZH = "（无网格）"
WGS84 = CRS.from_epsg(4326)


def write_changes_json(network: str, done: Repair, left: Sequence[Finding], path: Path) -> None:
    """Write every change, the grids concerned and what is left to do."""
    content = {
        "network": network,
        "changes": [
            {key: value for key, value in asdict(one).items() if key != "geometry"}
            for one in done.changes
        ],
        "redrawn": list(done.redrawn),
        "emptied": list(done.emptied),
        "left": [finding.record() for finding in left],
    }
    write_text(path, orjson.dumps(content, option=orjson.OPT_INDENT_2).decode() + "\n")


def write_changes_workbook(done: Repair, left: Sequence[Finding], crs: CRS, path: Path) -> None:
    """Write three sheets: the changes, the grids concerned, and what is still left to do.

    Parameters
    ----------
    done : Repair
    left : sequence of Finding
        What a check of the repaired network still finds.
    crs : CRS
        That of the changes' ground; each is shown by a point inside it, in degrees.
    path : Path
        Renamed over when whole.

    Raises
    ------
    UnavailableError
        If the folder is missing or closed, or the disk is full; nothing half-written stays.
    """
    emptied = set(done.emptied)
    redrawn = [code for code in done.redrawn if code not in emptied]
    ends = [
        *((code, "边界已调整") for code in redrawn),
        *((code, "无剩余范围") for code in emptied),
    ]
    sheets = {
        "变更清单": Sheet(CHANGE_HEADINGS, _changes(done, crs)),
        "涉及网格": Sheet(GRID_HEADINGS, sorted(ends)),
        "遗留问题": Sheet(LEFT_HEADINGS, [_left(one) for one in left]),
    }
    with drafted(path, ending=".xlsx") as draft:
        write_workbook(draft, sheets)


def _changes(done: Repair, crs: CRS) -> list[Sequence[Value]]:
    ground = object_array([one.geometry for one in done.changes])
    places = transform(shapely.point_on_surface(ground), crs, WGS84)
    return [
        (
            *(TITLES_ZH[one.fault], one.losing or NOWHERE_ZH, one.gaining or NOWHERE_ZH),
            *(round(one.area_m2, 2), round(place.x, 7), round(place.y, 7)),
        )
        for one, place in zip(done.changes, places, strict=True)
    ]


def _left(one: Finding) -> Sequence[Value]:
    names = (SEVERITIES_ZH[one.severity], TITLES_ZH[one.rule], "、".join(one.codes))
    return (*names, one.zh, round(one.area_m2, 2))
