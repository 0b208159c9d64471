"""*Nests in*: every grid of the network lies in one grid of the model."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.dissolve import dissolve
from gridgeo.geometry.reassembly import NOBODY, UNDECIDED
from gridgeo.topology.align.ground import Borders, CommonGround, Owners
from gridgeo.topology.align.parts import connected, spread
from gridgeo.topology.align.rules import AlignRules
from gridgeo.topology.align.sums import count_by, sum_by
from gridgeo.topology.finding import mean_width_m


def choose_nested(ground: CommonGround, rules: AlignRules) -> Owners:
    """Cut the network's grids along the model's borders and say what becomes of the parts.

    1. A grid keeps the part with most of its households: it can lie in one grid of the model
       only, so the households of its other parts change hands whatever is chosen.
    2. Other parts become grids of their own, unless they are slivers, hold nobody, a small share
       of the grid, or less than the band's minimum: those go to the neighbour in the same grid of
       the model with the longest common border.
    3. What is left of a grid that was cut below the minimum goes to such a neighbour too.

    Returns
    -------
    (k,) array of int
        Owner of each piece: a present grid, a new one from ``ground.presents`` on, or ``NOBODY``.
    """
    fragments = _fragments(ground)
    owner = _keepers(ground, fragments)
    small = _small(ground, fragments, owner, rules)
    fresh = (owner == UNDECIDED) & ~small
    owner[fresh] = ground.presents + np.arange(int(fresh.sum()))
    owner = _gathered(ground, fragments, owner)
    if rules.band is not None:
        owner = _joined(ground, fragments, owner, rules.band.minimum)
    return owner[fragments.number]


@dataclass(frozen=True, slots=True)
class _Fragments:
    """Connected ground with one grid of the model and one present grid.

    ``number`` is the fragment of each piece; the rest has one entry a fragment, and the borders
    between fragments.
    """

    number: NDArray[np.intp]
    model: Owners
    present: Owners
    weight: NDArray[np.float64]
    households: NDArray[np.int64]
    borders: Borders


def _fragments(ground: CommonGround) -> _Fragments:
    pair = (ground.model + 3) * (ground.presents + 3) + ground.present + 3
    part = connected(pair, ground.borders)
    # A grid of several parts today may keep them, as far as they lie in one grid of the model.
    loose = (ground.present != NOBODY) & (ground.parts[np.maximum(ground.present, 0)] > 1)
    number = np.unique(np.where(loose, pair, -1 - part), return_inverse=True)[1]
    count = int(number.max(initial=-1)) + 1
    first = np.unique(number, return_index=True)[1]
    one, other, length = ground.borders
    between = number[one] != number[other]
    key, where = np.unique(
        number[one][between] * count + number[other][between], return_inverse=True
    )
    return _Fragments(
        number,
        ground.model[first],
        ground.present[first],
        sum_by(number, ground.weight, count),
        count_by(number, ground.households, count),
        (key // count, key % count, sum_by(where, length[between], len(key))),
    )


def _keepers(ground: CommonGround, fragments: _Fragments) -> Owners:
    """Let every present grid keep its largest fragment inside the model, and what lies outside."""
    owner = np.full(len(fragments.model), UNDECIDED, dtype=np.intp)
    mine = np.flatnonzero((fragments.present != NOBODY) & (fragments.model != NOBODY))
    order = mine[np.lexsort((mine, -fragments.weight[mine], fragments.present[mine]))]
    first = order[np.flatnonzero(np.diff(fragments.present[order], prepend=-1))]
    owner[first] = fragments.present[first]
    outside = fragments.model == NOBODY
    owner[outside] = fragments.present[outside]
    return owner


def _small(
    ground: CommonGround, fragments: _Fragments, owner: Owners, rules: AlignRules
) -> NDArray[np.bool_]:
    """Mark fragments that cannot be grids of their own."""
    whole = ground.total(ground.present, ground.presents)
    small = fragments.weight < rules.least_share * whole[np.maximum(fragments.present, 0)]
    small |= fragments.present == NOBODY
    if ground.households.any():
        small |= fragments.households == 0
    if rules.band is not None:
        small |= fragments.households < rules.band.minimum
    open_ = np.flatnonzero((owner == UNDECIDED) & ~small)
    small[open_] = mean_width_m(_shapes(ground, fragments, open_)) < rules.sliver_width_m
    inside = fragments.model != NOBODY
    away = inside & rules.stays_away(ground)[np.maximum(fragments.model, 0)]
    owner[away & (fragments.present == NOBODY)] = NOBODY
    return np.asarray(small)


def _gathered(ground: CommonGround, fragments: _Fragments, owner: Owners) -> Owners:
    """Give small fragments to a neighbour in their grid of the model.

    Where none of them has a neighbour to go to, the heaviest becomes a grid and the others go on
    from there.
    """
    while True:
        owner = spread(owner, fragments.borders, within=fragments.model)
        open_ = np.flatnonzero(owner == UNDECIDED)
        if not len(open_):
            return owner
        order = open_[np.lexsort((open_, -fragments.weight[open_], fragments.model[open_]))]
        founders = order[np.flatnonzero(np.diff(fragments.model[order], prepend=-1))]
        start = max(int(owner.max()) + 1, ground.presents)
        owner[founders] = start + np.arange(len(founders))


def _shapes(
    ground: CommonGround, fragments: _Fragments, chosen: NDArray[np.intp]
) -> NDArray[np.object_]:
    place = np.full(len(fragments.model), NOBODY, dtype=np.intp)
    place[chosen] = np.arange(len(chosen))
    mine = place[fragments.number] != NOBODY
    return dissolve(ground.pieces[mine], place[fragments.number[mine]], len(chosen))


def _joined(ground: CommonGround, fragments: _Fragments, owner: Owners, minimum: int) -> Owners:
    """Join what a cut left below the minimum to a neighbour in the same grid of the model."""
    here = fragments.present >= 0
    before = count_by(fragments.present[here], fragments.households[here], ground.presents)
    held = owner >= 0
    size = max(int(owner.max(initial=-1)) + 1, ground.presents)
    now = count_by(owner[held], fragments.households[held], size)
    there = np.zeros(len(now), dtype=bool)
    there[owner[held]] = True
    cut = there.copy()
    cut[: ground.presents] &= now[: ground.presents] < before
    weak = np.flatnonzero(cut & (now < minimum))
    around = _around(fragments, owner)
    goes_to = np.arange(len(now))
    for grid in weak[np.argsort(now[weak], kind="stable")].tolist():
        if now[grid] >= minimum or not around.get(grid):
            continue
        to = max(around[grid], key=lambda other: (around[grid][other], -other))
        now[to] += now[grid]
        _move_neighbours(around, grid, to)
        goes_to[goes_to == grid] = to
    return np.where(held, goes_to[owner], owner)


def _around(fragments: _Fragments, owner: Owners) -> dict[int, dict[int, float]]:
    """Length of the border between every two grids in the same grid of the model."""
    one, other, length = fragments.borders
    beside = (
        (owner[one] != owner[other])
        & (owner[one] >= 0)
        & (owner[other] >= 0)
        & (fragments.model[one] == fragments.model[other])
        & (fragments.model[one] != NOBODY)
    )
    around: dict[int, dict[int, float]] = {}
    for a, b, metres in zip(
        owner[one[beside]].tolist(),
        owner[other[beside]].tolist(),
        length[beside].tolist(),
        strict=True,
    ):
        mine = around.setdefault(a, {})
        mine[b] = mine.get(b, 0.0) + metres
    return around


def _move_neighbours(around: dict[int, dict[int, float]], grid: int, to: int) -> None:
    """Hand a grid's borders over to the one that takes it in."""
    for other, metres in around.pop(grid).items():
        around[other].pop(grid)
        if other != to:
            around[to][other] = around[to].get(other, 0.0) + metres
            around[other][to] = around[to][other]
