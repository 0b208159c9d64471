"""What the check of one network found, and how much ground is concerned in all."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.topology.finding import Finding
from gridgeo.topology.tiers import Tiers


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
        All such ground of the tier that tiles it, also what is too small for a finding.
    findings : list of Finding
        Those that nobody has accepted as an exception.
    crs, source_crs : CRS
        Of the findings' geometry, and of what was checked.
    accepted : tuple of Finding
        Faults that are known and stay, each with a reason and a name in the database.
    codes : tuple of str
        One a grid.
    ground : array of polygons
        The grids, in ``crs``.
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
    accepted: tuple[Finding, ...] = ()
    codes: tuple[str, ...] = ()
    ground: NDArray[np.object_] = field(default_factory=lambda: np.empty(0, dtype=object))


def report_of(
    tiers: Tiers,
    findings: list[Finding],
    source_crs: CRS,
    accepted: tuple[Finding, ...] = (),
) -> NetworkReport:
    """Sum up a check; overlaps, gaps and ground outside are those of the tier that tiles."""
    view, plane = tiers.view, tiers.base.arrangement
    return NetworkReport(
        name=view.network,
        grids=len(view.codes),
        area_m2=float(view.area_m2.sum()),
        overlap_m2=float(plane.area_m2[plane.count > 1].sum()),
        gap_m2=float(plane.area_m2[(plane.count == 0) & plane.inside].sum()),
        outside_m2=float(plane.area_m2[(plane.count > 0) & ~plane.inside].sum()),
        findings=findings,
        crs=view.crs,
        source_crs=source_crs,
        accepted=accepted,
        codes=view.codes,
        ground=view.ground,
    )
