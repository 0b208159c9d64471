"""Use case: plan grids from a file of units into a file of grids, without a database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus
from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.dissolve import dissolve
from gridgeo.io.text import write_text
from gridgeo.io.vector import write_layers
from gridgeo.planner.effort import NORMAL, Effort
from gridgeo.planner.graph import UnitGraph
from gridgeo.planner.partition import Partition, partition
from gridgeo.planner.present import label_grids
from gridgeo.planner.wishes import Wishes
from gridgeo.services.network_file import NetworkFile, read_network, require_codes
from gridgeo.services.plan_layers import PlanLayers, make_codes, make_layers
from gridgeo.services.unit_file import UnitFile, read_units

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What the user asked of a plan; fields as on the command line."""

    households: str
    layer: str | None = None
    id_field: str | None = None
    within: str | None = None
    band: HouseholdBand = field(default_factory=HouseholdBand)
    existing: Path | None = None
    existing_layer: str | None = None
    keep: float = 3.0
    seed: int = 0
    jobs: int = 1
    effort: Effort = NORMAL
    crs: str | None = None
    repair: bool = False


@dataclass(frozen=True, eq=False)
class FilePlan:
    """A plan and all that is written about it."""

    partition: Partition
    layers: PlanLayers
    summary: dict[str, Any]
    moved_households: int | None


def plan_file(path: Path, options: PlanOptions, progress: Progress | None = None) -> FilePlan:
    """Read units, plan them and lay out the answer; nothing is written yet.

    Raises
    ------
    BadInputError
        A file, layer, field or value that cannot be used.
    """
    start = perf_counter()
    units = read_units(
        path,
        options.households,
        layer=options.layer,
        id_field=options.id_field,
        within=options.within,
        crs=options.crs,
        repair=options.repair,
    )
    graph = make_graph(units)
    codes, present = read_present(options, units)
    answer = partition(
        graph,
        options.band,
        communities=units.communities,
        seed=options.seed,
        effort=options.effort,
        wishes=Wishes(keep=0.0 if present is None else options.keep),
        present=present,
        jobs=options.jobs,
        progress=progress,
    )
    labels = None if present is None else label_grids(graph, answer.assignment, present)
    grid_codes = make_codes(answer, units.communities, labels, codes)
    ground = dissolve(units.polygons, answer.assignment, len(answer.status))
    layers = make_layers(units, answer, grid_codes, ground, present, codes)
    moved = None
    if labels is not None and present is not None:
        changed = (present >= 0) & (labels[answer.assignment] != present)
        moved = int(graph.households[changed].sum())
    summary = summarise(graph, answer, options.seed, perf_counter() - start)
    return FilePlan(answer, layers, summary, moved)


def write_plan(plan: FilePlan, output: Path, summary: Path | None) -> None:
    """Write OUT.gpkg and SUMMARY.json, each whole or not at all.

    Raises
    ------
    UnavailableError
        If the disk is full.
    """
    write_layers(output, plan.layers.by_name())
    if summary is not None:
        write_text(summary, orjson.dumps(plan.summary, option=orjson.OPT_INDENT_2).decode() + "\n")


def make_graph(units: UnitFile) -> UnitGraph:
    """Lay out units as the planner's graph."""
    borders = units.adjacency
    return UnitGraph.build(
        borders.pairs,
        borders.shared_length_m,
        units.households,
        borders.area_m2,
        borders.perimeter_m,
    )


def read_present(
    options: PlanOptions, units: UnitFile
) -> tuple[tuple[str, ...], NDArray[np.int64] | None]:
    """Find the present grid that holds most of each unit; -1 where none does.

    Raises
    ------
    BadInputError
        An unreadable file, missing or duplicate codes, invalid polygons, or no unit that is met.
    """
    if options.existing is None:
        return (), None
    grids = read_network(
        options.existing, layer=options.existing_layer, crs=options.crs, metric=units.metric_crs
    )
    _require_sound(grids)
    usable = np.flatnonzero(~shapely.is_missing(grids.polygons))
    unit, place = shapely.STRtree(grids.polygons[usable]).query(
        units.metric_polygons, predicate="intersects"
    )
    grid = usable[place]
    area = shapely.area(shapely.intersection(units.metric_polygons[unit], grids.polygons[grid]))
    present = np.full(len(units.ids), -1, dtype=np.int64)
    order = np.lexsort(
        (-grid, area, unit)
    )  # the last write wins: the largest share, then the first
    order = order[area[order] > 0]
    present[unit[order]] = grid[order]
    if (present < 0).all():
        raise BadInputError(
            f"No grid of '{grids.name}' meets a unit; is it the right file, and is its coordinate"
            " system true?",
            field="existing",
        )
    return grids.codes, present


def _require_sound(grids: NetworkFile) -> None:
    """Refuse present grids that cannot be told apart, or whose ground is not clear."""
    require_codes(grids, "give each present grid a code of its own", "existing")
    broken = np.flatnonzero(~shapely.is_valid(grids.polygons) & ~shapely.is_missing(grids.polygons))
    if len(broken):
        raise BadInputError(
            f"'{grids.name}' has {len(broken)} invalid polygons, the first is"
            f" '{grids.codes[broken[0]]}'; mend them with gridgeo fix.",
            field="existing",
        )


def summarise(graph: UnitGraph, answer: Partition, seed: int, seconds: float) -> dict[str, Any]:
    """Give the figures of SUMMARY.json; all but the mean, the seconds and the seed are counts."""
    outside = [one is not BandStatus.IN_BAND for one in answer.status]
    proved = [reason is not None and reason.proved for reason in answer.reasons]
    pieces = graph.bar(answer.assignment).components()
    first = np.unique(pieces, return_index=True)[1]
    pieces_of = np.bincount(answer.assignment[first], minlength=len(answer.status))
    return {
        "units": graph.size,
        "households": int(graph.households.sum()),
        "grids": len(answer.status),
        "in_band": len(outside) - sum(outside),
        "over": sum(one is BandStatus.OVER for one in answer.status),
        "under": sum(one is BandStatus.UNDER for one in answer.status),
        "explained": sum(out and ok for out, ok in zip(outside, proved, strict=True)),
        "contiguous": int((pieces_of == 1).sum()),
        "mean_polsby_popper": round(float(answer.polsby_popper.mean()), 6),
        "seconds": round(seconds, 3),
        "seed": seed,
    }
