"""Rule ``code``: a grid without a code, or a code that several grids carry."""

from collections import defaultdict

import shapely

from gridgeo.domain.enums import Severity
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.view import NetworkView

RULE = "code"


def find(view: NetworkView) -> list[Finding]:
    """Report each missing code and each code that is used more than once."""
    rows: dict[str, list[int]] = defaultdict(list)
    for index, code in enumerate(view.codes):
        rows[code].append(index)
    missing = [_missing(view, index) for index in rows.pop("", [])]
    return missing + [_shared(view, code, rows[code]) for code in sorted(rows) if rows[code][1:]]


def _missing(view: NetworkView, index: int) -> Finding:
    sentences = (
        f"第 {index + 1} 行的网格没有编码。",
        f"The grid in row {index + 1} has no code.",
    )
    fix = Fix("assign_code", (), "按编码规则赋码", "Give it the next free code")
    return view.finding(
        RULE, Severity.ERROR, [index], view.ground[index], sentences, fixes=(fix,), placed=True
    )


def _shared(view: NetworkView, code: str, rows: list[int]) -> Finding:
    numbers = [str(row + 1) for row in rows]
    sentences = (
        f"编码 {code} 被 {len(rows)} 个网格使用（第 {'、'.join(numbers)} 行）。",
        f"{len(rows)} grids carry the code {code} (rows {', '.join(numbers)}).",
    )
    fix = Fix(
        "assign_code", (code,), "保留一个，其余重新赋码", "Keep one, give the others new codes"
    )
    ground = shapely.union_all(view.ground[rows])
    return view.finding(RULE, Severity.ERROR, rows, ground, sentences, fixes=(fix,))
