"""Pictures of few colours as PNG: a palette, and an index into it for each pixel."""

import struct
import zlib

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

Colour = tuple[int, int, int, int]  # red, green, blue, opacity, 0 to 255


def write_png(pixels: NDArray[np.uint8], palette: list[Colour]) -> bytes:
    """Write an indexed PNG.

    Parameters
    ----------
    pixels : uint8 (rows, columns)
        Positions in the palette.
    palette : list of (red, green, blue, opacity)
        At most 256.
    """
    height, width = pixels.shape
    rows = np.zeros((height, width + 1), np.uint8)  # each row begins with its filter: none
    rows[:, 1:] = pixels
    colours = np.array(palette, np.uint8)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", colours[:, :3].tobytes()),
            _chunk(b"tRNS", colours[:, 3].tobytes()),
            _chunk(b"IDAT", isal_zlib.compress(rows.tobytes(), 2)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
