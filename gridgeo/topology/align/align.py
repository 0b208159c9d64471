"""The alignment of one network to another: which piece goes to which grid, and what that means."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.enums import Relation
from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.reassembly import NOBODY, UNDECIDED
from gridgeo.topology.align.ground import CommonGround, Owners
from gridgeo.topology.align.nests import choose_nested
from gridgeo.topology.align.parts import connected, spread, surplus
from gridgeo.topology.align.rules import AlignRules
from gridgeo.topology.align.same import choose_same
from gridgeo.topology.align.sums import count_by
from gridgeo.topology.align.whole import choose_whole
from gridgeo.topology.finding import mean_width_m


@dataclass(frozen=True, eq=False)
class Alignment:
    """An aligned network.

    Parameters
    ----------
    ground : CommonGround
    relation : Relation
        What it keeps to the model.
    owner : (k,) array of int
        Grid of each piece: a present one below ``ground.presents``, a new one from there on, or
        ``NOBODY``.
    least_households : int
        No alignment that covers the same grids of the model can move fewer.
    """

    ground: CommonGround
    relation: Relation
    owner: Owners
    least_households: int

    @property
    def size(self) -> int:
        """How many grids, present and new ones, are spoken of."""
        return max(int(self.owner.max(initial=-1)) + 1, self.ground.presents)

    @cached_property
    def moved(self) -> NDArray[np.bool_]:
        """Pieces that change hands."""
        return np.asarray(self.owner != self.ground.present)

    @property
    def moved_households(self) -> int:
        """Households that change hands, those that had or get no grid included."""
        return int(self.ground.households[self.moved].sum())

    @property
    def uncovered_households(self) -> int:
        """Households that have a grid today and would have none."""
        lost = self.moved & (self.owner == NOBODY)
        return int(self.ground.households[lost].sum())

    def faults(self) -> Owners:
        """Give the grids that still break the relation, sorted: of the model, or our own.

        A grid of the model that several own, or, where the network has to nest, an own grid that
        lies in several of the model's.
        """
        inside = (self.ground.model != NOBODY) & (self.owner != NOBODY)
        model, own = self.ground.model[inside], self.owner[inside]
        if self.relation is Relation.NESTS_IN:
            return _torn(own, model)
        if self.relation is Relation.WHOLE_GRIDS_OF:
            return _torn(model, own)
        among_several = np.isin(own, _torn(own, model))
        return np.union1d(_torn(model, own), model[among_several])


def align(ground: CommonGround, relation: Relation, rules: AlignRules | None = None) -> Alignment:
    """Bring a network into a relation to its model with as few moved households as can be.

    Ground outside the model stays with its grid, or goes to a neighbour where that grid has gone
    elsewhere; an uninhabited sliver goes to nobody.

    Parameters
    ----------
    ground : CommonGround
    relation : Relation
        ``same_as``, ``nests_in`` or ``whole_grids_of``.
    rules : AlignRules, optional

    Raises
    ------
    BadInputError
        For the relation ``free``, which asks for nothing.
    """
    rules = rules or AlignRules()
    if relation is Relation.FREE:
        raise BadInputError(
            "A free network has nothing to be aligned to; choose same_as, nests_in or"
            " whole_grids_of.",
            field="relation",
        )
    if relation is Relation.NESTS_IN:
        owner = choose_nested(ground, rules)
    else:
        choose = choose_same if relation is Relation.SAME_AS else choose_whole
        choice = choose(ground, rules)
        inside = ground.model != NOBODY
        owner = ground.present.copy()
        owner[inside] = choice[ground.model[inside]]
    owner = _attached(ground, _without_slivers(ground, owner, rules))
    return Alignment(ground, relation, owner, _least(ground, relation, rules, owner))


def _without_slivers(ground: CommonGround, owner: Owners, rules: AlignRules) -> Owners:
    """Give up uninhabited slivers outside of the model."""
    outside = np.flatnonzero((ground.model == NOBODY) & (ground.households == 0))
    thin = mean_width_m(ground.pieces[outside]) < rules.sliver_width_m
    owner = owner.copy()
    owner[outside[thin]] = NOBODY
    return owner


def _attached(ground: CommonGround, owner: Owners) -> Owners:
    """Give ground outside of the model that lies apart from its grid to a neighbour."""
    allowed = np.ones(max(int(owner.max(initial=-1)) + 1, ground.presents), dtype=np.intp)
    allowed[: ground.presents] = ground.parts
    part = connected(owner, ground.borders)
    apart = surplus(owner, part, ground.weight, allowed) & (ground.model == NOBODY)
    if not apart.any():
        return owner
    tried = spread(np.where(apart, UNDECIDED, owner), ground.borders)
    return np.where(tried == UNDECIDED, owner, tried)


def _least(ground: CommonGround, relation: Relation, rules: AlignRules, owner: Owners) -> int:
    """Count the households that move in any alignment: contiguity and bands left aside."""
    if relation is Relation.SAME_AS:
        moved = (owner != ground.present) & (ground.model != NOBODY)
        return int(ground.households[moved].sum())
    away = (ground.model != NOBODY) & rules.stays_away(ground)[np.maximum(ground.model, 0)]
    # What may stay as it is: outside of the model, and bare ground that the network stays off.
    bare = ground.present == NOBODY
    stays = int(ground.households[np.where(bare, away, ground.model == NOBODY)].sum())
    shared = ~bare & (ground.model != NOBODY)
    if relation is Relation.NESTS_IN:
        kept = _best(ground, shared, by=ground.present, of=ground.model)
    else:
        kept = _best(ground, shared & ~away, by=ground.model, of=ground.present)
    return int(ground.households.sum()) - stays - kept


def _best(ground: CommonGround, chosen: NDArray[np.bool_], by: Owners, of: Owners) -> int:
    """Add up the most households that each of ``by`` has in common with one of ``of``."""
    if not chosen.any():
        return 0
    width = int(of.max()) + 1
    pair, where = np.unique(by[chosen] * width + of[chosen], return_inverse=True)
    shared = count_by(where, ground.households[chosen], len(pair))
    best = np.zeros(int(by.max()) + 1, dtype=np.int64)
    np.maximum.at(best, pair // width, shared)
    return int(best.sum())


def take(alignment: Alignment, taken: NDArray[np.bool_]) -> Alignment:
    """Follow the proposals for some grids alone.

    Ground changes hands where both sides are taken; every grid that is left keeps its ground to
    the last piece. Whatever is chosen, no ground is lost or doubled.

    Parameters
    ----------
    alignment : Alignment
    taken : (size,) array of bool
    """
    present, owner = alignment.ground.present, alignment.owner
    goes = (owner < 0) | taken[np.maximum(owner, 0)]
    goes &= (present < 0) | taken[np.maximum(present, 0)]
    return replace(alignment, owner=np.where(goes, owner, present))


def _torn(inner: Owners, outer: Owners) -> Owners:
    """Give the numbers in ``inner`` that meet more than one in ``outer``."""
    width = int(outer.max(initial=0)) + 1
    pair = np.unique(inner * width + outer)
    number, uses = np.unique(pair // width, return_counts=True)
    return np.asarray(number[uses > 1], dtype=np.intp)
