"""The few forms of Protocol Buffers that a vector tile needs, for Python and for numba."""

import struct

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled

LENGTH_DELIMITED = 2
_SHORT = [bytes([value]) for value in range(128)]


def varint(value: int) -> bytes:
    """Write a whole number, seven bits a byte, the low ones first."""
    if value <= 0x7F:
        return _SHORT[value]
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def block(field: int, body: bytes) -> bytes:
    """Write a field that holds bytes, text or a message."""
    if field < 16 and len(body) <= 0x7F:  # nearly all of them
        return _SHORT[field << 3 | LENGTH_DELIMITED] + _SHORT[len(body)] + body
    return varint(field << 3 | LENGTH_DELIMITED) + varint(len(body)) + body


def number(field: int, value: int) -> bytes:
    """Write a field that holds a whole number from 0 on."""
    return varint(field << 3) + varint(value)


def tile_value(value: object) -> bytes:
    """Write one value of a tile's attributes: text, truth, whole number or double.

    Raises
    ------
    TypeError
        If it is none of these.
    """
    if isinstance(value, str):
        return block(1, value.encode())
    if isinstance(value, bool | np.bool_):
        return number(7, int(value))
    if isinstance(value, int | np.integer):
        # Negative numbers go as sint, whose zigzag form keeps small ones short.
        return number(5, int(value)) if value >= 0 else number(6, -2 * int(value) - 1)
    if isinstance(value, float | np.floating):
        return varint(3 << 3 | 1) + struct.pack("<d", value)
    raise TypeError(f"a tile holds no {type(value).__name__}")


@compiled
def reserve(buffer: NDArray[np.uint8], size: int, more: int) -> NDArray[np.uint8]:
    """Give the buffer, or a larger copy, so that ``more`` bytes fit behind ``size``."""
    if size + more <= len(buffer):
        return buffer
    larger = np.empty(2 * (size + more), np.uint8)
    larger[:size] = buffer[:size]
    return larger


@compiled
def put_varint(buffer: NDArray[np.uint8], size: int, value: int) -> int:
    """Write a whole number from 0 on behind ``size``; give the new size."""
    while value > 0x7F:
        buffer[size] = value & 0x7F | 0x80
        value >>= 7
        size += 1
    buffer[size] = value
    return size + 1


@compiled
def put_zigzag(buffer: NDArray[np.uint8], size: int, value: int) -> int:
    """Write a whole number of either sign: 0, -1, 1, -2 … become 0, 1, 2, 3 …."""
    return put_varint(buffer, size, (value << 1) ^ (value >> 63))


@compiled
def read_varint(buffer: NDArray[np.uint8], at: int) -> tuple[int, int]:
    """Read the whole number that begins at ``at``; give it, and where the next field begins."""
    value, shift = 0, 0
    while buffer[at] > 0x7F:
        value |= (int(buffer[at]) & 0x7F) << shift
        shift += 7
        at += 1
    return value | int(buffer[at]) << shift, at + 1


@compiled
def varint_size(value: int) -> int:
    """Give how many bytes a whole number takes."""
    size = 1
    while value > 0x7F:
        value >>= 7
        size += 1
    return size
