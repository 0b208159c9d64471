"""A look through a workbook: an extent without content fills memory, and so do shared texts."""

import re
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources import limits

# An attribute is written r="A1" or r = 'A1'; rows and cells may leave it out and follow each other.
_ROW_OR_CELL = re.compile(rb"<(?:[\w.-]+:)?(row|c)(?=[\s/>])([^<>]*)>")
_PLACE = re.compile(rb"(?:^|\s)r\s*=\s*[\"']\s*([A-Za-z]{0,3})(\d{0,9})")
_SHARED = re.compile(rb"(?:^|\s)t\s*=\s*[\"']s[\"']")
_NUMBER = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^<>]*)?>\s*(\d{1,9})\s*<")
_TEXT = re.compile(rb"<(?:[\w.-]+:)?si(?=[\s/>])[^<>]*>(.*?)</(?:[\w.-]+:)?si\s*>", re.DOTALL)
_BLOCK = 1 << 20
_TAIL = 512


def require_small_sheets(path: Path, name: str) -> None:
    """Refuse a workbook (.xlsx) whose cells, or the texts that they share, would fill the memory.

    Raises
    ------
    BadInputError
        Says how far a sheet reaches, or that its texts are too long.
    """
    cells = texts = 0
    try:
        with zipfile.ZipFile(path) as archive:
            lengths = _shared_lengths(archive)
            for info in archive.infolist():
                if "worksheets/" in info.filename and info.filename.endswith(".xml"):
                    sheet = _Sheet(name, lengths, cells)
                    with archive.open(info) as file:
                        rest = b""
                        while block := file.read(_BLOCK):
                            rest = sheet.read(rest + block)
                    cells += sheet.cells
                    texts += sheet.shared_bytes
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise BadInputError(
            f"'{name}' cannot be read as a workbook: {error}", field="file"
        ) from error
    require_short_texts(texts, name)


def require_short_texts(texts: int, name: str) -> None:
    """Refuse a workbook whose shared texts would fill the memory.

    Parameters
    ----------
    texts : int
        Their bytes, each counted as often as it stands in a cell.

    Raises
    ------
    BadInputError
        If they are too long.
    """
    if texts > limits.MOST_SHARED_BYTES:
        raise BadInputError(
            f"The texts of '{name}' take {texts >> 20:,} MB, each counted as often as it stands in"
            " a cell; save a CSV.",
            field="file",
        )


def _shared_lengths(archive: zipfile.ZipFile) -> NDArray[np.int64]:
    names = [one for one in archive.namelist() if one.lower().endswith("sharedstrings.xml")]
    found = [len(text[1]) for one in names for text in _TEXT.finditer(archive.read(one))]
    return np.array(found, dtype=np.int64)


class _Sheet:
    """How far a sheet reaches, and what its shared texts come to."""

    def __init__(self, name: str, lengths: NDArray[np.int64], before: int) -> None:
        self._name, self._lengths, self._before = name, lengths, before
        self._row, self._column = 0, 0
        self._rows, self._columns = 1, 1
        self.shared_bytes = 0

    @property
    def cells(self) -> int:
        """Cells of the extent, empty ones too."""
        return self._rows * self._columns

    def read(self, text: bytes) -> bytes:
        """Go through a piece of the sheet, and give its end, which may be half a cell."""
        last = text.rfind(b"<")
        keep = max(last, len(text) - _TAIL) if last >= 0 else len(text)
        whole = text[:keep]
        for tag in _ROW_OR_CELL.finditer(whole):
            self._at(tag)
            if tag[1] == b"c" and len(self._lengths) and _SHARED.search(tag[2]):
                self._share(text, tag.end())
        return text[keep:]

    def _at(self, tag: re.Match[bytes]) -> None:
        place = _PLACE.search(tag[2])
        if tag[1] == b"row":
            self._row = int(place[2]) if place and place[2] else self._row + 1
            self._column = 0
        else:
            self._column = _column(place[1]) if place and place[1] else self._column + 1
            self._row = int(place[2]) if place and place[1] and place[2] else max(1, self._row)
        self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column)
        if self._before + self.cells > limits.MOST_CELLS:
            raise BadInputError(
                f"A sheet of '{self._name}' reaches to row {self._rows:,} and column"
                f" {self._columns:,}; with the others that is more than {limits.MOST_CELLS:,}"
                " cells; delete the empty ones, or save a CSV.",
                field="file",
            )

    def _share(self, text: bytes, start: int) -> None:
        number = _NUMBER.match(text, start)
        index = int(number[1]) if number else -1
        known = 0 <= index < len(self._lengths)
        # A number that is cut off at the end of a piece counts as the longest text.
        self.shared_bytes += int(self._lengths[index] if known else self._lengths.max())


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
