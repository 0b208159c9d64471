"""The exact sign of the turn a → b → p, by expansions where doubles cannot tell.

Method: J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric
Predicates", Discrete & Computational Geometry 18 (1997): a rounded determinant with an error bound
first, the exact sum of its sixteen partial products only when the bound does not decide.
"""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled

ERROR_BOUND = 4 * np.finfo(np.float64).eps  # above Shewchuk's (3 + 16 eps) eps / 2
SPLITTER = 134217729.0  # 2**27 + 1 halves a double into two factors of 26 bits


@compiled
def orientation(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> int:
    """Give 1 when p lies left of the line a → b, -1 when right, 0 when exactly on it."""
    left = (ax - px) * (by - py)
    right = (ay - py) * (bx - px)
    determinant = left - right
    bound = ERROR_BOUND * (abs(left) + abs(right))
    if determinant > bound:
        return 1
    if determinant < -bound:
        return -1
    return _exact_sign(ax, ay, bx, by, px, py)


@compiled
def _exact_sign(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> int:
    total = np.zeros(16)
    size = _add_product(total, 0, _difference(ax, px), _difference(by, py), 1.0)
    size = _add_product(total, size, _difference(ay, py), _difference(bx, px), -1.0)
    for i in range(size - 1, -1, -1):  # the largest component decides; it stands last
        if total[i] != 0.0:
            return 1 if total[i] > 0.0 else -1
    return 0


@compiled
def _difference(a: float, b: float) -> tuple[float, float]:
    """Give ``a - b`` as a rounded value and its rounding error."""
    high = a - b
    virtual = a - high
    return high, (a - (high + virtual)) + (virtual - b)


@compiled
def _product(a: float, b: float) -> tuple[float, float]:
    """Give ``a * b`` as a rounded value and its rounding error."""
    high = a * b
    a_high = SPLITTER * a - (SPLITTER * a - a)
    b_high = SPLITTER * b - (SPLITTER * b - b)
    a_low, b_low = a - a_high, b - b_high
    error = ((high - a_high * b_high) - a_low * b_high) - a_high * b_low
    return high, a_low * b_low - error


@compiled
def _add_product(
    total: NDArray[np.float64],
    size: int,
    first: tuple[float, float],
    second: tuple[float, float],
    sign: float,
) -> int:
    """Add ``sign * first * second`` to the expansion; eight components longer."""
    for a in first:
        for b in second:
            high, low = _product(sign * a, b)
            size = _grow(total, size, low)
            size = _grow(total, size, high)
    return size


@compiled
def _grow(total: NDArray[np.float64], size: int, value: float) -> int:
    """Add one number to a non-overlapping expansion of ``size`` components, exactly."""
    carry = value
    for i in range(size):
        high = carry + total[i]
        virtual = high - carry
        total[i] = (carry - (high - virtual)) + (total[i] - virtual)
        carry = high
    total[size] = carry
    return size + 1
