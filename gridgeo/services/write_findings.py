"""Findings into files: a GeoPackage layer for the map, JSON for programs, Excel for the office."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.domain.enums import Severity
from gridgeo.geometry.crs import transform
from gridgeo.geometry.shapes import object_array
from gridgeo.io.text import write_text
from gridgeo.io.vector import write_layers
from gridgeo.services.network_report import NetworkReport
from gridgeo.topology.finding import Finding


def write_findings(reports: Sequence[NetworkReport], path: Path) -> None:
    """Write all findings as layer ``findings`` of a GeoPackage, in the first network's CRS.

    Accepted ones stand among them and are marked.
    """
    target = reports[0].source_crs
    rows = [one for report in reports for one in all_findings(report)]
    shapes = [shape for report in reports for shape in _shapes(report, target)]
    records = [_flat({**one.record(), "accepted": accepted}) for one, accepted in rows]
    columns = list(_flat({**_EXAMPLE.record(), "accepted": False}))
    frame = gpd.GeoDataFrame(records, columns=columns, geometry=shapes, crs=target)
    write_layers(path, {"findings": frame})


def write_findings_json(reports: Sequence[NetworkReport], path: Path) -> None:
    """Write the summary of each network and every finding with its centre in degrees."""
    content = {
        "networks": [_summary(report) for report in reports],
        "findings": [one for report in reports for one in _placed(report, accepted=False)],
        "accepted": [one for report in reports for one in _placed(report, accepted=True)],
    }
    write_text(path, orjson.dumps(content, option=orjson.OPT_INDENT_2).decode() + "\n")


def all_findings(report: NetworkReport) -> list[tuple[Finding, bool]]:
    """Give a report's findings, each with whether somebody accepted it; those come last."""
    return [(one, False) for one in report.findings] + [(one, True) for one in report.accepted]


def places_of(report: NetworkReport) -> list[tuple[float, float] | None]:
    """Give longitude and latitude of the centre of each of `all_findings`; None without a place."""
    centres = shapely.centroid(_shapes(report, CRS.from_epsg(4326)))
    return [
        None if centre.is_empty else (round(centre.x, 7), round(centre.y, 7)) for centre in centres
    ]


def _shapes(report: NetworkReport, target: CRS) -> NDArray[np.object_]:
    shapes = object_array([finding.geometry for finding, _ in all_findings(report)])
    return transform(shapes, report.crs, target)


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
        "accepted": len(report.accepted),
        "clean": not report.findings,
    }


def _placed(report: NetworkReport, *, accepted: bool) -> Iterator[dict[str, Any]]:
    for (finding, apart), place in zip(all_findings(report), places_of(report), strict=True):
        if apart is accepted:
            yield {**finding.record(), "lon_lat": None if place is None else list(place)}


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """Turn lists into text, as table columns need it."""
    fixes, parts = record.pop("fixes"), record.pop("parts")
    return {
        **record,
        "networks": ", ".join(record["networks"]),
        "codes": ", ".join(record["codes"]),
        "sliver_of": record["sliver_of"] or "",
        "households": np.nan if record["households"] is None else record["households"],
        "fix_zh": fixes[0]["zh"] if fixes else "",
        "fix_en": fixes[0]["en"] if fixes else "",
        "parts": ", ".join(_part(part) for part in parts),
    }


def _part(part: dict[str, Any]) -> str:
    homes = "" if part["households"] is None else f" {part['households']} households"
    return f"{part['code'] or '-'} {part['area_m2']:.0f} m²{homes}"


_EXAMPLE = Finding("", Severity.INFO, (), (), shapely.Point(), 0.0, 0.0, None, "", "", "")
