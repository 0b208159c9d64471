"""Sums by number."""

import numpy as np
from numpy.typing import NDArray


def sum_by(number: NDArray[np.intp], values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Add up the values of each of ``size`` numbers.

    Parameters
    ----------
    number : (k,) array of int
        From 0 to ``size - 1``.
    values : (k,) array of float
    size : int
    """
    return np.asarray(np.bincount(number, values, minlength=size), dtype=np.float64)


def count_by(number: NDArray[np.intp], counts: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Add up the whole counts of each of ``size`` numbers, to the last one."""
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, number, counts)
    return total
