"""Grids from the database as the topology rules see them: in metres, with their standard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.db.repositories.areas import Communities
from gridgeo.domain.enums import AreaSetting, GridKind
from gridgeo.domain.network import NetworkSpec
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.services.check_context import WGS84, CheckContext
from gridgeo.topology import dedicated, doubly_covered, duplicate, gap, overlap, registry, sliver
from gridgeo.topology.code_scheme import CodeScheme
from gridgeo.topology.finding import Finding
from gridgeo.topology.tiers import ground_tier
from gridgeo.topology.view import NetworkView

# Grids that reach over the boundary still overlap each other, so these rules run without it.
BOUNDLESS = (overlap.RULE, duplicate.RULE, dedicated.RULE, doubly_covered.RULE)
Progress = Callable[[str, float], None]  # (rule, share done)


@dataclass(frozen=True, eq=False)
class GridSet:
    """Grids to be checked, sorted by code; ``ground`` in EPSG:4326, -1 counts are unknown.

    ``counts`` is what the network's standard counts, ``households`` always households;
    ``parents`` names the base grids of micro-grids, None where nobody says.
    """

    codes: NDArray[np.object_]
    kinds: NDArray[np.object_]
    settings: NDArray[np.object_]
    area_codes: NDArray[np.object_]
    counts: NDArray[np.int64]
    households: NDArray[np.int64]
    ground: NDArray[np.object_]
    parents: NDArray[np.object_] | None = None

    def take(self, chosen: NDArray[np.intp]) -> "GridSet":
        """Give some of the grids, in the order of the indices."""
        return GridSet(
            self.codes[chosen],
            self.kinds[chosen],
            self.settings[chosen],
            self.area_codes[chosen],
            self.counts[chosen],
            self.households[chosen],
            self.ground[chosen],
            None if self.parents is None else self.parents[chosen],
        )


def tier(kinds: NDArray[np.object_], network: NetworkSpec) -> NDArray[np.intp]:
    """Choose the grids that must tile the ground: not those that lie in or over others."""
    return ground_tier(kinds, network.dedicated == "overlay", len(kinds))


def check_crs(grids: GridSet, communities: Communities) -> CRS:
    """Choose the metres of a check by where its ground lies."""
    everything = np.concatenate([grids.ground, communities.ground])
    return metric_crs(WGS84, list(shapely.total_bounds(everything)))


def build_view(
    network: NetworkSpec, grids: GridSet, communities: Communities, context: CheckContext, crs: CRS
) -> NetworkView:
    """Lay out grids that must tile some communities, each with the band of its own setting.

    Parameters
    ----------
    network : NetworkSpec
        Its standard and its scheme of codes.
    grids : GridSet
        Grids of every kind; only base grids with a known count are held against a band.
    communities : Communities
        The ground that they must cover; with none, gaps are holes that the grids enclose.
    context : CheckContext
        In ``crs``.
    crs : CRS
        Metric, as from `check_crs`.
    """
    boundary = None
    if len(communities):
        boundary = shapely.union_all(transform(communities.ground, WGS84, crs))
    counted = (grids.kinds == GridKind.BASE.value) & (grids.counts >= 0)
    bands = [
        network.band(AreaSetting(setting)) if held else None
        for setting, held in zip(grids.settings, counted, strict=True)
    ]
    return NetworkView(
        network=network.code,
        codes=tuple(grids.codes),
        polygons=transform(grids.ground, WGS84, crs),
        crs=crs,
        boundary=boundary,
        households=grids.counts,
        homes=context.homes,
        band=tuple(bands),
        unit=network.unit,
        thresholds=context.thresholds,
        kinds=grids.kinds,
        parents=grids.parents,
        drawn=grids.households,
        scheme=CodeScheme(network.code_template, tuple(grids.area_codes), context.retired),
        surroundings=context.surroundings,
    )


def find_faults(
    view: NetworkView, rules: Sequence[str] | None = None, progress: Progress | None = None
) -> list[Finding]:
    """Run rules over the grids of one tier: those on single ground with and without its boundary.

    Parameters
    ----------
    view : NetworkView
    rules : sequence of str, optional
        All of them by default.
    progress : callable, optional
        Told each rule's name, and the share that is done.
    """
    chosen = list(registry.RULES) if rules is None else list(rules)
    without = [rule for rule in chosen if rule in BOUNDLESS]
    bounded = [rule for rule in chosen if rule not in BOUNDLESS]
    if sliver.RULE in chosen:
        without.append(sliver.RULE)  # of two grids without, of bare ground with the boundary
    share = len(without) / max(len(chosen), 1)

    def tell(start: float, size: float) -> Progress | None:
        if progress is None:
            return None
        return lambda rule, done: progress(rule, start + done * size)

    found = registry.check(replace(view, boundary=None), without, tell(0.0, share))
    found = [one for one in found if one.fault != gap.RULE]
    inside = registry.check(view, bounded, tell(share, 1 - share))
    found += [one for one in inside if one.fault != overlap.RULE]
    return sorted(found, key=registry.order)
