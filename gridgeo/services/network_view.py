"""Grids from the database as the topology rules see them: in metres, with their standard."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import Communities
from gridgeo.db.repositories.place_points import load_places
from gridgeo.domain.enums import AreaSetting, GridKind, Severity
from gridgeo.domain.network import NetworkSpec
from gridgeo.domain.thresholds import Thresholds
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.topology import band, overlap, registry
from gridgeo.topology.finding import Finding
from gridgeo.topology.view import Homes, NetworkView

WGS84 = CRS.from_epsg(4326)
_SEVERITIES = list(Severity)  # errors first
# Grids that reach over the boundary still overlap each other, so these rules run without it.
BOUNDLESS = (overlap.OVERLAP, overlap.DUPLICATE)
BOUNDED = tuple(rule for rule in registry.RULES if rule not in (*BOUNDLESS, band.RULE))


@dataclass(frozen=True, eq=False)
class GridSet:
    """Grids to be checked, sorted by code; ``ground`` in EPSG:4326, -1 counts are unknown."""

    codes: NDArray[np.object_]
    kinds: NDArray[np.object_]
    settings: NDArray[np.object_]
    counts: NDArray[np.int64]
    ground: NDArray[np.object_]

    def take(self, chosen: NDArray[np.intp]) -> "GridSet":
        """Give some of the grids, in the order of the indices."""
        return GridSet(
            self.codes[chosen],
            self.kinds[chosen],
            self.settings[chosen],
            self.counts[chosen],
            self.ground[chosen],
        )


def tier(kinds: NDArray[np.object_], network: NetworkSpec) -> NDArray[np.intp]:
    """Choose the grids that must tile the ground: not those that lie in or over others."""
    over = [GridKind.MICRO.value]
    if network.dedicated == "overlay":
        over.append(GridKind.DEDICATED.value)
    return np.flatnonzero(~np.isin(kinds, over))


def find_faults(
    network: NetworkSpec,
    grids: GridSet,
    communities: Communities,
    homes: Homes | None,
    thresholds: Thresholds | None = None,
) -> list[Finding]:
    """Run the rules over grids that must tile some communities, each held against its own band.

    Parameters
    ----------
    network : NetworkSpec
        Its standard.
    grids : GridSet
        The grids of one tier (`tier`).
    communities : Communities
        The ground that they must cover; with none, gaps are holes that the grids enclose.
    homes : Homes, optional
        Household points in EPSG:4326.
    thresholds : Thresholds, optional
        The sizes at which faults begin to count.
    """
    view = _view(network, grids, communities, homes, thresholds or Thresholds())
    found = registry.check(replace(view, boundary=None), BOUNDLESS)
    found += registry.check(view, BOUNDED)
    counted = (grids.kinds == GridKind.BASE.value) & (grids.counts >= 0)
    for setting in AreaSetting:
        chosen = np.flatnonzero(counted & (grids.settings == setting.value))
        part = replace(
            view,
            codes=tuple(grids.codes[chosen]),
            polygons=view.polygons[chosen],
            households=grids.counts[chosen],
            band=network.band(setting),
        )
        found += registry.check(part, [band.RULE]) if len(chosen) else []
    return sorted(found, key=lambda finding: _SEVERITIES.index(finding.severity))


def _view(
    network: NetworkSpec,
    grids: GridSet,
    communities: Communities,
    homes: Homes | None,
    thresholds: Thresholds,
) -> NetworkView:
    crs = _metric(grids, communities)
    boundary = None
    if len(communities):
        boundary = shapely.union_all(transform(communities.ground, WGS84, crs))
    return NetworkView(
        network=network.code,
        codes=tuple(grids.codes),
        polygons=transform(grids.ground, WGS84, crs),
        crs=crs,
        boundary=boundary,
        homes=homes and Homes(transform(homes.points, WGS84, crs), homes.households),
        thresholds=thresholds,
    )


def places_of(
    findings: Sequence[Finding], grids: GridSet, communities: Communities
) -> NDArray[np.object_]:
    """Bring the places of findings, from `find_faults` on the same grids, back to EPSG:4326."""
    crs = _metric(grids, communities)
    places = np.empty(len(findings), dtype=object)
    places[:] = [finding.geometry for finding in findings]
    return transform(places, crs, WGS84)


def _metric(grids: GridSet, communities: Communities) -> CRS:
    everything = np.concatenate([grids.ground, communities.ground])
    return metric_crs(WGS84, list(shapely.total_bounds(everything)))


def load_homes(session: Session, communities: Communities) -> Homes | None:
    """Load the places of people around some communities in EPSG:4326; None where there are none."""
    if not len(communities):
        return None
    places = load_places(session, list(shapely.total_bounds(communities.ground)))
    if not len(places):
        return None
    return Homes(np.asarray(shapely.points(places.x, places.y)), places.households)
