"""Networks of the database laid over each other by units, so that an alignment becomes a plan."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from sqlalchemy.orm import Session

from gridgeo.db.repositories import networks, open_grids, plans, publications
from gridgeo.db.repositories.areas import Communities, communities_below
from gridgeo.db.repositories.open_grids import OpenGrids
from gridgeo.db.repositories.plans import UnitRows
from gridgeo.domain.enums import CountUnit, GridKind, Relation
from gridgeo.domain.errors import BadInputError, RefusedError
from gridgeo.domain.network import NetworkSpec
from gridgeo.geometry.adjacency import find_adjacency
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.geometry.reassembly import NOBODY, UNDECIDED
from gridgeo.services.network_view import tier
from gridgeo.services.plan_continuity import Identity, name_grids, present_grid_of_units
from gridgeo.services.plan_graph import WGS84
from gridgeo.topology.align.align import Alignment, align
from gridgeo.topology.align.ground import Borders, CommonGround
from gridgeo.topology.align.parts import connected, spread
from gridgeo.topology.align.proposals import Proposal
from gridgeo.topology.align.rules import AlignRules


@dataclass(frozen=True, eq=False)
class AlignTask:
    """Two networks in some communities, and the units that both are made of.

    Parameters
    ----------
    network, model : NetworkSpec
        The one to be aligned, and the one that it has to fit.
    communities : Communities
    units : UnitRows
        Each belongs to the grid of either network that its inner point lies in.
    present, model_grids : OpenGrids
        Grids of the network that tile these communities, and all that tile the model's ground.
    ground : CommonGround
        Its pieces are the units.
    crs : CRS
        Metric.
    network_version, model_version : int
    """

    network: NetworkSpec
    model: NetworkSpec
    communities: Communities
    units: UnitRows
    present: OpenGrids
    model_grids: OpenGrids
    ground: CommonGround
    crs: CRS
    network_version: int
    model_version: int


def load_align_task(
    session: Session, network_code: str, model_code: str, area_codes: Sequence[str] | None
) -> AlignTask:
    """Load two networks and the units of some communities.

    Raises
    ------
    NotFoundError
        If a network or an area is not known.
    BadInputError
        If both are the same network, or there is no community.
    RefusedError
        If a community has no units, or a network has no grids there.
    """
    if network_code == model_code:
        raise BadInputError("A network cannot be aligned to itself.", field="model")
    network, model = (networks.load_network(session, one) for one in (network_code, model_code))
    communities = communities_below(session, area_codes)
    units = _units(session, communities, network.code)
    present = _tiling(open_grids.open_grids_in(session, network.code, communities.codes), network)
    shapes = _tiling(open_grids.open_grids(session, model.code), model)
    crs = metric_crs(WGS84, list(shapely.total_bounds(units.ground)))
    ground = _ground(units, present, shapes, crs)
    if not (ground.model >= 0).any():
        raise RefusedError(f"The network '{model.code}' has no published grid in these areas.")
    versions = [publications.current_version(session, one.code) for one in (network, model)]
    return AlignTask(network, model, communities, units, present, shapes, ground, crs, *versions)


def align_units(task: AlignTask, relation: Relation, *, with_band: bool = False) -> Alignment:
    """Align a network so that it covers its communities.

    Units of dedicated grids that are cut out stay with these.

    Parameters
    ----------
    task : AlignTask
    relation : Relation
    with_band : bool
        Whether the network's urban band is wished for.
    """
    counted = task.network.unit is CountUnit.HOUSEHOLDS
    band = task.network.urban if with_band and counted else None
    done = align(task.ground, relation, AlignRules(cover=True, band=band, sliver_width_m=0.0))
    return complete(done)


def complete(alignment: Alignment) -> Alignment:
    """Let units that no grid has follow a neighbour: a plan leaves no unit out.

    Raises
    ------
    RefusedError
        If a unit has no neighbour to follow.
    """
    owner = np.where(alignment.owner == NOBODY, UNDECIDED, alignment.owner)
    owner = spread(owner, alignment.ground.borders)
    left = int((owner == UNDECIDED).sum())
    if left:
        raise RefusedError(
            f"{left} units lie in no grid of either network and touch none that does; plan these"
            " communities first."
        )
    return replace(alignment, owner=owner)


def identify(
    session: Session, task: AlignTask, alignment: Alignment, proposals: Sequence[Proposal]
) -> tuple[NDArray[np.intp], Identity]:
    """Name the grids of an alignment.

    Returns
    -------
    (g,) array of int
        The grids that have units, in order.
    Identity
        Of these: codes and names of present ones that are recognisably the same, else new ones.
    """
    grids, first = np.unique(alignment.owner, return_index=True)
    lost = {one.grid for one in proposals if not one.keeps_code}
    continued = np.where((grids < len(task.present)) & ~np.isin(grids, list(lost)), grids, -1)
    areas = list(task.units.area_codes[first])
    names = dict(zip(task.communities.codes, task.communities.names, strict=True))
    used = plans.used_codes(session, task.network.code, task.communities.codes)
    identity = name_grids(
        task.network.code_template,
        areas,
        [names[code] for code in areas],
        continued,
        task.present,
        used | set(task.present.codes),
    )
    return grids, identity


def digest(task: AlignTask, alignment: Alignment) -> str:
    """Sum up what goes where, so that an alignment that was shown is known again."""
    total = hashlib.sha256(alignment.relation.value.encode())
    for values in (task.units.ids, alignment.ground.present, alignment.owner):
        total.update(np.asarray(values, dtype="<i8").tobytes())
    total.update(np.asarray(task.units.households, dtype="<i8").tobytes())
    return total.hexdigest()


def _units(session: Session, communities: Communities, network_code: str) -> UnitRows:
    if not len(communities):
        raise BadInputError("There is no community in these areas; import areas.", field="areas")
    units = plans.load_units(session, communities.codes, network_code)
    empty = sorted(set(communities.codes) - set(units.area_codes))
    if empty:
        raise RefusedError(
            f"{len(empty)} communities have no units, the first is {empty[0]}; make them with"
            " gridgeo units, or import them."
        )
    return units


def _tiling(grids: OpenGrids, network: NetworkSpec) -> OpenGrids:
    return grids.take(tier(grids.kinds, network))


def _ground(units: UnitRows, present: OpenGrids, model: OpenGrids, crs: CRS) -> CommonGround:
    pieces = transform(units.ground, WGS84, crs)
    mine = _nobody(present_grid_of_units(units.ground, present))
    theirs = _nobody(present_grid_of_units(units.ground, model))
    dedicated = (
        (mine >= 0) & (present.kinds[np.maximum(mine, 0)] == GridKind.DEDICATED.value)
        if len(present)
        else np.zeros(len(mine), dtype=bool)
    )
    borders = _borders(pieces)
    part = connected(mine, borders)
    held = np.unique(np.stack([mine, part]), axis=1)[0]
    parts = np.bincount(held[held >= 0], minlength=len(present))
    return CommonGround(
        pieces,
        np.where(dedicated, NOBODY, theirs),
        mine,
        units.households,
        len(model),
        len(present),
        np.maximum(parts, 1).astype(np.intp),
        np.zeros(len(pieces), dtype=bool),
        borders,
    )


def _nobody(grid: NDArray[np.int64]) -> NDArray[np.intp]:
    return np.where(grid < 0, NOBODY, grid).astype(np.intp)


def _borders(pieces: NDArray[np.object_]) -> Borders:
    """Measure common borders, also where one unit has a vertex that its neighbour lacks."""
    beside = find_adjacency(pieces)
    one, other = beside.pairs[:, 0].astype(np.intp), beside.pairs[:, 1].astype(np.intp)
    length = beside.shared_length_m
    return (
        np.concatenate([one, other]),
        np.concatenate([other, one]),
        np.concatenate([length, length]),
    )
