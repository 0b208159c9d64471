"""Findings on the screen: one line a network, then the gravest findings as a table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gridgeo.topology import words

if TYPE_CHECKING:
    from gridgeo.services.check_files import NetworkReport

MOST_SHOWN = 20  # findings a network; the files hold all of them
COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}


def show_reports(reports: Sequence["NetworkReport"]) -> None:
    """Print each network's summary and its first findings."""
    console = Console()
    for report in reports:
        console.print(escape(_summary(report)), highlight=False)
        if report.findings:
            console.print(_table(report))
        left = len(report.findings) - MOST_SHOWN
        if left > 0:
            console.print(f"… and {left} more; write all of them with --output or --json.")


def _summary(report: "NetworkReport") -> str:
    size = f"{report.name}: {report.grids:,} grids, {report.area_m2 / 1e6:,.2f} km²"
    if not report.findings:
        return f"{size}, no findings."
    errors = sum(finding.severity.value == "error" for finding in report.findings)
    return f"{size}, {len(report.findings)} findings, {errors} of them errors."


def _table(report: "NetworkReport") -> Table:
    from gridgeo.topology.registry import TITLES_ZH

    table = Table("问题 rule", "severity", "m²", "width m", "households", "grids", highlight=False)
    for column in table.columns[2:5]:
        column.justify = "right"
    for one in report.findings[:MOST_SHOWN]:
        severity = one.severity.value
        rule = f"{TITLES_ZH[one.rule]} {one.rule}"
        table.add_row(
            f"{rule} (碎缝 sliver)" if one.sliver else rule,
            f"[{COLOURS[severity]}]{severity}[/]",
            f"{one.area_m2:,.2f}",
            f"{one.width_m:,.3f}",
            "" if one.households is None else f"{one.households:,}",
            escape(words.codes_en(one.codes)),
        )
    return table
