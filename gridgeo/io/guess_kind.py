"""Which kind of data a layer may be: by its columns, its shapes, and the words of its name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from gridgeo.io.guess_fields import SURE, guess_fields
from gridgeo.io.kinds import KINDS, Kind

_WORDS = {
    "areas": ("area", "社区界", "行政区", "村界", "辖区", "communit", "district", "village"),
    "barriers": ("barrier", "road", "street", "道路", "河", "水系", "围墙", "铁路"),
    "compounds": ("compound", "小区"),
    "buildings": ("building", "楼栋", "建筑", "房屋", "楼幢"),
    "households": ("household", "住户", "户籍", "居民", "address", "户表"),
    "places": ("place", "场所", "单位", "poi"),
    "developments": ("development", "在建", "规划小区"),
    "land_use": ("land_use", "landuse", "用地", "地类", "三调", "图斑", "dltb"),
    "units": ("unit", "small_area", "划分单元", "普查", "小区块"),
    "network": ("network", "grid", "网格"),
    "workers": ("worker", "网格员", "人员"),
    "postings": ("posting", "派岗", "任职", "包联"),
    "gazetteer": ("gazetteer", "地名", "标准地址", "门牌"),
    "tracks": ("track", "轨迹", "定位点"),
}
_SIMPLE = {"MultiPolygon": "Polygon", "MultiLineString": "LineString"}


@dataclass(frozen=True, slots=True)
class KindGuess:
    """A kind that a layer may be, with a score from 0 to 1 and why."""

    kind: str
    score: float
    why: str


def guess_kinds(
    name: str, fields: Sequence[str], geometry: str | None, sample: pd.DataFrame
) -> list[KindGuess]:
    """Rank the kinds that a layer may be; kinds whose shapes are others are left out.

    Parameters
    ----------
    name : str
        Of the file and its layer.
    fields : sequence of str
        Without the geometry.
    geometry : str or None
        Type of the shapes; None where rows have none.
    sample : DataFrame
        Some rows.
    """
    ranked = [
        guess
        for kind in KINDS.values()
        if (guess := _weigh(kind, name.lower(), fields, geometry, sample)) is not None
    ]
    return sorted(ranked, key=lambda one: (-one.score, list(KINDS).index(one.kind)))


def _weigh(
    kind: Kind, name: str, fields: Sequence[str], geometry: str | None, sample: pd.DataFrame
) -> KindGuess | None:
    if not _fits(kind, geometry):
        return None
    guesses = {one.column: one.score for one in guess_fields(kind, fields, sample)}
    required = [column for column in kind.columns if column.required]
    there = [
        column
        for column in required
        if max(guesses.get(column.name, 0), guesses.get(column.or_else or "", 0)) >= SURE
    ]
    words = _WORDS.get(kind.name, ())
    word = next((one for one in words if re.search(rf"(?<![a-z]){one}", name)), None)
    share = len(there) / len(required)
    known = sum(score >= SURE for score in guesses.values()) / max(1, len(fields))
    score = 0.4 * share + 0.25 * min(1.0, known) + (0.35 if word else 0.0)
    reasons = [f"{len(there)} of {len(required)} required columns are there"]
    if word:
        reasons.append(f"its name has '{word}'")
    return KindGuess(kind.name, round(score, 3), "; ".join(reasons))


def _fits(kind: Kind, geometry: str | None) -> bool:
    if geometry is None:
        return not kind.geometry or kind.placed_by is not None
    if geometry in ("Unknown", "Geometry", "GeometryCollection"):
        return bool(kind.geometry)
    simple = _SIMPLE.get(geometry, geometry).removeprefix("3D ").removeprefix("2.5D ")
    return any(_SIMPLE.get(one, one) == simple for one in kind.geometry)
