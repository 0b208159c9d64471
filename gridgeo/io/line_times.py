"""Lines with a time for each vertex, as trackers and converters of GPX write them in GeoJSON."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import orjson

# Of togeojson (old and new), of trackers; the last holds an object with ``times``.
LINE_TIMES = ("coordTimes", "times", "timestamps", "coordinateProperties")


def times_of_line(value: Any) -> list[Any]:
    """Give the times of a line's vertices; those of its parts one after the other.

    Parameters
    ----------
    value : list, array, dict or str
        As the feature has it; GDAL hands lists of lists and objects over as JSON.

    Returns
    -------
    list
        Empty where it is no list of times.
    """
    if isinstance(value, str):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return []
    if isinstance(value, dict):
        value = value.get("times", [])
    if not isinstance(value, Sequence | np.ndarray) or isinstance(value, str):
        return []
    rows = list(value)
    nested = rows and all(isinstance(row, list) for row in rows)
    return [cell for row in rows for cell in row] if nested else rows
