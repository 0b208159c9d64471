"""Use case: align a network in a file to another one; nothing is written before it is asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.domain.enums import Relation
from gridgeo.domain.errors import BadInputError, RefusedError
from gridgeo.geometry.crs import transform
from gridgeo.io.vector import read_layer
from gridgeo.services.align_names import HandoverRow, list_handover, name_grids
from gridgeo.services.crosswalk_files import Source
from gridgeo.services.handover_names import (
    LocatedHomes,
    MovedHome,
    NameFields,
    list_moved_homes,
    name_handover,
)
from gridgeo.services.network_file import (
    NetworkFile,
    counts_of,
    is_points,
    is_polygons,
    read_network,
    require_codes,
    require_near,
)
from gridgeo.topology.align.align import Alignment, align, take
from gridgeo.topology.align.ground import CommonGround, common_ground
from gridgeo.topology.align.homes import add_areas, add_grid_counts, add_points
from gridgeo.topology.align.outlines import draw
from gridgeo.topology.align.proposals import Proposal, handover, propose
from gridgeo.topology.align.rules import AlignRules
from gridgeo.topology.shift import shift_finding
from gridgeo.topology.view import NetworkView

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class AlignOptions:
    """What the user asked of an alignment.

    Parameters
    ----------
    relation : Relation
        What the network has to keep to its model.
    rules : AlignRules
    homes : Source, optional
        Points or small areas with household counts.
    count_field : str, optional
        Field of the network itself with the households of its grids; used without ``homes``.
    only : tuple of str
        Codes whose proposals are taken; all of them when empty.
    leave : tuple of str
        Codes whose proposals are left.
    names : NameFields
        What names the households, workers and places of the handover list.
    """

    relation: Relation
    rules: AlignRules = field(default_factory=AlignRules)
    homes: Source | None = None
    count_field: str | None = None
    only: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    names: NameFields = field(default_factory=NameFields)


@dataclass(frozen=True, eq=False)
class AlignReport:
    """An alignment of files, ready to be shown or written.

    Parameters
    ----------
    model, network : NetworkFile
    alignment : Alignment
        What was taken of it.
    proposals : list of Proposal
        What was taken.
    left : int
        How many proposals were left.
    codes : list of str
        Of all grids, present and new ones.
    polygons : (size,) array of geometries
        In the metric CRS; empty for grids that end.
    handover : list of HandoverRow
    homes : list of MovedHome
        Households that change hands, one by one where a field names them.
    faults : tuple of str
        Codes of grids that still break the relation.
    """

    model: NetworkFile
    network: NetworkFile
    alignment: Alignment
    proposals: list[Proposal]
    left: int
    codes: list[str]
    polygons: NDArray[np.object_]
    handover: list[HandoverRow]
    homes: list[MovedHome]
    faults: tuple[str, ...]


def align_files(
    a: Source, b: Source, options: AlignOptions, progress: Progress | None = None
) -> AlignReport:
    """Propose the grids that bring network B into a relation to network A.

    Parameters
    ----------
    a, b : Source
        The model, and the network to be aligned; ``field`` holds the codes.
    options : AlignOptions
    progress : callable, optional
        Told each step before it begins, and the share of the work that is done.

    Raises
    ------
    BadInputError
        A file, layer, field or code that cannot be used; an invalid polygon.
    RefusedError
        If one network lies beside the other as a whole: aligning it would move every household.
    """
    say = progress or (lambda step, share: None)
    say("read", 0.0)
    model = _read(a, None, "id-a")
    network = _read(b, model.crs, "id-b")
    say("compare", 0.1)
    _require_in_place(network, model)
    say("cut", 0.2)
    ground, pieces = common_ground(model.polygons, network.polygons)
    say("count", 0.6)
    ground, homes = _with_homes(ground, network, options)
    say("align", 0.75)
    whole = align(ground, options.relation, options.rules)
    proposals = propose(whole)
    taken = _taken(whole, network.codes, proposals, options)
    chosen = take(whole, taken)
    kept = propose(chosen)
    codes = name_grids(chosen, kept, network.codes)
    say("draw", 0.85)
    polygons = draw(chosen, pieces, network.polygons)
    rows = list_handover(handover(chosen), network.codes, codes)
    moved = []
    if homes is not None:
        moved = list_moved_homes(homes, options.names, chosen, network.codes, codes)
    return AlignReport(
        model,
        network,
        chosen,
        kept,
        len(proposals) - len(kept),
        codes,
        polygons,
        name_handover(rows, options.names, network, chosen, codes),
        moved,
        _faults(chosen, model.codes, codes),
    )


def _read(source: Source, metric: CRS | None, option: str) -> NetworkFile:
    network = read_network(
        source.path, layer=source.layer, id_field=source.field, crs=source.crs, metric=metric
    )
    bad = np.flatnonzero(
        shapely.is_missing(network.polygons)
        | shapely.is_empty(network.polygons)
        | ~shapely.is_valid(network.polygons)
    )
    if len(bad):
        raise BadInputError(
            f"'{network.name}' has {len(bad)} invalid polygons, the first is"
            f" '{network.codes[bad[0]]}' (row {bad[0] + 1}); repair it with gridgeo fix first."
        )
    require_codes(network, f"name the field with the codes (--{option})", option)
    return network


def _require_in_place(network: NetworkFile, model: NetworkFile) -> None:
    views = [NetworkView(one.name, one.codes, one.polygons, one.crs) for one in (network, model)]
    shifted = shift_finding(*views)
    if shifted is not None:
        raise RefusedError(f"{shifted.en} {shifted.fixes[0].en}.")
    require_near(network.name, network.polygons, model.name, model.polygons)


def _with_homes(
    ground: CommonGround, network: NetworkFile, options: AlignOptions
) -> tuple[CommonGround, LocatedHomes | None]:
    """Count the households; give them one by one where they are to be named."""
    named = options.names.home_id is not None or options.names.home_address is not None
    if options.homes is not None:
        ground, homes = _with_places(ground, network.crs, options.homes)
        if named and homes is None:
            raise BadInputError(
                "Small areas are shared out by their ground, so no household of theirs has a"
                " name; give --households points.",
                field="home-id",
            )
        return ground, homes if named else None
    if named:
        raise BadInputError("--home-id and --home-address need --households.", field="home-id")
    if options.count_field is not None:
        ground = add_grid_counts(ground, network.counts(options.count_field, "count"))
    return ground, None


def _with_places(
    ground: CommonGround, crs: CRS, homes: Source
) -> tuple[CommonGround, LocatedHomes | None]:
    frame = read_layer(homes.path, layer=homes.layer, crs=homes.crs)
    shapes = np.asarray(frame.geometry.values, dtype=object)
    shapes = transform(shapes, CRS.from_user_input(frame.crs), crs)
    names = tuple(str(row + 1) for row in range(len(shapes)))
    counts = np.ones(len(shapes), dtype=np.int64)
    if homes.field is not None:
        counts = counts_of(frame, homes.field, names, "count")
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if is_points(shapes):
        ground, piece = add_points(ground, shapes[there], counts[there])
        return ground, LocatedHomes(frame[there].reset_index(drop=True), counts[there], piece)
    if not is_polygons(shapes) or homes.field is None:
        raise BadInputError(
            f"'{homes.path.name}' must hold points, or polygons with their count in --count.",
            field="households",
        )
    return add_areas(ground, shapes[there], counts[there]), None


def _taken(
    whole: Alignment, present: Sequence[str], proposals: list[Proposal], options: AlignOptions
) -> NDArray[np.bool_]:
    """Say whose proposals are taken; new grids are called as in the whole alignment."""
    codes = name_grids(whole, proposals, present)
    known = {code: grid for grid, code in enumerate(codes)}
    known |= {code: grid for grid, code in enumerate(present)}
    unknown = sorted({*options.only, *options.leave} - set(known))
    if unknown:
        raise BadInputError(f"There is no proposal for a grid '{unknown[0]}'.", field="only")
    taken = np.full(whole.size, not options.only)
    taken[[known[code] for code in options.only]] = True
    taken[[known[code] for code in options.leave]] = False
    return taken


def _faults(alignment: Alignment, model: Sequence[str], codes: Sequence[str]) -> tuple[str, ...]:
    names = codes if alignment.relation is Relation.NESTS_IN else model
    return tuple(sorted(names[index] for index in alignment.faults()))
