"""Units of a draft replaced by others on the same ground: parts of them, or with more vertices."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gridgeo.db.repositories.plans import UnitRows

if TYPE_CHECKING:
    from gridgeo.services.plan_operations.draft import Draft


@dataclass(frozen=True, slots=True, eq=False)
class Recut:
    """Which units of a draft are new on the ground of others.

    Attributes
    ----------
    fresh : bool, shape (n,)
        Units that the plan does not hold yet; those with an id below zero are stored nowhere yet.
    source : int64, shape (n,)
        Id of the unit that each was made of; its own for all others.
    gone : tuple of (unit id, grid number, pinned)
        What they replace.
    """

    fresh: NDArray[np.bool_]
    source: NDArray[np.int64]
    gone: tuple[tuple[int, int, bool], ...]


def replace_units(draft: "Draft", fresh: UnitRows, origin: NDArray[np.int64]) -> "Draft":
    """Give a draft in which some units are replaced; each new one is where its origin was.

    Parameters
    ----------
    draft : Draft
        As it is stored.
    fresh : UnitRows
        New units, which cover the ground of those that they replace.
    origin : int64, shape (len(fresh),)
        Position in the draft of the unit that each replaces, or is a part of.
    """
    old = np.arange(len(draft.units))
    kept = np.setdiff1d(old, origin)
    joined = draft.units.take(kept).join(fresh)
    whence = np.concatenate([kept, origin])
    order = np.argsort(joined.codes, kind="stable")
    place = whence[order]
    gone = np.unique(origin)
    held = (draft.units.ids[gone], draft.numbers[gone], draft.pinned[gone])
    recut = Recut(
        (np.arange(len(joined)) >= len(kept))[order],
        draft.units.ids[place],
        tuple((int(one), int(number), bool(pin)) for one, number, pin in zip(*held, strict=True)),
    )
    return replace(
        draft,
        units=joined.take(order),
        numbers=draft.numbers[place],
        pinned=draft.pinned[place],
        domains=draft.domains[place],
        groups=draft.groups[place],
        recut=recut,
    )
