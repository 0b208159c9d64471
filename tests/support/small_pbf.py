"""An OpenStreetMap extract (PBF) made of a few squares, each with its tags."""

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np

Square = tuple[dict[str, str], tuple[float, float, float, float]]  # tags; west, south, east, north


def write_boundaries(path: Path, squares: Sequence[Square]) -> None:
    """Write a boundary relation for each square; its ring is one way of four nodes."""
    texts: list[str] = [""]
    nodes, ways, relations = b"", b"", b""
    for number, (tags, (west, south, east, north)) in enumerate(squares, start=1):
        corners = [(west, south), (east, south), (east, north), (west, north)]
        ids = [number * 10 + corner for corner in range(4)]
        for node, (lon, lat) in zip(ids, corners, strict=True):
            place = _number(8, _zigzag(round(lat * 1e7))) + _number(9, _zigzag(round(lon * 1e7)))
            nodes += _bytes(1, _number(1, _zigzag(node)) + place)
        ways += _bytes(3, _number(1, number) + _bytes(8, _deltas([*ids, ids[0]])))
        told = {"type": "boundary", **tags}
        keys, values = (_varints([_index(texts, text) for text in side])
                        for side in (told.keys(), told.values()))  # fmt: skip
        member = _bytes(8, _varints([_index(texts, "outer")])) + _bytes(9, _deltas([number]))
        relations += _bytes(
            4, _number(1, number) + _bytes(2, keys) + _bytes(3, values) + member + _bytes(10, b"\1")
        )
    table = b"".join(_bytes(1, text.encode()) for text in texts)
    groups = b"".join(_bytes(2, group) for group in (nodes, ways, relations))
    header = _bytes(4, b"OsmSchema-V0.6")
    path.write_bytes(_blob("OSMHeader", header) + _blob("OSMData", _bytes(1, table) + groups))


def _blob(kind: str, content: bytes) -> bytes:
    blob = _bytes(1, content) + _number(2, len(content))
    header = _bytes(1, kind.encode()) + _number(3, len(blob))
    return struct.pack(">I", len(header)) + header + blob


def _index(texts: list[str], text: str) -> int:
    if text not in texts:
        texts.append(text)
    return texts.index(text)


def _deltas(numbers: Sequence[int]) -> bytes:
    return _varints([_zigzag(int(step)) for step in np.diff([0, *numbers])])


def _varints(numbers: Sequence[int]) -> bytes:
    return b"".join(map(_varint, numbers))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])
