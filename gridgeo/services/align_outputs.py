"""Alignments out: a GeoPackage of grids, an Excel workbook with Chinese headings, CSV and JSON."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.reassembly import NOBODY
from gridgeo.io.drafts import drafted
from gridgeo.io.spreadsheet import Sheet, write_csv, write_workbook
from gridgeo.io.text import write_text
from gridgeo.io.vector import write_layers
from gridgeo.services.align_files import AlignReport
from gridgeo.services.align_names import KINDS_ZH, HandoverRow
from gridgeo.services.handover_names import MovedHome
from gridgeo.services.stored_coordinates import as_stored
from gridgeo.topology.align.proposals import Proposal

HANDOVER_HEADINGS = (
    *("移出网格", "移入网格", "户数", "面积（平方米）"),
    *("场所", "需重新派岗的网格员"),
)
HOME_HEADINGS = ("移出网格", "移入网格", "住户编号", "地址", "户数")
PROPOSAL_HEADINGS = (
    *("网格", "原网格", "变更", "保留编码", "原户数", "现户数", "移入户数", "移出户数"),
    *("移入面积（平方米）", "移出面积（平方米）", "相关网格", "分组"),
)
NOWHERE_ZH = "（无网格）"


def write_aligned(report: AlignReport, path: Path) -> None:
    """Write the layers ``grids``, ``proposals`` and ``handover`` into one GeoPackage.

    ``grids`` is the aligned network: present grids with all their fields, whatever became of
    them, and new ones. Grids that end are among the proposals only, with the ground they had.
    """
    sources = (report.network, report.model)
    there = np.flatnonzero(~shapely.is_empty(report.polygons))
    shapes = _stored(report, as_stored(report.polygons, sources))
    held = _households(report)
    fields = report.network.frame.drop(columns=report.network.frame.geometry.name)
    rows = fields.reset_index(drop=True).reindex(there).convert_dtypes()
    names = {"aligned_code": [report.codes[i] for i in there], "aligned_hh": held[there]}
    grids = gpd.GeoDataFrame(
        rows.assign(**names), geometry=shapes[there], crs=report.network.source_crs
    )
    write_layers(
        path,
        {"grids": grids, "proposals": _proposals(report, shapes), "handover": _ground(report)},
    )


def write_handover_workbook(report: AlignReport, path: Path) -> None:
    """Write the handover list (移交清单) and the proposals (调整方案) as an Excel workbook.

    Households that are named have a sheet (移交住户) of their own.
    """
    sheets = {
        "移交清单": Sheet(HANDOVER_HEADINGS, [_handover_cells(row) for row in report.handover]),
        "调整方案": Sheet(PROPOSAL_HEADINGS, [_cells(report, one) for one in report.proposals]),
    }
    if report.homes:
        sheets["移交住户"] = Sheet(HOME_HEADINGS, [_home_cells(one) for one in report.homes])
    with drafted(path, ending=".xlsx") as draft:
        write_workbook(draft, sheets)


def write_handover_csv(report: AlignReport, path: Path) -> None:
    """Write the handover list as CSV in UTF-8."""
    sheet = Sheet(HANDOVER_HEADINGS, [_handover_cells(row) for row in report.handover])
    with drafted(path) as draft:
        write_csv(draft, sheet)


def write_alignment_json(report: AlignReport, path: Path) -> None:
    """Write figures, proposals and the handover list as JSON."""
    text = orjson.dumps(alignment_document(report), option=orjson.OPT_INDENT_2).decode()
    write_text(path, text + "\n")


def alignment_document(report: AlignReport) -> dict[str, Any]:
    """Give an alignment as plain values."""
    done = report.alignment
    return {
        "model": report.model.name,
        "network": report.network.name,
        "relation": done.relation.value,
        "households": int(done.ground.households.sum()),
        "moved_households": done.moved_households,
        "least_households": done.least_households,
        "uncovered_households": done.uncovered_households,
        "proposals": [_record(report, one) for one in report.proposals],
        "proposals_left": report.left,
        "handover": [asdict(row) for row in report.handover],
        "homes": [asdict(one) for one in report.homes],
        "faults": list(report.faults),
    }


def _stored(report: AlignReport, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Take grids that nothing happened to as they stand in the file, to the bit."""
    before = report.network.polygons
    same = [made is was for made, was in zip(report.polygons, before, strict=False)]
    stored = np.asarray(report.network.frame.geometry.values, dtype=object)
    answer = shapes.copy()
    answer[: len(before)][same] = stored[same]
    return answer


def _households(report: AlignReport) -> NDArray[np.int64]:
    done = report.alignment
    held = np.zeros(done.size, dtype=np.int64)
    owned = done.owner != NOBODY
    np.add.at(held, done.owner[owned], done.ground.households[owned])
    return held


def _former(report: AlignReport, one: Proposal) -> str:
    return report.network.codes[one.grid] if one.grid < len(report.network.codes) else ""


def _record(report: AlignReport, one: Proposal) -> dict[str, Any]:
    record = asdict(one)
    record["partners"] = [report.codes[grid] for grid in record.pop("partners")]
    del record["grid"]
    return {"code": report.codes[one.grid], "former_code": _former(report, one), **record}


def _cells(report: AlignReport, one: Proposal) -> list[str | int | float | None]:
    return [
        report.codes[one.grid],
        _former(report, one),
        KINDS_ZH[one.kind],
        "是" if one.keeps_code else "否",
        *(one.households_before, one.households_after, one.households_in, one.households_out),
        *(round(one.area_in_m2, 1), round(one.area_out_m2, 1)),
        "、".join(report.codes[grid] for grid in one.partners),
        one.group,
    ]


def _handover_cells(row: HandoverRow) -> list[str | int | float | None]:
    ends = (row.giver or NOWHERE_ZH, row.taker or NOWHERE_ZH)
    named = ("、".join(row.places), "、".join(row.workers))
    return [*ends, row.households, round(row.area_m2, 1), *named]


def _home_cells(one: MovedHome) -> list[str | int | float | None]:
    ends = (one.giver or NOWHERE_ZH, one.taker or NOWHERE_ZH)
    return [*ends, one.id, one.address, one.households]


def _proposals(report: AlignReport, shapes: NDArray[np.object_]) -> gpd.GeoDataFrame:
    records = [_record(report, one) for one in report.proposals]
    for record in records:
        record["partners"] = " ".join(record["partners"])
    before = np.asarray(report.network.frame.geometry.values, dtype=object)
    ground = [
        before[one.grid] if shapely.is_empty(shapes[one.grid]) else shapes[one.grid]
        for one in report.proposals
    ]
    return gpd.GeoDataFrame(records, geometry=ground, crs=report.network.source_crs)


def _ground(report: AlignReport) -> gpd.GeoDataFrame:
    """Join the ground that changes hands by pair of grids."""
    done = report.alignment
    pieces = gpd.GeoDataFrame(
        {
            "giver": done.ground.present[done.moved],
            "taker": done.owner[done.moved],
            "households": done.ground.households[done.moved],
        },
        geometry=done.ground.pieces[done.moved],
        crs=report.network.crs,
    )
    joined = pieces.dissolve(
        ["giver", "taker"], aggfunc={"households": "sum"}, as_index=False, method="coverage"
    )
    joined["area_m2"] = joined.geometry.area
    for end, codes in (("giver", report.network.codes), ("taker", report.codes)):
        joined[end] = ["" if i == NOBODY else codes[i] for i in joined[end]]
    return joined.to_crs(report.network.source_crs)
