"""Which rules there are, and the one call that runs them over a network."""

from collections.abc import Callable, Iterable, Mapping

from gridgeo.domain.enums import Severity
from gridgeo.domain.errors import BadInputError
from gridgeo.topology import (
    band,
    code,
    contiguity,
    edge_match,
    gap,
    invalid,
    outside,
    overlap,
    spike,
)
from gridgeo.topology.finding import Finding
from gridgeo.topology.view import NetworkView

Rule = Callable[[NetworkView], list[Finding]]

RULES: Mapping[str, Rule] = {
    invalid.RULE: invalid.find,
    code.RULE: code.find,
    overlap.DUPLICATE: overlap.find_duplicates,
    overlap.OVERLAP: overlap.find_overlaps,
    gap.RULE: gap.find,
    outside.RULE: outside.find,
    contiguity.RULE: contiguity.find,
    spike.RULE: spike.find,
    edge_match.RULE: edge_match.find,
    band.RULE: band.find,
}

TITLES_ZH: Mapping[str, str] = {
    "invalid": "图形无效",
    "code": "编码错误",
    "duplicate": "重复网格",
    "overlap": "重叠",
    "gap": "空白",
    "outside": "越出辖区",
    "contiguity": "不连通",
    "spike": "尖刺",
    "edge_match": "边界不吻合",
    "band": "户数不达标",
    "nesting": "破坏嵌套",
    "crossing": "跨格",
}

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_RANK = {name: position for position, name in enumerate(RULES)}


def check(
    view: NetworkView,
    rules: Iterable[str] | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> list[Finding]:
    """Run rules over a network.

    Parameters
    ----------
    view : NetworkView
        The network, in metres.
    rules : iterable of str, optional
        Names out of `RULES`; all of them by default.
    progress : callable, optional
        Told each rule's name before it runs, and the share of the rules that are done.

    Returns
    -------
    list of Finding
        Errors first, then in the order of `RULES`, then largest first.

    Raises
    ------
    BadInputError
        If a rule has no such name.
    """
    chosen = list(RULES) if rules is None else list(rules)
    unknown = [name for name in chosen if name not in RULES]
    if unknown:
        raise BadInputError(
            f"There is no rule '{unknown[0]}'; there are: {', '.join(RULES)}.", field="rules"
        )
    found: list[Finding] = []
    for number, name in enumerate(sorted(set(chosen), key=_RANK.__getitem__)):
        if progress is not None:
            progress(name, number / len(chosen))
        found.extend(RULES[name](view))
    return in_order(found)


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Sort findings: errors first, then in the order of `RULES`, then largest first."""
    return sorted(
        found,
        key=lambda one: (_ORDER[one.severity], _RANK[one.rule], -one.area_m2, one.codes, one.id),
    )
