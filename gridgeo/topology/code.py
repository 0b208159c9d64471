"""Rule ``code``: a code that is missing, shared, against the network's scheme, or used again."""

from collections import defaultdict
from collections.abc import Iterator

import shapely

from gridgeo.domain.enums import Severity
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.view import NetworkView

RULE = "code"


def find(view: NetworkView) -> list[Finding]:
    """Report each missing and each shared code, and those that the scheme does not allow."""
    rows: dict[str, list[int]] = defaultdict(list)
    for index, code in enumerate(view.codes):
        rows[code].append(index)
    missing = [_missing(view, index) for index in rows.pop("", [])]
    shared = [_shared(view, code, rows[code]) for code in sorted(rows) if rows[code][1:]]
    return [*missing, *shared, *_used_again(view, rows), *_against_scheme(view, rows)]


def _missing(view: NetworkView, index: int) -> Finding:
    sentences = (
        f"第 {index + 1} 行的网格没有编码。",
        f"The grid in row {index + 1} has no code.",
    )
    fix = Fix("assign_code", (), "按编码规则赋码", "Give it the next free code", 0, 0.0)
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
        *("assign_code", (code,), "保留一个，其余重新赋码", "Keep one, give the others new codes"),
        households=0,
        area_m2=0.0,
    )
    ground = shapely.union_all(view.ground[rows])
    return view.finding(RULE, Severity.ERROR, rows, ground, sentences, fixes=(fix,))


def _used_again(view: NetworkView, rows: dict[str, list[int]]) -> Iterator[Finding]:
    retired = view.scheme.retired if view.scheme is not None else frozenset[str]()
    for code in sorted(retired.intersection(rows)):
        sentences = (
            f"编码 {code} 属于已停用的网格，不得再次使用。",
            f"The code {code} belonged to a grid that has ended; a code is never used again.",
        )
        yield _renamed(view, rows[code][0], Severity.ERROR, sentences, "reused")


def _against_scheme(view: NetworkView, rows: dict[str, list[int]]) -> Iterator[Finding]:
    if view.scheme is None or view.scheme.template is None:
        return
    template, areas = view.scheme.template, view.scheme.area_codes
    for code in sorted(rows):
        index = rows[code][0]
        if template.fits(code, areas[index]):
            continue
        sentences = (
            f"编码 {code} 不符合编码规则 {template.text}。",
            f"The code {code} does not follow the network's scheme {template.text}.",
        )
        yield _renamed(view, index, Severity.WARNING, sentences, "scheme")


def _renamed(
    view: NetworkView, index: int, severity: Severity, sentences: tuple[str, str], subject: str
) -> Finding:
    fix = Fix(
        *("assign_code", (view.codes[index],), "按编码规则重新赋码", "Give it the next free code"),
        households=0,
        area_m2=0.0,
    )
    return view.finding(
        RULE, severity, [index], view.ground[index], sentences, fixes=(fix,), subject=subject
    )
