"""Findings as an Excel workbook: a sheet of counts, then one sheet a rule, headed in Chinese."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from gridgeo.domain.enums import Severity
from gridgeo.io.drafts import drafted
from gridgeo.io.spreadsheet import Sheet, Value, write_workbook
from gridgeo.services.network_report import NetworkReport
from gridgeo.services.write_findings import all_findings, places_of
from gridgeo.topology.finding import Finding
from gridgeo.topology.registry import TITLES_ZH

SUMMARY = "汇总"
SUMMARY_HEADINGS = (
    "条线",
    "规则",
    "代码",
    "错误",
    "警告",
    "提示",
    "已接受例外",
    "涉及户数",
    "面积（平方米）",
)
SEVERITIES_ZH = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
HEADINGS = (
    *("条线", "级别", "网格", "问题说明", "面积（平方米）", "平均宽（米）", "涉及户数"),
    *(
        "经度",
        "纬度",
        "首选处理",
        "处理涉及户数",
        "处理涉及面积（平方米）",
        "其他处理",
        "状态",
        "编号",
    ),
)


def write_findings_workbook(reports: Sequence[NetworkReport], path: Path) -> None:
    """Write the findings of some networks as a workbook, renamed over the target when whole.

    Raises
    ------
    UnavailableError
        If the folder is missing or closed, or the disk is full; nothing half-written stays.
    """
    sheets = {SUMMARY: Sheet(SUMMARY_HEADINGS, list(_summary(reports)))}
    rows = list(_rows(reports))
    for rule, title in TITLES_ZH.items():
        mine = [row for name, row in rows if name == rule]
        if mine:
            sheets[title] = Sheet(HEADINGS, mine)
    with drafted(path, ending=".xlsx") as draft:
        write_workbook(draft, sheets)


def _summary(reports: Sequence[NetworkReport]) -> Iterator[Sequence[Value]]:
    for report in reports:
        found = all_findings(report)
        for rule in TITLES_ZH:
            mine = [(one, accepted) for one, accepted in found if one.rule == rule]
            if mine:
                yield _counts(report.name, rule, mine)
        if not found:
            yield (report.name, "没有问题", *[None] * 7)


def _counts(network: str, rule: str, mine: Sequence[tuple[Finding, bool]]) -> Sequence[Value]:
    open_ones = [one for one, accepted in mine if not accepted]
    known = [one.households for one in open_ones if one.households is not None]
    return (
        network,
        TITLES_ZH[rule],
        rule,
        *(sum(one.severity is severity for one in open_ones) for severity in Severity),
        len(mine) - len(open_ones),
        sum(known) if known else None,
        round(sum(one.area_m2 for one in open_ones), 2),
    )


def _rows(reports: Sequence[NetworkReport]) -> Iterator[tuple[str, Sequence[Value]]]:
    """Give each finding's rule and row."""
    for report in reports:
        for (one, accepted), place in zip(all_findings(report), places_of(report), strict=True):
            yield one.rule, _row(one, accepted, place)


def _row(one: Finding, accepted: bool, place: tuple[float, float] | None) -> Sequence[Value]:
    best = one.fixes[0] if one.fixes else None
    area = None if best is None or best.area_m2 is None else round(best.area_m2, 2)
    return (
        *("；".join(one.networks), SEVERITIES_ZH[one.severity], "、".join(one.codes), one.zh),
        *(round(one.area_m2, 2), round(one.width_m, 2), one.households),
        *(place or (None, None)),
        *("" if best is None else best.zh, None if best is None else best.households, area),
        "；".join(fix.zh for fix in one.fixes[1:]),
        *("已接受例外" if accepted else "待处理", one.id),
    )
