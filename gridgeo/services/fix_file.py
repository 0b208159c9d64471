"""Use case: repair a network in a file; the default only tells what would change."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from gridgeo.domain.errors import BadInputError
from gridgeo.domain.thresholds import Thresholds
from gridgeo.geometry.shapes import object_array
from gridgeo.io.vector import write_layers
from gridgeo.services.file_view import ViewOptions, network_view
from gridgeo.services.network_file import NetworkFile, read_network
from gridgeo.services.stored_coordinates import as_stored
from gridgeo.topology.finding import Finding
from gridgeo.topology.registry import check
from gridgeo.topology.repair import Repair, RepairRules, repair
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import number

Progress = Callable[[str, float], None]  # (step, share done)
# Shares of the work that are done.
READ = 0.1
REPAIRED = 0.8


@dataclass(frozen=True, slots=True)
class FixOptions:
    """What the user asked of a repair; paths and fields as on the command line."""

    layer: str | None = None
    within: Path | None = None
    within_layer: str | None = None
    min_area_m2: float = 1.0
    id_field: str | None = None
    households_field: str | None = None
    crs: str | None = None
    rules: RepairRules | None = None


@dataclass(frozen=True, eq=False)
class FixReport:
    """A repair, ready to be shown or written.

    Parameters
    ----------
    network : NetworkFile
        As it stood in the file.
    repair : Repair
        In the metric CRS of ``network``.
    left : list of Finding
        What a check of the repaired network still finds.
    """

    network: NetworkFile
    repair: Repair
    left: list[Finding]


def fix_file(path: Path, options: FixOptions, progress: Progress | None = None) -> FixReport:
    """Repair a network and check the result; nothing is written.

    Parameters
    ----------
    path : Path
    options : FixOptions
    progress : callable, optional
        Told each step before it begins, and the share of the work that is done.

    Raises
    ------
    BadInputError
        A file, layer, field or locked code that cannot be used; no grid lies on the ground to be
        covered.
    """
    say = progress or (lambda step, share: None)
    say("read", 0.0)
    network = read_network(path, layer=options.layer, id_field=options.id_field, crs=options.crs)
    rules = options.rules or RepairRules()
    unknown = sorted(set(rules.locked) - set(network.codes))
    if unknown:
        raise BadInputError(f"'{network.name}' has no grid '{unknown[0]}' to lock.", field="lock")
    view = network_view(
        network,
        ViewOptions(
            within=options.within,
            within_layer=options.within_layer,
            households_field=options.households_field,
            thresholds=Thresholds(min_area_m2=options.min_area_m2),
        ),
    )
    _require_common_ground(view, options.within)
    done = repair(view, rules, lambda step, share: say(step, READ + (REPAIRED - READ) * share))
    there = ~shapely.is_empty(done.polygons)
    codes = tuple(np.array(network.codes, dtype=object)[there])
    after = NetworkView(
        network=network.name,
        codes=codes,
        polygons=done.polygons[there],
        crs=network.crs,
        boundary=view.boundary,
        thresholds=Thresholds(min_area_m2=options.min_area_m2),
    )
    left = check(after, progress=lambda rule, share: say(rule, REPAIRED + (1 - REPAIRED) * share))
    return FixReport(network, done, left)


def _require_common_ground(view: NetworkView, within: Path | None) -> None:
    """Refuse to clip away every grid of a network that lies elsewhere."""
    boundary = view.boundary
    if within is None or boundary is None or shapely.intersects(view.ground, boundary).any():
        return
    distance = float(shapely.distance(view.ground, boundary).min())
    raise BadInputError(
        f"No grid of '{view.network}' lies in {within.name}: they are {number(distance)} m apart."
        " Is it the ground of this network, and are both in the coordinate system they claim?",
        field="within",
    )


def write_fixed(report: FixReport, path: Path) -> None:
    """Write the repaired rows as layer ``grids`` and what changed as layer ``changes``.

    All fields of the file stay. A grid that was not redrawn keeps its stored geometry to the bit;
    a grid without ground is left out.
    """
    network, done = report.network, report.repair
    stored = np.asarray(network.frame.geometry.values, dtype=object)
    there = ~shapely.is_empty(done.polygons)
    new = np.array(
        [made is not was for made, was in zip(done.polygons, network.polygons, strict=True)],
        dtype=bool,
    )
    shapes = stored.copy()
    shapes[new] = as_stored(done.polygons[new], [network])
    grids = network.frame.set_geometry(
        gpd.GeoSeries(shapes, network.frame.index, network.source_crs)
    )
    write_layers(path, {"grids": grids[there], "changes": _change_frame(report)})


def _change_frame(report: FixReport) -> gpd.GeoDataFrame:
    done = report.repair
    columns: dict[str, list[str] | list[float]] = {
        "fault": [one.fault for one in done.changes],
        "losing": [one.losing for one in done.changes],
        "gaining": [one.gaining for one in done.changes],
        "area_m2": [one.area_m2 for one in done.changes],
    }
    shapes = as_stored(object_array([one.geometry for one in done.changes]), [report.network])
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=report.network.source_crs)
