"""Attributes of a layer's features, written as tile values once and picked for each tile."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

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
    value = np.full((features, len(columns)), -1, np.int32)
    for key, column in enumerate(columns.values()):
        for feature, entry in enumerate(column):
            if entry is None or entry != entry:  # noqa: PLR0124 - only NaN differs from itself
                continue
            written = block(VALUES_FIELD, tile_value(entry))
            value[feature, key] = number.setdefault(written, len(number))
    sizes = np.fromiter(map(len, number), np.int64, len(number))
    joined = np.frombuffer(b"".join(number), np.uint8)
    return Attributes(value, joined, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))
