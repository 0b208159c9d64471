"""Signs for the map's labels, made from a font of this machine once and kept on disk."""

import gzip
import hashlib
import tempfile
import threading
from functools import lru_cache
from pathlib import Path

from gridgeo.domain.errors import NotFoundError
from gridgeo.tiles.fonts import find_font, open_face
from gridgeo.tiles.glyphs import LAST_START, RANGE, glyph_range
from gridgeo.tiles.tileset import Tile

FONT_NAME = "gridgeo"  # what styles ask for, whichever font is behind it
_FORM = 1  # of what is kept on disk; rises when signs are drawn otherwise


class GlyphServer:
    """Gives ranges of signs as gzipped messages; safe to use from many threads.

    Parameters
    ----------
    folder : Path
        Where ranges are kept.
    font : Path, optional
        Instead of one that the machine has.
    """

    def __init__(self, folder: Path, font: Path | None = None) -> None:
        self._folder = folder
        self._given = font
        self._drawing = threading.Lock()  # a face draws one sign at a time
        self._ranges = lru_cache(maxsize=RANGE)(self._read)

    @property
    def available(self) -> bool:
        """Whether there is a font."""
        return self._font() is not None

    def range(self, span: str) -> Tile:
        """Give the signs of a range such as ``0-255``.

        Raises
        ------
        NotFoundError
            If there is no such range, or no font to draw it with.
        BadInputError
            If the font that was set is none.
        """
        first, _, last = span.partition("-")
        if not (first.isascii() and first.isdigit() and len(first) <= 5):
            raise _no_range(span)
        start = int(first)
        if start % RANGE or start > LAST_START or last != str(start + RANGE - 1):
            raise _no_range(span)
        return self._ranges(start)

    def _read(self, start: int) -> Tile:
        font = self._font()
        if font is None:
            raise NotFoundError(
                "This machine has no font with Chinese signs; install fonts-noto-cjk, or set"
                " GRIDGEO_GLYPH_FONT."
            )
        path = self._folder / _mark(font) / f"{start}.pbf.gz"
        if not path.is_file():
            self._draw(font, start, path)
        body = path.read_bytes()
        return Tile(body, f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"')

    def _draw(self, font: Path, start: int, path: Path) -> None:
        """Write beside the target, then rename: several processes may draw the same range."""
        with self._drawing:
            if path.is_file():
                return
            body = gzip.compress(glyph_range(open_face(font), FONT_NAME, start), mtime=0)
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
                draft.write(body)
            Path(draft.name).replace(path)

    def _font(self) -> Path | None:
        return self._given or _machine_font()


@lru_cache(maxsize=1)
def _machine_font() -> Path | None:
    return find_font()


def _mark(font: Path) -> str:
    """Name a font's state, so that another font or a newer one draws anew."""
    facts = font.stat()
    text = f"{_FORM} {font.name} {facts.st_size} {facts.st_mtime_ns}"
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _no_range(span: str) -> NotFoundError:
    return NotFoundError(
        f"There is no range of signs '{span}'; they run from 0-255 to 65280-65535.", field="range"
    )
