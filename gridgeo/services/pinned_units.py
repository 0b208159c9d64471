"""Pinned units stay in their present grid, so each has to lie in one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.errors import BadInputError


def require_held(
    codes: Sequence[str], pinned: NDArray[np.bool_], present: NDArray[np.int64]
) -> None:
    """Refuse pinned units that lie in no present grid.

    Parameters
    ----------
    codes : sequence of str, length n
        Of the units.
    pinned : bool, shape (n,)
    present : int64, shape (n,)
        Present grid of each unit, -1 where there is none.

    Raises
    ------
    BadInputError
        With the first such unit.
    """
    lost = np.flatnonzero(pinned & (present < 0))
    if len(lost):
        raise BadInputError(
            f"The unit '{codes[lost[0]]}' lies in no present grid, so it cannot be pinned there;"
            " leave it out.",
            field="pinned",
        )
