"""Attributes of a layer's features, written as tile values once and picked for each tile."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridgeo.tiles.protobuf import block, tile_value

VALUES_FIELD = 4  # of a layer message


class Attributes(NamedTuple):
    """Values of all features of a layer; each distinct value is written once.

    Attributes
    ----------
    value : int32 (features, keys)
        Number of the value; -1 where the feature has none.
    bytes : uint8
        All values as fields of a layer message, one after the other.
    first : int64 (values + 1)
        Value ``v`` is ``bytes[first[v]:first[v + 1]]``.
    """

    value: NDArray[np.int32]
    bytes: NDArray[np.uint8]
    first: NDArray[np.int64]


def attributes_of(columns: Mapping[str, Sequence[object]], features: int) -> Attributes:
    """Write the columns of a layer; None and NaN mean that a feature has no such value."""
    number: dict[bytes, int] = {}
    value = np.empty((features, len(columns)), np.int32)
    for key, column in enumerate(columns.values()):
        value[:, key] = _numbered(column, number)
    sizes = np.fromiter(map(len, number), np.int64, len(number))
    joined = np.frombuffer(b"".join(number), np.uint8)
    return Attributes(value, joined, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))


def _numbered(column: Sequence[Any], number: dict[bytes, int]) -> list[int]:
    """Give the number of each entry's value, new ones for values not met before; -1 for none."""
    known: dict[object, int] = {}
    found = []
    for entry in column:
        key = entry if type(entry) is str else (type(entry), entry)  # 1, 1.0 and True are equal
        place = known.get(key)
        if place is None:
            place = known[key] = _number(entry, number)
        found.append(place)
    return found


def _number(entry: object, number: dict[bytes, int]) -> int:
    if entry is None or entry != entry:  # noqa: PLR0124 - only NaN differs from itself
        return -1
    return number.setdefault(block(VALUES_FIELD, tile_value(entry)), len(number))
