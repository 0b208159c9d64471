"""Files as a task of planning: units, present grids, barriers, places and homes to come."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.workload import hectares, walking_minutes
from gridgeo.geometry.enclosures import Barriers
from gridgeo.geometry.tessellation_borders import find_barred, follow_share
from gridgeo.planner.given import Given
from gridgeo.planner.graph import Floats, UnitGraph
from gridgeo.planner.ground import Ground, Standards
from gridgeo.services.carving import Carving, carve_homes, carve_places
from gridgeo.services.plan_options import PlanOptions
from gridgeo.services.present_file import PresentGrids, read_present
from gridgeo.services.side_files import read_barriers, read_places
from gridgeo.services.unit_fields import (
    find_pinned,
    read_counts,
    read_groups,
    read_homes,
    read_rural,
)
from gridgeo.services.unit_file import UnitFile, read_units

Counts = dict[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True, eq=False)
class FileGround:
    """All that a plan from files is made of.

    Attributes
    ----------
    units : UnitFile
    counts : dict of str to int64, shape (n,)
        Households, and what else the file counts.
    ground : Ground
        For the planner; its graph counts what the band counts.
    standards : Standards
    carving : Carving
        What was set apart.
    present : PresentGrids
    """

    units: UnitFile
    counts: Counts
    ground: Ground
    standards: Standards
    carving: Carving
    present: PresentGrids


def read_ground(options: PlanOptions) -> FileGround:
    """Read all files of a plan.

    Raises
    ------
    BadInputError
        A file, layer, field or value that cannot be used.
    """
    units = read_units(options.units)
    counts = read_counts(units, options.units.counts)
    lines = options.barriers
    graph = make_graph(units, None if lines is None else read_barriers(lines, units.metric_crs))
    present = read_present(options, units)
    given = Given(
        present=present.grid_of_unit,
        groups=read_groups(units, options.together),
        locked=present.find_locked(options.locked),
        pinned=find_pinned(units, options.pinned, present.grid_of_unit),
        load=_load(options, counts, graph),
    )
    communities = units.communities
    ground = replace(
        Ground.of(graph, communities), rural=read_rural(units, options.setting), given=given
    )
    standards = Standards(options.band, options.rural_band or options.band)
    carving = _carve(options, units, ground, standards)
    counted = replace(graph, households=np.where(carving.uncounted, 0, graph.households))
    return FileGround(
        units,
        counts,
        replace(ground, graph=counted, carved=carving.carved),
        standards,
        carving,
        present,
    )


def make_graph(units: UnitFile, barriers: Barriers | None = None) -> UnitGraph:
    """Lay out units as the planner's graph; barriers say where borders may run, and may not."""
    borders, follow, barred = units.adjacency, None, None
    if barriers is not None and len(barriers.lines) and len(borders.pairs):
        follow = follow_share(units.metric_polygons, borders.pairs, barriers)
        barred = find_barred(units.metric_polygons, borders.pairs, barriers)
    return UnitGraph.build(
        borders.pairs,
        borders.shared_length_m,
        units.households,
        borders.area_m2,
        borders.perimeter_m,
        follow=follow,
        barred=barred,
    )


def _carve(options: PlanOptions, units: UnitFile, ground: Ground, standards: Standards) -> Carving:
    carving = Carving.nothing(ground.graph.size)
    _, community = np.unique(ground.communities, return_inverse=True)
    closed = ground.graph.bar(community.astype(np.int64))
    fixed = ground.given.fixed
    if options.places is not None:
        places = read_places(options.places.path, options.places.layer, units.metric_crs)
        carving = carve_places(
            carving, closed, units.metric_polygons, places, options.places.rules, fixed
        )
    if options.homes is not None:
        carving = carve_homes(
            carving,
            closed,
            read_homes(units, options.homes),
            options.homes.on,
            standards,
            ground.communities,
            ground.rural,
            np.array(units.ids, dtype=object),
            seed=options.seed,
            effort=options.effort,
            fixed=fixed,
        )
    return carving


def _load(options: PlanOptions, counts: Counts, graph: UnitGraph) -> Floats | None:
    if options.workload is None:
        return None
    known: dict[str, NDArray[np.generic]] = {**counts, "hectares": hectares(graph.area_m2)}
    doors = counts.get("doors", counts.get("buildings"))
    if doors is not None:
        known["walking_minutes"] = walking_minutes(graph.area_m2, doors)
    return options.workload.load(known)
