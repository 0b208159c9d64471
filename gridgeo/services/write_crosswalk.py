"""A crosswalk into files: CSV and JSON for programs, Excel for people, a GeoPackage for the map."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import shapely

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.crs import transform
from gridgeo.geometry.shapes import polygonal
from gridgeo.io.drafts import drafted
from gridgeo.io.spreadsheet import Sheet, Value, neutral, write_workbook
from gridgeo.io.text import write_text
from gridgeo.io.vector import write_layers
from gridgeo.services.crosswalk_networks import CrosswalkReport
from gridgeo.topology.crosswalk import Crosswalk
from gridgeo.topology.crosswalk_matrix import Matrix, matrices
from gridgeo.topology.crosswalk_rows import Row

# The first nine are a contract with other programs; what came later stands behind them.
COLUMNS = (
    "a",
    "b",
    "class",
    "area_m2",
    "share_of_a",
    "share_of_b",
    "households",
    "households_share_of_a",
    "households_share_of_b",
    "persons",
    "persons_share_of_a",
    "persons_share_of_b",
    "community",
    "same",
)
HEADINGS_ZH: Mapping[str, str] = {
    "a": "甲网格",
    "b": "乙网格",
    "class": "关系",
    "area_m2": "共有面积（平方米）",
    "share_of_a": "占甲面积",
    "share_of_b": "占乙面积",
    "households": "共有户数",
    "households_share_of_a": "占甲户数",
    "households_share_of_b": "占乙户数",
    "persons": "共有人数",
    "persons_share_of_a": "占甲人数",
    "persons_share_of_b": "占乙人数",
    "community": "社区",
    "same": "对应网格",
}
CLASSES_ZH: Mapping[str, str] = {
    "same": "相同",
    "inside": "甲在乙内",
    "contains": "甲含乙",
    "crossing": "交叉",
    "sliver": "碎缝相接",
    "outside": "对方未覆盖",
}
_DECIMALS = {"area_m2": 6}  # all other fractions have nine


def write_crosswalk(report: CrosswalkReport, path: Path) -> None:
    """Write a crosswalk in the form that the file's ending names.

    ``.csv`` (UTF-8, dot as decimal sign, empty where unknown, sorted by codes), ``.xlsx`` (sums,
    pairs with the worst first, communities, matrices), ``.json`` or ``.gpkg`` (layers ``pairs``,
    ``only_a`` and ``only_b`` with their ground).

    Raises
    ------
    BadInputError
        If the ending is another.
    UnavailableError
        If the file cannot be written.
    """
    require_ending(path)
    WRITERS[path.suffix.lower()](report, path)


def require_ending(path: Path) -> None:
    """Refuse names whose ending is none of the forms.

    Raises
    ------
    BadInputError
        With the endings that there are.
    """
    if path.suffix.lower() not in WRITERS:
        raise BadInputError(
            f"'{path.name}' must end in one of {', '.join(WRITERS)}.", field="output"
        )


def row_values(row: Row) -> dict[str, Any]:
    """Give a row under the names of `COLUMNS`."""
    known = {one.name: getattr(row, one.name) for one in fields(row)}
    known["class"] = known.pop("kind")
    return {name: known[name] for name in COLUMNS}


def _write_csv(report: CrosswalkReport, path: Path) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in report.crosswalk.rows:
        writer.writerow([_text(name, value) for name, value in row_values(row).items()])
    write_text(path, text.getvalue())


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return f"{value:.{_DECIMALS.get(name, 9)}f}"
    return str(neutral(value))


def _write_json(report: CrosswalkReport, path: Path) -> None:
    content = crosswalk_content(report.crosswalk)
    write_text(path, orjson.dumps(content, option=orjson.OPT_INDENT_2).decode() + "\n")


def crosswalk_content(walk: Crosswalk) -> dict[str, Any]:
    """Give a crosswalk as plain values: totals, communities, pairs."""
    return {
        "a": walk.a.name,
        "b": walk.b.name,
        "households": walk.households,
        "persons": walk.persons,
        "agreement": walk.agreement,
        "communities": [
            {
                "community": one.community,
                "households": one.households,
                "same": one.same,
                "agreement": one.share,
            }
            for one in walk.communities
        ],
        "pairs": [row_values(row) for row in walk.rows],
    }


def _write_workbook(report: CrosswalkReport, path: Path) -> None:
    walk = report.crosswalk
    sheets = {
        "汇总": Sheet(("项目", "数值"), _summary(walk)),
        "对照表": Sheet(tuple(HEADINGS_ZH.values()), [_cells(row) for row in _worst_first(walk)]),
    }
    if walk.communities:
        sheets["社区一致率"] = Sheet(
            ("社区", "户数", "网格一致的户数", "一致率"),
            [(one.community, one.households, one.same, one.share) for one in walk.communities],
        )
    for number, matrix in enumerate(matrices(walk, most_rows=500, most_columns=200), start=1):
        sheets[f"矩阵{number}"] = _matrix_sheet(matrix, walk.households is not None)
    with drafted(path, ending=".xlsx") as draft:
        write_workbook(draft, sheets)


def _summary(walk: Crosswalk) -> list[tuple[Value, Value]]:
    counts: dict[str, int] = dict.fromkeys(CLASSES_ZH, 0)
    for row in walk.rows:
        counts[row.kind] += 1
    return [
        ("甲 A", walk.a.name),
        ("乙 B", walk.b.name),
        ("甲网格数", len(walk.a.codes)),
        ("乙网格数", len(walk.b.codes)),
        ("户数", walk.households),
        ("人数", walk.persons),
        ("一致率（按户）", walk.agreement),
        *((CLASSES_ZH[kind], count) for kind, count in counts.items()),
    ]


def _worst_first(walk: Crosswalk) -> list[Row]:
    return [*walk.worst, *(row for row in walk.rows if row.same)]


def _cells(row: Row) -> list[Value]:
    values = row_values(row)
    values["class"] = CLASSES_ZH[values["class"]]
    values["same"] = "是" if values["same"] else ""
    return list(values.values())


def _matrix_sheet(matrix: Matrix, by_households: bool) -> Sheet:
    corner = "户数" if by_households else "平方米"

    def cell(a: str, b: str) -> Value:
        row = matrix.cells.get((a, b))
        if row is None:
            return None
        return row.households if by_households else round(row.area_m2)

    headings = (f"{matrix.community} {corner}".strip(), *(code or "未覆盖" for code in matrix.b))
    return Sheet(
        headings, [[code or "未覆盖", *(cell(code, b) for b in matrix.b)] for code in matrix.a]
    )


def _write_layers(report: CrosswalkReport, path: Path) -> None:
    walk, ground = report.crosswalk, report.crosswalk.laid.ground
    shapes = ground.ground(np.arange(len(ground.first)))
    known = {(row.a, row.b): row_values(row) for row in walk.rows}
    codes = zip(ground.first.tolist(), ground.second.tolist(), strict=True)
    rows = [known[walk.a.codes[i], walk.b.codes[j]] for i, j in codes]
    layers = {"pairs": _frame(report, rows, list(COLUMNS), shapes)}
    for name, side, bare in (
        ("only_a", walk.a, walk.laid.first_bare),
        ("only_b", walk.b, walk.laid.second_bare),
    ):
        left = np.flatnonzero(~shapely.is_empty(bare))
        only = [{"code": side.codes[i], "area_m2": float(bare[i].area)} for i in left]
        layers[name] = _frame(report, only, ["code", "area_m2"], polygonal(bare[left]))
    write_layers(path, layers)


def _frame(
    report: CrosswalkReport, rows: list[dict[str, Any]], columns: list[str], shapes: Any
) -> gpd.GeoDataFrame:
    moved = transform(shapes, report.crs, report.target)
    return gpd.GeoDataFrame(rows, columns=columns, geometry=moved, crs=report.target)


WRITERS: Mapping[str, Callable[[CrosswalkReport, Path], None]] = {
    ".csv": _write_csv,
    ".xlsx": _write_workbook,
    ".json": _write_json,
    ".gpkg": _write_layers,
}
