"""Use case: what a check found, as one HTML page for screen and paper."""

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from itertools import count
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.domain.enums import Severity
from gridgeo.geometry.crs import transform
from gridgeo.geometry.shapes import object_array
from gridgeo.io.text import write_text
from gridgeo.reports.findings_figures import CheckedNetwork, FindingLine
from gridgeo.services.network_report import NetworkReport
from gridgeo.topology.finding import Finding
from gridgeo.topology.registry import TITLES_ZH

WGS84 = CRS.from_epsg(4326)
MOST_GRIDS = 10_000  # of one network on the map; of more, those with findings alone
MOST_PLACES = 3_000  # findings of one network on the map, the gravest
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def write_findings_page(reports: Sequence[NetworkReport], path: Path) -> None:
    """Write the HTML report of a check: map, sums by rule, every finding with its fix.

    Raises
    ------
    UnavailableError
        If the file cannot be written.
    """
    from gridgeo.reports.findings_page import render_findings

    write_text(path, render_findings(_networks(reports), version("gridgeo")))


def _networks(reports: Sequence[NetworkReport]) -> list[CheckedNetwork]:
    numbers = count(1)
    return [_network(report, numbers) for report in reports]


def _network(report: NetworkReport, numbers: Iterator[int]) -> CheckedNetwork:
    found = sorted(report.findings, key=lambda one: _ORDER[one.severity])
    rows = _drawn(report, found[:MOST_PLACES])
    places = object_array([one.geometry for one in found[:MOST_PLACES]])
    return CheckedNetwork(
        name=report.name,
        grids=report.grids,
        area_m2=report.area_m2,
        overlap_m2=report.overlap_m2,
        gap_m2=report.gap_m2,
        outside_m2=report.outside_m2,
        accepted=len(report.accepted),
        lines=[_line(one, next(numbers)) for one in found],
        places=transform(places, report.crs, WGS84),
        codes=[report.codes[row] for row in rows],
        ground=transform(report.ground[rows], report.crs, WGS84),
    )


def _drawn(report: NetworkReport, shown: Sequence[Finding]) -> NDArray[np.intp]:
    """Choose the grids for the map: all, or where those are too many the ones with findings."""
    rows = np.flatnonzero(~shapely.is_empty(report.ground))
    if len(rows) <= MOST_GRIDS:
        return rows
    concerned = {code for one in shown for code in one.codes}
    return np.array([row for row in rows if report.codes[row] in concerned], dtype=np.intp)


def _line(one: Finding, number: int) -> FindingLine:
    return FindingLine(
        number=number,
        rule=one.rule,
        title=TITLES_ZH[one.rule],
        severity=one.severity,
        codes=one.codes,
        area_m2=one.area_m2,
        width_m=one.width_m,
        households=one.households,
        zh=one.zh,
        en=one.en,
        fix_zh=one.fixes[0].zh if one.fixes else "",
        fix_en=one.fixes[0].en if one.fixes else "",
    )
