"""The part of a draft that an operation touches: its communities, units, grids and borders."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from gridgeo.db.repositories import networks, plan_state, plans
from gridgeo.db.repositories.areas import Communities, load_communities
from gridgeo.db.repositories.plans import BarrierRows, UnitRows
from gridgeo.db.tables import Plan
from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import AreaSetting, Relation
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.domain.network import NetworkSpec
from gridgeo.domain.plan_change import GridRecord
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.planner.contract import contract
from gridgeo.planner.graph import UnitGraph
from gridgeo.services.network_facts import group_compounds
from gridgeo.services.plan_graph import WGS84, build_graph, counts_of
from gridgeo.services.plan_operations.recut import Recut
from gridgeo.services.plan_relation import relate

NONE = -1


@dataclass(frozen=True, eq=False)
class Draft:
    """Some communities of a plan as they are before an operation.

    Units that must not be divided (a compound, a grid of the network that this one is made of) act
    as one *piece* as far as they share a grid; actions work on pieces.

    Attributes
    ----------
    plan : Plan
    network : NetworkSpec
    communities : Communities
        Closed: no grid of theirs reaches beyond.
    units : UnitRows
        In EPSG:4326, sorted by code.
    numbers : int64, shape (n,)
        Grid of each unit.
    pinned : bool, shape (n,)
    grids : dict of int to record
        By number, those that lie over others included.
    locked : frozenset of int
    domains : int64, shape (n,)
        What a grid stays inside.
    groups : int64, shape (n,)
        Units of one number stay together; -1 for free ones.
    load_barriers : callable
        Gives what `gridgeo.db.repositories.plans.load_barriers` gives; many operations need none.
    last_number : int
        The highest number of a grid in the whole plan.
    recut : Recut, optional
        Where units stand in place of others, which the plan still holds.
    """

    plan: Plan
    network: NetworkSpec
    communities: Communities
    units: UnitRows
    numbers: NDArray[np.int64]
    pinned: NDArray[np.bool_]
    grids: dict[int, GridRecord]
    locked: frozenset[int]
    domains: NDArray[np.int64]
    groups: NDArray[np.int64]
    load_barriers: Callable[[], BarrierRows]
    last_number: int
    recut: Recut | None = None

    @cached_property
    def crs(self) -> CRS:
        """The metres of this place."""
        return metric_crs(WGS84, list(shapely.total_bounds(self.communities.ground)))

    @cached_property
    def ground(self) -> NDArray[np.object_]:
        """The units in metres."""
        return transform(self.units.ground, WGS84, self.crs)

    @cached_property
    def points(self) -> NDArray[np.object_]:
        """A point inside each unit, in metres."""
        return np.asarray(shapely.point_on_surface(self.ground), dtype=object)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of `points`."""
        return shapely.STRtree(self.points)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """What the network's standard counts, for each unit."""
        return counts_of(self.units, self.network.unit)

    @cached_property
    def unit_graph(self) -> UnitGraph:
        """Units and borders; none can be crossed between two domains."""
        graph = build_graph(self.units, self.network.unit, self.load_barriers(), self.crs)
        return graph.bar(self.domains)

    @cached_property
    def pieces(self) -> NDArray[np.int64]:
        """Piece of each unit, shape (n,)."""
        free = self.groups == NONE
        alone = np.where(free, np.arange(len(self.units)), NONE)
        keys = np.stack([self.groups, np.where(free, NONE, self.numbers), alone], axis=1)
        _, first, piece = np.unique(keys, axis=0, return_index=True, return_inverse=True)
        rank = np.argsort(np.argsort(first))  # in the order of their first unit's code
        return np.asarray(rank[piece.reshape(-1)], dtype=np.int64)

    @cached_property
    def graph(self) -> UnitGraph:
        """Pieces and borders."""
        return contract(self.unit_graph, self.pieces)

    @cached_property
    def assignment(self) -> NDArray[np.int64]:
        """Grid of each piece."""
        first = np.unique(self.pieces, return_index=True)[1]
        return self.numbers[first]

    def expand(self, assignment: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the grid of each unit from that of each piece."""
        return assignment[self.pieces]

    def pieces_of(self, units: NDArray[np.integer]) -> NDArray[np.int64]:
        """Give the pieces that hold some units."""
        return np.unique(self.pieces[units])

    def number(self, code: str, field: str = "grid", *, with_units: bool = True) -> int:
        """Give the number of a grid by its code.

        Raises
        ------
        NotFoundError
            If the plan has no such grid.
        BadInputError
            If it lies over other grids and units are wanted.
        """
        found = next((n for n, one in self.grids.items() if one["code"] == code), None)
        if found is None:
            raise NotFoundError(f"Plan {self.plan.id} has no grid '{code}'.", field=field)
        if with_units and self.grids[found]["units"] == 0:
            raise BadInputError(
                f"Grid '{code}' lies over other grids and has no units of its own.", field=field
            )
        return found

    def places(self, codes: Collection[str], field: str = "units") -> NDArray[np.intp]:
        """Give the positions of units by their codes.

        Raises
        ------
        NotFoundError
            If the plan has no such unit.
        """
        wanted = np.isin(self.units.codes, list(codes))
        if wanted.sum() < len(set(codes)):
            known = set(self.units.codes.tolist())
            unknown = sorted(set(codes) - known)[0]
            raise NotFoundError(f"Plan {self.plan.id} has no unit '{unknown}'.", field=field)
        return np.flatnonzero(wanted)

    def units_in(self, shape: BaseGeometry) -> NDArray[np.intp]:
        """Give the units whose inner point lies in an area, given in EPSG:4326."""
        inside = transform(np.array([shape], dtype=object), WGS84, self.crs)[0]
        shapely.prepare(inside)
        return np.flatnonzero(shapely.intersects(inside, self.points))

    def setting_of(self, area_code: str | None) -> AreaSetting:
        """Say whether a community is urban or rural; what is in none counts as urban."""
        settings = dict(zip(self.communities.codes, self.communities.settings, strict=True))
        return settings.get(area_code or "", AreaSetting.URBAN)

    def band_of(self, numbers: Sequence[int]) -> HouseholdBand:
        """Give the band that holds for some grids: that of the first one's community."""
        return self.network.band(self.setting_of(self.grids[numbers[0]]["area_code"]))


def load_draft(session: Session, plan: Plan, area_codes: Collection[str]) -> Draft:
    """Load the communities that an operation touches.

    Parameters
    ----------
    session : Session
        Only read from.
    plan : Plan
    area_codes : collection of str
        Communities of the plan; those into which their grids reach are added.
    """
    network = networks.load_network(session, plan.network_code)
    areas = plan_state.spread_areas(session, plan.id, area_codes)
    communities = load_communities(session, areas)
    held = plan_state.load_units(session, plan.id, areas)
    numbers = np.unique(held.numbers).tolist()
    records, locked = plan_state.load_grids(session, plan.id, numbers, areas)
    domains, groups = _bounds(session, network, communities, held)
    return Draft(
        plan,
        network,
        communities,
        held.units,
        held.numbers,
        held.pinned,
        {record["number"]: record for record in records},
        locked,
        domains,
        groups,
        partial(plans.load_barriers, session, areas),
        plan_state.last_number(session, plan.id),
    )


def _bounds(
    session: Session,
    network: NetworkSpec,
    communities: Communities,
    held: plan_state.PlanUnits,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find what grids stay inside, and which units stay together."""
    units = held.units
    areas = np.searchsorted(communities.codes, units.area_codes.astype(np.str_))
    if network.relation is Relation.FREE:
        counts = counts_of(units, network.unit)
        most = min(network.urban.maximum, network.rural.maximum)
        groups = group_compounds(units, counts, most)
        domains = areas
    else:
        related = relate(session, network, communities, units)
        whole = related.carving.carved if related.whole is None else related.whole
        groups = None if network.relation is Relation.NESTS_IN else whole
        domains = np.unique(related.within, return_inverse=True)[1]
    if groups is None:
        groups = np.full(len(units), NONE, dtype=np.int64)
    return _joined(domains.astype(np.int64), held.numbers), groups.astype(np.int64)


def _joined(domains: NDArray[np.int64], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Join domains that a present grid of the plan spans: it need not be cut."""
    joined = domains.copy()
    order = np.argsort(numbers, kind="stable")
    for grid in np.split(joined[order], np.flatnonzero(np.diff(numbers[order])) + 1):
        several = np.unique(grid)
        if len(several) > 1:
            joined[np.isin(joined, several)] = several[0]
            return _joined(joined, numbers)
    return joined
