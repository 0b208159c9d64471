"""Signs of a font as signed distance fields, in the form that MapLibre asks for: PBF glyphs.

A range of 256 signs is one message. Each sign is a grey picture, 24 pixels to the em with a rim of
3, in which 192 lies on the outline and each pixel further away is 32 less (or more, inside).
"""

import ctypes
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gridgeo.tiles.protobuf import block, number

if TYPE_CHECKING:
    import freetype

RANGE = 256
LAST_START = 65_280
EM_PIXELS, RIM_PIXELS = 24, 3
RADIUS_PIXELS, CUTOFF = 8, 0.25
FINER = 3  # times finer is the picture that distances are measured in; odd, so that centres meet
# MapLibre reckons the height of a sign from this far above the line that letters stand on.
LINE_PIXELS = 27


def glyph_range(face: "freetype.Face", name: str, start: int) -> bytes:
    """Write a range of signs; those that the font lacks are left out.

    Parameters
    ----------
    face : freetype.Face
        Its size is set here.
    name : str
        Of the font, as the style asks for it.
    start : int
        First code point, a multiple of 256.
    """
    face.set_pixel_sizes(0, EM_PIXELS * FINER)
    signs = b"".join(
        block(3, _glyph(face, code))
        for code in range(start, start + RANGE)
        if face.get_char_index(code)
    )
    span = f"{start}-{start + RANGE - 1}"
    return block(1, block(1, name.encode()) + block(2, span.encode()) + signs)


def distance_field(ink: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Measure how far each pixel is from the outline.

    Parameters
    ----------
    ink : bool (FINER * rows, FINER * columns)

    Returns
    -------
    uint8 (rows, columns)
        192 on the outline, more inside.
    """
    from scipy.ndimage import distance_transform_edt

    inside, outside = distance_transform_edt(ink), distance_transform_edt(~ink)
    # A pixel's centre is half a fine pixel from its own edge, on either side.
    away = np.where(ink, 0.5 - inside, outside - 0.5) / FINER
    centre = FINER // 2
    levels = 255 * (1 - CUTOFF - away[centre::FINER, centre::FINER] / RADIUS_PIXELS)
    field: NDArray[np.uint8] = np.clip(np.round(levels), 0, 255).astype(np.uint8)
    return field


def _glyph(face: "freetype.Face", code: int) -> bytes:
    import freetype

    face.load_char(code, freetype.FT_LOAD_RENDER | freetype.FT_LOAD_NO_HINTING)
    slot = face.glyph
    advance = round(slot.linearHoriAdvance / 65_536 / FINER)
    ink = _ink(slot.bitmap)
    if not ink.any():
        return number(1, code) + number(3, 0) + number(4, 0) + _signed(0, 0) + number(7, advance)
    # Pixels of the field begin where those of the em do, whatever the sign's own corner.
    left, top = slot.bitmap_left // FINER, -(-slot.bitmap_top // FINER)
    before, above = slot.bitmap_left - left * FINER, top * FINER - slot.bitmap_top
    width = -(-(before + ink.shape[1]) // FINER)
    height = -(-(above + ink.shape[0]) // FINER)
    rim = RIM_PIXELS * FINER
    padded = np.zeros((height * FINER + 2 * rim, width * FINER + 2 * rim), dtype=bool)
    row, column = rim + above, rim + before
    padded[row : row + ink.shape[0], column : column + ink.shape[1]] = ink
    return (
        number(1, code)
        + block(2, distance_field(padded).tobytes())
        + number(3, width)
        + number(4, height)
        + _signed(left, top - LINE_PIXELS)
        + number(7, advance)
    )


def _ink(bitmap: "freetype.Bitmap") -> NDArray[np.bool_]:
    if not bitmap.rows or not bitmap.width:
        return np.zeros((0, 0), dtype=bool)
    # Through the pointer: the library's own list of bytes takes longer than the distances.
    pixels = ctypes.cast(bitmap._FT_Bitmap.buffer, ctypes.POINTER(ctypes.c_ubyte))
    grey = np.ctypeslib.as_array(pixels, (bitmap.rows, bitmap.pitch))[:, : bitmap.width]
    ink: NDArray[np.bool_] = grey > 127
    return ink


def _signed(left: int, top: int) -> bytes:
    """Write the place of a sign; small numbers of either sign stay short (zigzag)."""
    return number(5, (left << 1) ^ (left >> 31)) + number(6, (top << 1) ^ (top >> 31))
