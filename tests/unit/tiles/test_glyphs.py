"""Signs as distance fields, read again as MapLibre reads them."""

import gzip

import numpy as np
import pytest

from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.services.serve_glyphs import GlyphServer
from gridgeo.tiles.fonts import find_font, open_face
from gridgeo.tiles.glyphs import FINER, RIM_PIXELS, distance_field, glyph_range

FONT = find_font()
needs_font = pytest.mark.skipif(FONT is None, reason="this machine has no Chinese font")


def fields(body):
    """Read a message: numbers as they are, all else as bytes."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = body[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(body):
        tag = varint()
        if tag & 7 == 0:
            yield tag >> 3, varint()
        else:
            size = varint()
            yield tag >> 3, body[at : at + size]
            at += size


def signs_of(message):
    [(_, stack)] = fields(message)
    parts = list(fields(stack))
    head = {field: value.decode() for field, value in parts if field < 3}
    signs = {}
    for field, value in parts:
        if field == 3:
            sign = dict(fields(value))
            for signed in (5, 6):
                sign[signed] = (sign[signed] >> 1) ^ -(sign[signed] & 1)
            signs[sign[1]] = sign
    return head, signs


def test_a_distance_field_falls_evenly_away_from_the_outline():
    ink = np.zeros((30 * FINER, 30 * FINER), dtype=bool)
    ink[10 * FINER : 20 * FINER, 10 * FINER : 20 * FINER] = True
    field = distance_field(ink).astype(float)
    # Centres of pixels lie half a pixel from the edge, then a pixel further each.
    assert field[15, 7:13] == pytest.approx(
        np.minimum(192 - 255 / 8 * (2.5 - np.arange(6)), 255), abs=2
    )
    assert field[0, 0] == 0
    assert (field == field.T).all()
    assert (field == field[::-1]).all()


@needs_font
def test_chinese_signs_have_pictures_of_the_size_that_is_told():
    head, signs = signs_of(glyph_range(open_face(FONT), "gridgeo", 0x7F00))
    assert head == {1: "gridgeo", 2: "32512-32767"}
    assert len(signs) > 200
    sign = signs[ord("网")]
    width, height = sign[3], sign[4]
    assert len(sign[2]) == (width + 2 * RIM_PIXELS) * (height + 2 * RIM_PIXELS)
    assert 20 <= width <= 24
    assert 20 <= height <= 24
    assert sign[7] == 24  # a full em
    picture = np.frombuffer(sign[2], np.uint8).reshape(height + 6, width + 6)
    assert picture.max() > 192 > picture.min()
    assert (picture[0] < 192).all()
    assert (picture[:, 0] < 192).all()
    # Between its top and its bottom lies the middle that labels are set by.
    assert -sign[6] + height / 2 == pytest.approx(17, abs=2)


@needs_font
def test_letters_stand_on_one_line_and_a_space_is_empty():
    _, signs = signs_of(glyph_range(open_face(FONT), "gridgeo", 0))
    feet = {sign: signs[ord(sign)][6] - signs[ord(sign)][4] for sign in "AEHIn1"}
    assert len(set(feet.values())) == 1
    assert signs[ord("p")][6] - signs[ord("p")][4] < feet["n"]
    assert 2 not in signs[ord(" ")]
    assert signs[ord(" ")][7] > 0


@needs_font
def test_ranges_are_drawn_once_and_kept(tmp_path):
    server = GlyphServer(tmp_path)
    assert server.available
    tile = server.range("0-255")
    [kept] = tmp_path.rglob("*.pbf.gz")
    assert gzip.decompress(kept.read_bytes()) == tile.encoded("identity")
    kept.write_bytes(gzip.compress(b"kept"))
    assert GlyphServer(tmp_path).range("0-255").encoded("identity") == b"kept"
    _, signs = signs_of(GlyphServer(tmp_path).range("57344-57599").encoded("identity"))
    assert len(signs) < 256  # a private area


@pytest.mark.parametrize(
    "span", ["", "0", "0-256", "1-256", "65536-65791", "a-b", "-1-254", "0-255-", "²-3"]
)
def test_what_is_no_range_is_not_found(tmp_path, span):
    with pytest.raises(NotFoundError):
        GlyphServer(tmp_path).range(span)


def test_a_file_that_is_no_font_is_named(tmp_path):
    fake = tmp_path / "font.otf"
    fake.write_text("none")
    with pytest.raises(BadInputError, match="is no font"):
        GlyphServer(tmp_path, fake).range("0-255")
