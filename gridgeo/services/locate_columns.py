"""Columns of points into columns of answers: which grid, or why none."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from gridgeo.geometry.locator import Locator

Move = Callable[
    [NDArray[np.float64], NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]
]

# A row's fault or reason is its position here; 0 is none.
REASONS = (
    "",
    "no_coordinates",
    "not_a_number",
    "out_of_range",
    "swapped_axes",
    "outside",
    "bad_date",
    "before_first_version",
    "not_a_point",
    "wrong_width",
    "not_an_object",
)
NO_COORDINATES, NOT_A_NUMBER, OUT_OF_RANGE, SWAPPED, OUTSIDE, BAD_DATE, TOO_EARLY = range(1, 8)
NOT_AN_OBJECT = 10
_REASON_WORDS = pa.array(REASONS)


@dataclass(frozen=True, slots=True)
class Coordinates:
    """East and north of some rows, and what is wrong with them.

    Attributes
    ----------
    x, y : float64 (rows)
        NaN where there are none.
    fault : int8 (rows)
        Position in `REASONS`; 0 where nothing is wrong.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    fault: NDArray[np.int8]


def read_coordinates(x: pa.Array, y: pa.Array) -> Coordinates:
    """Read two columns of numbers, or of text that stands for numbers."""
    (xs, x_empty), (ys, y_empty) = _numbers(x), _numbers(y)
    fault = np.zeros(len(xs), np.int8)
    fault[np.isnan(xs) | np.isnan(ys)] = NOT_A_NUMBER
    fault[x_empty | y_empty] = NO_COORDINATES
    return Coordinates(xs, ys, fault)


def find_grids(
    locator: Locator, move: Move, points: Coordinates
) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    """Say which polygon each point falls in.

    Parameters
    ----------
    locator : Locator
        The polygons.
    move : callable
        From the points' system to the polygons'; NaN where there is no such place.
    points : Coordinates
        As they were given.

    Returns
    -------
    found : int32 (points)
        Position of the polygon; -1 for none.
    reason : int8 (points)
        Why none, as a position in `REASONS`.
    """
    reason = points.fault.copy()
    x, y = move(points.x, points.y)
    reason[np.isnan(x) & (reason == 0)] = OUT_OF_RANGE
    found = locator.locate(x, y)
    found[points.fault > 0] = -1
    lost = np.flatnonzero((found < 0) & (points.fault == 0))
    if len(lost):
        turned = locator.locate(*move(points.y[lost], points.x[lost])) >= 0
        reason[lost[turned]] = SWAPPED
        reason[(reason == 0) & (found < 0)] = OUTSIDE
    return found, reason


def code_column(codes: pa.Array, found: NDArray[np.int32]) -> pa.DictionaryArray:
    """Give the code of each point's polygon; null where it has none."""
    return pa.DictionaryArray.from_arrays(pa.array(found, mask=found < 0), codes)


def reason_column(reason: NDArray[np.int8]) -> pa.DictionaryArray:
    """Give the words of `REASONS`; null where there is none."""
    return pa.DictionaryArray.from_arrays(pa.array(reason, mask=reason == 0), _REASON_WORDS)


def _numbers(column: pa.Array) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Give the numbers of a column with NaN for all else, and where it is empty."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        values = pc.cast(column, pa.float64(), safe=False).to_numpy(zero_copy_only=False)
        return values, np.isnan(values)
    if pa.types.is_decimal(column.type):
        return _numbers(pc.cast(column, pa.float64()))
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return _numbers_in(pc.utf8_trim_whitespace(column))
    empty = column.is_null().to_numpy(zero_copy_only=False)
    return np.full(len(column), np.nan), empty


def _numbers_in(text: pa.Array) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    blank = pc.fill_null(pc.equal(text, ""), True)
    empty = blank.to_numpy(zero_copy_only=False)
    try:
        values = pc.cast(pc.if_else(blank, None, text), pa.float64())
    except pa.ArrowInvalid:
        values = pa.array([_number(cell) for cell in text.to_pylist()], pa.float64())
    return values.to_numpy(zero_copy_only=False).astype(np.float64), empty


def _number(cell: str | None) -> float:
    try:
        return float(cell or "nan")
    except ValueError:
        return float("nan")
