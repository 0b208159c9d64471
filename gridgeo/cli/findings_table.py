"""Findings on the screen: one line of summary, then the gravest as a table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from gridgeo.cli.screen import Console
from gridgeo.domain.enums import Severity
from gridgeo.topology import words

if TYPE_CHECKING:
    from gridgeo.topology.finding import Finding

MOST_SHOWN = 20  # the files hold all of them
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}


def has_errors(findings: Sequence["Finding"]) -> bool:
    """Say whether a finding would stop a publication."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def show_findings(subject: str, findings: Sequence["Finding"], accepted: int = 0) -> None:
    """Print what was checked, how many findings there are, and the first of them."""
    console = Console()
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    count = f"{len(findings)} findings, {errors} of them errors" if findings else "no findings"
    apart = f"; {accepted} accepted as exceptions" if accepted else ""
    console.print(escape(f"{subject}, {count}{apart}."), highlight=False)
    if findings:
        console.print(_table(findings))
    left = len(findings) - MOST_SHOWN
    if left > 0:
        console.print(f"… and {left} more; write all of them to a file.")


def _table(findings: Sequence["Finding"]) -> Table:
    from gridgeo.topology.registry import TITLES_ZH

    table = Table("问题 rule", "severity", "m²", "width m", "households", "grids", highlight=False)
    for column in table.columns[2:5]:
        column.justify = "right"
    table.columns[5].overflow = "fold"  # codes are never shortened
    for one in findings[:MOST_SHOWN]:
        rule = f"{TITLES_ZH[one.rule]} {one.rule}"
        table.add_row(
            f"{rule} ({TITLES_ZH[one.fault]} {one.fault})" if one.sliver_of else rule,
            f"[{COLOURS[one.severity]}]{one.severity}[/]",
            words.number(one.area_m2),
            words.number(one.width_m),
            "" if one.households is None else f"{one.households:,}",
            escape(words.codes_en(one.codes).replace(", ", " ")),
        )
    return table
