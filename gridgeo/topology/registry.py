"""Which rules there are, and the one call that runs them over a network."""

from collections.abc import Callable, Iterable, Mapping

from gridgeo.domain.enums import Severity
from gridgeo.domain.errors import BadInputError
from gridgeo.topology import (
    band,
    barrier,
    code,
    contiguity,
    cut,
    dedicated,
    divided,
    doubly_covered,
    duplicate,
    edge_match,
    gap,
    hole,
    invalid,
    outside,
    overlap,
    sliver,
    spike,
    stale,
    too_small,
    uncovered,
)
from gridgeo.topology.finding import Finding, tell_apart
from gridgeo.topology.view import NetworkView

Rule = Callable[[NetworkView], list[Finding]]

RULES: Mapping[str, Rule] = {
    invalid.RULE: invalid.find,
    code.RULE: code.find,
    duplicate.RULE: duplicate.find,
    overlap.RULE: overlap.find,
    dedicated.RULE: dedicated.find,
    gap.RULE: gap.find,
    sliver.RULE: sliver.find,
    outside.RULE: outside.find,
    contiguity.RULE: contiguity.find,
    spike.RULE: spike.find,
    edge_match.RULE: edge_match.find,
    uncovered.RULE: uncovered.find,
    doubly_covered.RULE: doubly_covered.find,
    barrier.RULE: barrier.find,
    divided.RULE: divided.find,
    cut.RULE: cut.find,
    too_small.RULE: too_small.find,
    hole.RULE: hole.find,
    band.RULE: band.find,
    stale.RULE: stale.find,
}

TITLES_ZH: Mapping[str, str] = {
    "invalid": "图形无效",
    "code": "编码错误",
    "duplicate": "重复网格",
    "overlap": "重叠",
    "dedicated": "专属网格冲突",
    "gap": "空白",
    "sliver": "碎缝",
    "outside": "越出辖区",
    "contiguity": "不连通",
    "spike": "尖刺",
    "edge_match": "边界不吻合",
    "uncovered": "住户无网格",
    "doubly_covered": "住户重复归属",
    "barrier": "跨越阻隔",
    "divided": "格内不通",
    "cut": "切割楼栋或小区",
    "too_small": "面积过小",
    "hole": "网格有洞",
    "band": "户数不达标",
    "stale": "户数过时",
    "nesting": "破坏嵌套",
    "crossing": "跨格",
    "shift": "整体偏移",
    "misplaced": "住户不在所写社区",
}

# Ground and people that belong to nobody or to two: no reason makes a network of these.
NEVER_EXCEPTED = frozenset(
    {
        invalid.RULE,
        duplicate.RULE,
        overlap.RULE,
        dedicated.RULE,
        gap.RULE,
        sliver.RULE,
        uncovered.RULE,
        doubly_covered.RULE,
    }
)

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_RANK = {name: position for position, name in enumerate(RULES)}


def may_be_excepted(rule: str, severity: Severity) -> bool:
    """Say whether somebody may accept such a finding for good reasons.

    Of a missing or shared code too there is no exception, of one against the scheme there is.
    """
    fatal_code = rule == code.RULE and severity is Severity.ERROR
    return rule not in NEVER_EXCEPTED and not fatal_code


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
    require_rules(chosen)
    return sorted(tell_apart(run(view, chosen, progress)), key=order)


def require_rules(names: Iterable[str]) -> None:
    """Refuse names that no rule has.

    Raises
    ------
    BadInputError
        With the first of them.
    """
    unknown = [name for name in names if name not in RULES]
    if unknown:
        raise BadInputError(
            f"There is no rule '{unknown[0]}'; there are: {', '.join(RULES)}.", field="rules"
        )


def run(
    view: NetworkView, rules: Iterable[str], progress: Callable[[str, float], None] | None = None
) -> list[Finding]:
    """Run rules as `check` does, whose names are known; faults of one place may share an id.

    Sorted as by `order`.
    """
    chosen = sorted(set(rules), key=_RANK.__getitem__)
    found: list[Finding] = []
    for number, name in enumerate(chosen):
        if progress is not None:
            progress(name, number / len(chosen))
        found.extend(RULES[name](view))
    return sorted(found, key=order)


def order(finding: Finding) -> tuple[int, int, float, tuple[str, ...], str]:
    """Give the key of sorting: errors first, then in the order of `RULES`, then largest first."""
    return (
        _ORDER[finding.severity],
        _RANK[finding.rule],
        -finding.area_m2,
        finding.codes,
        finding.id,
    )
