"""The report of a check: what was found, on a map and rule by rule, as one HTML page."""

from collections.abc import Sequence
from dataclasses import dataclass

from gridgeo.domain.enums import Severity
from gridgeo.reports.findings_figures import CheckedNetwork, RuleGroup, group_by_rule
from gridgeo.reports.findings_map import COLOURS, draw_findings
from gridgeo.reports.offline_page import render_page

SEVERITY_WORDS = {
    Severity.ERROR: "错误 error",
    Severity.WARNING: "警告 warning",
    Severity.INFO: "提示 info",
}


@dataclass(frozen=True, slots=True)
class _Part:
    """A network with its findings by rule."""

    network: CheckedNetwork
    groups: list[RuleGroup]


def render_findings(networks: Sequence[CheckedNetwork], software: str) -> str:
    """Write the report of a check.

    Parameters
    ----------
    networks : sequence of CheckedNetwork
        At least one; drawn on one map.
    software : str
        Version of gridgeo.

    Returns
    -------
    str
        An HTML page of its own; the same findings give the same page.
    """
    lines = [line for network in networks for line in network.lines]
    return render_page(
        "findings.html.j2",
        draw_findings(networks),
        ("report.css", "findings.css", "findings.js"),
        parts=[_Part(network, group_by_rule(network.lines)) for network in networks],
        grids=sum(network.grids for network in networks),
        drawn=sum(len(network.codes) for network in networks),
        area_km2=sum(network.area_m2 for network in networks) / 1e6,
        accepted=sum(network.accepted for network in networks),
        counts={
            severity: sum(line.severity is severity for line in lines) for severity in Severity
        },
        findings=len(lines),
        colours=COLOURS,
        severity_words=SEVERITY_WORDS,
        software=software,
    )
