"""Shapes within shapes: the libraries that read them go down level by level, until they crash."""

import struct

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgeo.io.sources import limits

DEEP = f"nests shapes deeper than {limits.MOST_SHAPE_DEPTH} levels"
_SMALL = 4096  # bytes: no room for so many levels that it would matter
_EWKB = 0x1FFFFFFF  # without the flags for heights, measures and systems
_FLAGS = (0x80000000, 0x40000000)
_SRID = 0x20000000


def deep_texts(texts: pd.Series) -> NDArray[np.bool_]:
    """Find WKT with collections in collections, far deeper than maps have them."""
    deep = np.zeros(len(texts), dtype=bool)
    suspects = texts.str.match(r"\s*GEOMETRYC", case=False).fillna(False).to_numpy(bool)
    counts = texts[suspects].str.upper().str.count("GEOMETRYCOLLECTION")
    deep[suspects] = counts.to_numpy(int) > limits.MOST_SHAPE_DEPTH
    return deep


def deep_shapes(wkb: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Find WKB with shapes in shapes, deeper than maps have them; short ones are passed over."""
    return np.array([len(one) > _SMALL and _is_deep(one) for one in wkb], dtype=bool)


def _is_deep(wkb: bytes) -> bool:
    """Go through the headers; what is broken is not deep, and is found when it is read."""
    left: list[int] = [1]  # how many shapes are still to come, level by level
    at = 0
    try:
        while left:
            if left[-1] == 0:
                left.pop()
                continue
            left[-1] -= 1
            order = "<" if wkb[at] else ">"
            code = struct.unpack_from(f"{order}I", wkb, at + 1)[0]
            at += 9 if code & _SRID else 5
            size = 8 * _dimensions(code)
            kind = (code & _EWKB) % 1000
            if kind == 1:
                at += size
                continue
            (count,) = struct.unpack_from(f"{order}I", wkb, at)
            at += 4
            if kind == 2:
                at += count * size
            elif kind == 3:
                for _ in range(count):
                    at += 4 + size * struct.unpack_from(f"{order}I", wkb, at)[0]
            else:
                left.append(count)
                if len(left) > limits.MOST_SHAPE_DEPTH:
                    return True
    except (struct.error, IndexError):
        return False
    return False


def _dimensions(code: int) -> int:
    iso = (code & _EWKB) // 1000  # 1 and 2 have one more, 3 has two
    return 2 + sum(bool(code & flag) for flag in _FLAGS) + (0, 1, 1, 2)[iso if iso < 4 else 0]
