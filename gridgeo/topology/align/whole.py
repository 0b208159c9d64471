"""*Made of whole grids of*: every grid of the model goes to one grid of the network."""

import numpy as np

from gridgeo.domain.band import HouseholdBand
from gridgeo.geometry.reassembly import NOBODY, UNDECIDED
from gridgeo.topology.align.ground import Borders, CommonGround, Owners
from gridgeo.topology.align.parts import connected, spread, surplus
from gridgeo.topology.align.rules import AlignRules
from gridgeo.topology.align.sums import sum_by

MOST_PASSES = 20  # over all grids; each pass has to gain something, and few are ever needed


def choose_whole(ground: CommonGround, rules: AlignRules) -> Owners:
    """Choose the grid of the network that takes each grid of the model.

    1. Each goes to the grid that has most of its households. Every household of the model's grid
       that is elsewhere has to move whatever is chosen, so this is the least there can be.
    2. A grid of the network that came out in more parts than it has today keeps those with most
       of its own households; the others go to a neighbour, the one with most households there.
    3. Where a band is wished for, grids of the model go over to a neighbour as long as that
       brings more households nearer to the band than it moves.

    Returns
    -------
    (models,) array of int
        Numbers from ``ground.presents`` on are new grids, of ground that no grid of the network is
        near to; ``NOBODY`` where the network stays away.
    """
    choice = _most(ground)
    choice[rules.stays_away(ground)] = NOBODY
    borders = _model_borders(ground)
    worth = _worth(ground)
    own = np.array([worth.get((a, b), 0.0) for a, b in enumerate(choice.tolist())])
    cut_off = surplus(choice, connected(choice, borders), own, ground.parts)
    tried = spread(np.where(cut_off, UNDECIDED, choice), borders, worth)
    # An island that touches nobody else stays with its grid.
    choice = np.where(tried == UNDECIDED, choice, tried)
    if rules.band is not None:
        choice = _nearer_to_band(ground, choice, borders, worth, rules.band)
    return _founded(ground, choice)


def _founded(ground: CommonGround, choice: Owners) -> Owners:
    """Found a grid for each grid of the model that nobody could reach."""
    alone = choice == UNDECIDED
    choice[alone] = ground.presents + np.arange(int(alone.sum()))
    return choice


def _most(ground: CommonGround) -> Owners:
    """Find the present grid with most of each model grid's weight; UNDECIDED where none has any."""
    table = ground.shares.tocoo()
    order = np.lexsort((table.coords[1], -table.data, table.coords[0]))
    row, column = table.coords[0][order], table.coords[1][order]
    first = np.flatnonzero(np.diff(row, prepend=-1))
    choice = np.full(ground.models, UNDECIDED, dtype=np.intp)
    choice[row[first]] = column[first]
    return choice


def _worth(ground: CommonGround) -> dict[tuple[int, int], float]:
    table = ground.shares.tocoo()
    pairs = zip(table.coords[0].tolist(), table.coords[1].tolist(), strict=True)
    return dict(zip(pairs, table.data.tolist(), strict=True))


def _model_borders(ground: CommonGround) -> Borders:
    """Add up the borders of the model's grids from those of the pieces."""
    one, other, length = ground.borders
    a, b = ground.model[one], ground.model[other]
    between = (a != b) & (a >= 0) & (b >= 0)
    pair, where = np.unique(a[between] * ground.models + b[between], return_inverse=True)
    total = sum_by(where, length[between], len(pair))
    return pair // ground.models, pair % ground.models, total


def _nearer_to_band(
    ground: CommonGround,
    choice: Owners,
    borders: Borders,
    worth: dict[tuple[int, int], float],
    band: HouseholdBand,
) -> Owners:
    """Move single model grids between neighbours while that costs less than the band gains."""
    size = ground.total(ground.model, ground.models)
    held = sum_by(choice[choice >= 0], size[choice >= 0], ground.presents).tolist()
    around: list[list[int]] = [[] for _ in range(ground.models)]
    for one, other in zip(borders[0].tolist(), borders[1].tolist(), strict=True):
        around[one].append(other)
    now = choice.tolist()

    def gain(a: int, to: int) -> float:
        here = now[a]
        before = _off(held[here], band) + _off(held[to], band)
        after = _off(held[here] - size[a], band) + _off(held[to] + size[a], band)
        return before - after - worth.get((a, here), 0.0) + worth.get((a, to), 0.0)

    for _ in range(MOST_PASSES):
        moved = False
        for a in range(ground.models):
            others = sorted({now[n] for n in around[a]} - {now[a], NOBODY, UNDECIDED})
            if now[a] < 0 or not others:
                continue
            best = max(others, key=lambda to: (gain(a, to), -to))
            if gain(a, best) > 1.0 and _can_go(a, now, around):
                held[now[a]] -= size[a]
                held[best] += size[a]
                now[a], moved = best, True
        if not moved:
            break
    return np.array(now, dtype=np.intp)


def _off(households: float, band: HouseholdBand) -> float:
    """How many households a grid is off its band."""
    return max(band.minimum - households, households - band.maximum, 0.0)


def _can_go(a: int, choice: list[int], around: list[list[int]]) -> bool:
    """Say whether the rest of a grid hangs together, and is not empty, without one model grid."""
    beside = [n for n in around[a] if choice[n] == choice[a]]
    if not beside:
        return False
    seen, edge = {beside[0]}, [beside[0]]
    while edge:
        node = edge.pop()
        for n in around[node]:
            if n != a and n not in seen and choice[n] == choice[a]:
                seen.add(n)
                edge.append(n)
    return seen.issuperset(beside)
