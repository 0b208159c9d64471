"""Simulated annealing of one draft: compactness inside the band, contiguity never broken."""

from gridgeo.geometry.compiled import compiled
from gridgeo.planner.kernels.chance import State, choose, draw
from gridgeo.planner.kernels.model import MOVES, STOP, Draft, Problem, Rules, Scratch
from gridgeo.planner.kernels.moves import (
    accept,
    chain,
    flip,
    flip_delta,
    holds_without,
    resplit,
)

COOLING_ROUNDS = 64
CHAIN_SHARE = 0.03  # of all moves; a chain costs about five flips
RESPLIT_SHARE = 0.05  # a re-split costs about forty flips
USUAL_UNITS = 12.0  # of a grid; up to here the shares hold
LOOK_EVERY = 1024  # moves between two looks at the caller's wish to stop, some 0.2 ms


@compiled
def anneal(
    problem: Problem,
    rules: Rules,
    draft: Draft,
    scratch: Scratch,
    moves: int,
    hot: float,
    cold: float,
    state: State,
) -> float:
    """Improve a draft in place by ``moves`` random moves while the temperature falls.

    Parameters
    ----------
    problem, rules, draft, scratch
        As in ``gridgeo.planner.kernels.model``; the draft's figures are kept up to date.
    moves : int
        Number of borders drawn.
    hot, cold : float
        First and last temperature, in points of energy; they fall geometrically.
    state : uint64, shape (1,)
        The random state.

    Returns
    -------
    float
        Change of energy from first to last. A caller who sets ``scratch.control[STOP]`` gets the
        draft as it stands, contiguous but not finished.
    """
    total, borders = 0.0, len(problem.indices)
    if borders == 0 or len(draft.units) < 2:
        return total
    # Both walk through whole grids: the more units a grid has, the rarer they are.
    rarity = min(1.0, USUAL_UNITS * len(draft.units) / len(draft.grid))
    resplits = RESPLIT_SHARE * rarity
    chains = resplits + CHAIN_SHARE * rarity
    fall = (cold / hot) ** (1.0 / (COOLING_ROUNDS - 1))
    temperature = hot
    for _ in range(COOLING_ROUNDS):
        for step in range(moves // COOLING_ROUNDS):
            if step % LOOK_EVERY == 0 and scratch.control[STOP] != 0:
                return total
            edge = choose(state, borders)
            unit, goal = problem.rows[edge], draft.grid[problem.indices[edge]]
            if draft.grid[unit] == goal or not problem.passable[edge]:
                continue
            kind = draw(state)
            if kind < resplits:
                total += resplit(problem, rules, draft, scratch, edge, temperature, state)
                continue
            if kind < chains:
                if holds_without(problem, draft, scratch, unit):
                    total += chain(problem, rules, draft, scratch, edge, temperature, state)
                continue
            delta = flip_delta(problem, rules, draft, unit, goal)
            if accept(delta, temperature, state) and holds_without(problem, draft, scratch, unit):
                flip(problem, rules, draft, unit, goal)
                total += delta
        scratch.control[MOVES] += moves // COOLING_ROUNDS
        temperature *= fall
    return total
