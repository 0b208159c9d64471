"""Which rows of a network an edit touches, and where the others went."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.errors import BadInputError
from gridgeo.topology.view import NetworkView


@dataclass(frozen=True, eq=False)
class RowMap:
    """Rows of a network before and after an edit.

    Parameters
    ----------
    before, after : arrays of int
        Rows of the touched grids in either, sorted.
    stays : array of int
        Rows that the untouched grids had.
    lies : array of int
        Rows that they have now, in the same order.
    """

    before: NDArray[np.intp]
    after: NDArray[np.intp]
    stays: NDArray[np.intp]
    lies: NDArray[np.intp]

    def moved(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Give the present row of old ones; those of touched grids, and negative ones, are -1."""
        target = np.full(len(self.stays) + len(self.before) + 1, -1, dtype=np.intp)
        target[self.stays] = self.lies
        return target[np.where(rows < 0, -1, rows)]


def map_rows(old: NetworkView, new: NetworkView, touched: Collection[str]) -> RowMap:
    """Find the touched grids in a network before and after an edit.

    Raises
    ------
    BadInputError
        If another grid was added or removed, or a touched code is used twice.
    """
    before, after = _rows(old, touched), _rows(new, touched)
    stays = np.delete(np.arange(len(old.codes)), before)
    lies = np.delete(np.arange(len(new.codes)), after)
    if len(stays) != len(lies):
        raise BadInputError(
            "Every grid that was added or removed must be named as touched.", field="touched"
        )
    return RowMap(before, after, stays, lies)


def require_codes(view: NetworkView) -> None:
    """Refuse networks whose grids cannot be told apart by their codes.

    Raises
    ------
    BadInputError
        If a code is missing or used twice.
    """
    if "" in view.codes or len(set(view.codes)) < len(view.codes):
        _refuse(view)


def _rows(view: NetworkView, touched: Collection[str]) -> NDArray[np.intp]:
    names = set(touched)
    rows = [row for row, name in enumerate(view.codes) if name in names]
    if "" in names or len({view.codes[row] for row in rows}) < len(rows):
        _refuse(view)
    return np.array(rows, dtype=np.intp)


def _refuse(view: NetworkView) -> None:
    raise BadInputError(
        f"The network '{view.network}' has grids without a code of their own; see gridgeo check.",
        field="codes",
    )
