"""One point after the other, asked of arrays that are named by their place in memory.

To unpack eight arrays for each call takes the interpreter as long as the answer itself, so the
compiled code is given one small array of their addresses and makes them out of it.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import carray, types  # type: ignore[attr-defined]  # not in its list of names
from numba.extending import intrinsic
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.geometry.locator.answers import answer_one
from gridgeo.geometry.locator.distance import metres_per_degree
from gridgeo.geometry.locator.index import Edges, Frame, Labels, Rows

Answer = Callable[[float, float], tuple[int, float]]


def _cast(typing_context: Any, address: Any) -> Any:
    """Take a number for the place in memory that it names."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(types.voidptr))

    return types.voidptr(types.int64), generate


_pointer: Callable[[int], Any] = intrinsic(_cast)  # type: ignore[assignment]  # called compiled


@compiled
def _answer(
    addresses: NDArray[np.int64], lengths: NDArray[np.int64], frame: NDArray[np.float64],
    lon: float, lat: float,
) -> tuple[int, float]:  # fmt: skip
    x_scale, y_scale = metres_per_degree(lat)
    return answer_one(
        carray(_pointer(addresses[0]), (lengths[0], 2), np.float64),
        carray(_pointer(addresses[1]), (lengths[1],), np.bool_),
        carray(_pointer(addresses[2]), (lengths[2],), np.int64),
        carray(_pointer(addresses[3]), (lengths[3],), np.int64),
        carray(_pointer(addresses[4]), (lengths[4],), np.int32),
        carray(_pointer(addresses[5]), (lengths[5],), np.int32),
        carray(_pointer(addresses[6]), (lengths[6],), np.int32),
        carray(_pointer(addresses[7]), (lengths[7],), np.int32),
        frame[0], frame[1], frame[2], frame[3], frame[4], frame[5],
        int(frame[6]), int(frame[7]), lon, lat, x_scale, y_scale,
    )  # fmt: skip


def answer_on_globe(edges: Edges, frame: Frame, rows: Rows, labels: Labels) -> Answer:
    """Give a function of longitude and latitude that answers as `answer_one` does.

    Parameters
    ----------
    edges, frame, rows, labels
        In degrees; they stay in memory for as long as the function does.

    Returns
    -------
    callable
        Of two floats; gives the first polygon that covers the point, or -1, and the metres to its
        border.
    """
    arrays = [
        np.ascontiguousarray(array, kind)
        for array, kind in (
            (edges.vertices, np.float64),
            (edges.goes_on, np.bool_),
            (edges.first, np.int64),
            (edges.stop, np.int64),
            (labels.cells, np.int32),
            (labels.lists, np.int32),
            (rows.edges, np.int32),
            (rows.offsets, np.int32),
        )
    ]
    addresses = np.array([array.ctypes.data for array in arrays], np.int64)
    lengths = np.array([len(array) for array in arrays], np.int64)
    numbers = np.array(frame, np.float64)

    def answer(lon: float, lat: float, _kept: list[NDArray[Any]] = arrays) -> tuple[int, float]:
        found: tuple[int, float] = _answer(addresses, lengths, numbers, lon, lat)
        return found

    return answer
