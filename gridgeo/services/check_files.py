"""Use case: hold networks in files against the topology rules, without a database."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import shapely
from pyproj import CRS

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import Severity
from gridgeo.geometry.crs import transform
from gridgeo.geometry.shapes import object_array
from gridgeo.io.text import write_text
from gridgeo.io.vector import write_layers
from gridgeo.services.network_file import NetworkFile, read_boundary, read_network
from gridgeo.topology.finding import Finding
from gridgeo.topology.registry import RULES, check
from gridgeo.topology.view import NetworkView

Progress = Callable[[str, float], None]  # (network and rule, share done)


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What the user asked of a check; paths and fields as on the command line."""

    layer: str | None = None
    within: Path | None = None
    within_layer: str | None = None
    min_area_m2: float = 1.0
    sliver_width_m: float = 3.0
    id_field: str | None = None
    households_field: str | None = None
    band: HouseholdBand | None = None
    crs: str | None = None
    rules: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class NetworkReport:
    """What the check of one network found.

    Parameters
    ----------
    name : str
    grids : int
    area_m2 : float
        Sum over the grids.
    overlap_m2, gap_m2, outside_m2 : float
        All such ground, also what is too small for a finding.
    findings : list of Finding
    crs, source_crs : CRS
        Of the findings' geometry, and of the file.
    """

    name: str
    grids: int
    area_m2: float
    overlap_m2: float
    gap_m2: float
    outside_m2: float
    findings: list[Finding]
    crs: CRS
    source_crs: CRS

    @property
    def has_errors(self) -> bool:
        """True when a finding would stop a publication."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def check_files(
    paths: Sequence[Path], options: CheckOptions, progress: Progress | None = None
) -> list[NetworkReport]:
    """Check each network for itself.

    Raises
    ------
    BadInputError
        A file, layer, field or option that cannot be used.
    """
    reports = []
    for number, path in enumerate(paths):
        network = read_network(
            path, layer=options.layer, id_field=options.id_field, crs=options.crs
        )

        def tell(rule: str, share: float, number: int = number, name: str = network.name) -> None:
            if progress is not None:
                progress(f"{name}: {rule}", (number + share) / len(paths))

        reports.append(_check_one(network, options, tell))
    return reports


def write_findings(reports: Sequence[NetworkReport], path: Path) -> None:
    """Write all findings as layer ``findings`` of a GeoPackage, in the first network's CRS."""
    target = reports[0].source_crs
    rows = [(report, finding) for report in reports for finding in report.findings]
    shapes = [
        transform(object_array([finding.geometry]), report.crs, target)[0]
        for report, finding in rows
    ]
    records = [_flat(finding.record()) for _, finding in rows]
    columns = list(_flat(_EXAMPLE.record()))
    frame = gpd.GeoDataFrame(records, columns=columns, geometry=shapes, crs=target)
    write_layers(path, {"findings": frame})


def write_findings_json(reports: Sequence[NetworkReport], path: Path) -> None:
    """Write the summary of each network and every finding with its centre in degrees."""
    content = {
        "networks": [_summary(report) for report in reports],
        "findings": [_placed(report, one) for report in reports for one in report.findings],
    }
    write_text(path, orjson.dumps(content, option=orjson.OPT_INDENT_2).decode() + "\n")


def _check_one(
    network: NetworkFile, options: CheckOptions, tell: Callable[[str, float], None]
) -> NetworkReport:
    view = _view(network, options)
    chosen = options.rules or tuple(RULES)
    findings = check(view, chosen, progress=tell)
    plane = view.arrangement
    return NetworkReport(
        name=network.name,
        grids=len(network.codes),
        area_m2=float(view.area_m2.sum()),
        overlap_m2=float(plane.area_m2[plane.count > 1].sum()),
        gap_m2=float(plane.area_m2[(plane.count == 0) & plane.inside].sum()),
        outside_m2=float(plane.area_m2[(plane.count > 0) & ~plane.inside].sum()),
        findings=findings,
        crs=network.crs,
        source_crs=network.source_crs,
    )


def _view(network: NetworkFile, options: CheckOptions) -> NetworkView:
    boundary = households = None
    if options.within is not None:
        boundary = read_boundary(options.within, network.crs, layer=options.within_layer)
    if options.households_field is not None:
        households = network.counts(options.households_field, "households")
    return NetworkView(
        network=network.name,
        codes=network.codes,
        polygons=network.polygons,
        crs=network.crs,
        boundary=boundary,
        households=households,
        band=options.band,
        min_area_m2=options.min_area_m2,
        sliver_width_m=options.sliver_width_m,
    )


def _summary(report: NetworkReport) -> dict[str, Any]:
    count = Counter(finding.severity.value for finding in report.findings)
    return {
        "network": report.name,
        "grids": report.grids,
        "area_m2": round(report.area_m2, 6),
        "overlap_m2": round(report.overlap_m2, 6),
        "gap_m2": round(report.gap_m2, 6),
        "outside_m2": round(report.outside_m2, 6),
        "findings": {severity.value: count[severity.value] for severity in Severity},
        "rules": dict(sorted(Counter(finding.rule for finding in report.findings).items())),
        "clean": not report.findings,
    }


def _placed(report: NetworkReport, finding: Finding) -> dict[str, Any]:
    centre = shapely.centroid(finding.geometry)
    place = None
    if not centre.is_empty:
        moved = transform(object_array([centre]), report.crs, CRS.from_epsg(4326))[0]
        place = [round(moved.x, 7), round(moved.y, 7)]
    return {**finding.record(), "lon_lat": place}


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """Turn lists into text, as table columns need it."""
    fixes = record.pop("fixes")
    return {
        **record,
        "networks": ", ".join(record["networks"]),
        "codes": ", ".join(record["codes"]),
        "households": np.nan if record["households"] is None else record["households"],
        "fix_zh": fixes[0]["zh"] if fixes else "",
        "fix_en": fixes[0]["en"] if fixes else "",
    }


_EXAMPLE = Finding("", Severity.INFO, (), (), shapely.Point(), 0.0, 0.0, None, "", "", "")
