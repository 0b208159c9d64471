"""Counts that are not told: 1 to 4, and what would lead back to them."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

FEWEST_TOLD = 5


def is_small(count: int | None) -> bool:
    """Say whether a count is so small that it would speak of single people."""
    return count is not None and 0 < count < FEWEST_TOLD


def choose_hidden(
    counts: Sequence[int], small: Sequence[bool], sums: Iterable[Sequence[Hashable]]
) -> list[bool]:
    """Choose which cells of a table are not told.

    A single hidden cell of a sum that is known could be computed from the others, so the smallest
    of these is hidden with it.

    Parameters
    ----------
    counts : sequence of int
        Of each cell.
    small : sequence of bool
        Cells that must not be told.
    sums : iterable of sequences
        For each kind of sum that is known (by row, by column) the sum that each cell is part of.

    Returns
    -------
    list of bool
    """
    hidden = list(small)
    groups = [group for parts in sums for group in _groups(parts) if len(group) > 1]
    waiting = True
    while waiting:
        waiting = False
        for group in groups:
            told = [cell for cell in group if counts[cell] > 0 and not hidden[cell]]
            if told and sum(hidden[cell] for cell in group) == 1:
                hidden[min(told, key=lambda cell: (counts[cell], cell))] = True
                waiting = True
    return hidden


def _groups(parts: Sequence[Hashable]) -> list[list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for cell, part in enumerate(parts):
        found[part].append(cell)
    return list(found.values())
