"""A look through an old workbook (.xls): extents without content, and texts that cells share.

The format is two in one: a compound file of sectors in chains, and in it a stream of records
([MS-CFB], [MS-XLS]). Only what fills memory is read here.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources import limits
from gridgeo.io.sources.sheet_scan import require_short_texts

_LAST_SECTOR = 0xFFFFFFFA  # beyond are the marks of ends and of what is free
_BOF, _DIMENSIONS, _SST, _CONTINUE, _LABEL_SST = 0x0809, 0x0200, 0x00FC, 0x003C, 0x00FD
# BLANK, NUMBER, LABEL, BOOLERR, FORMULA, RK, RSTRING; rows of cells end with their last column.
_CELLS = frozenset({0x0201, 0x0203, 0x0204, 0x0205, 0x0006, 0x027E, 0x00D6, _LABEL_SST})
_ROWS_OF_CELLS = frozenset({0x00BD, 0x00BE})
_BYTES_PER_SIGN = 3  # of Chinese in UTF-8

Record = tuple[int, memoryview]


def require_small_book(path: Path, name: str) -> None:
    """Refuse a workbook (.xls) whose cells, or the texts that they share, would fill the memory.

    Raises
    ------
    BadInputError
        Says how far its sheets reach, that its texts are too long, or that it is broken.
    """
    try:
        cells, shared = _measure(memoryview(_workbook(path.read_bytes())))
    except (struct.error, IndexError, ValueError) as error:
        raise BadInputError(f"'{name}' cannot be read as a workbook.", field="file") from error
    if cells > limits.MOST_CELLS:
        raise BadInputError(
            f"The sheets of '{name}' reach over {cells:,} cells, more than"
            f" {limits.MOST_CELLS:,}; delete the empty ones, or save a CSV.",
            field="file",
        )
    require_short_texts(shared, name)


def _workbook(content: bytes) -> bytes:
    """Give the stream of records out of the compound file."""
    shift, small_shift = struct.unpack_from("<2H", content, 30)
    first, _, cutoff, small_first, _, more, _ = struct.unpack_from("<7I", content, 48)
    if shift not in (9, 12) or small_shift != 6:
        raise ValueError("sectors of no known size")
    size = 1 << shift

    def sector(number: int) -> bytes:
        return content[(number + 1) * size : (number + 2) * size]

    tables = [one for one in struct.unpack_from("<109I", content, 76) if one < _LAST_SECTOR]
    for _ in range(len(content) // size):  # a chain is never longer than the file
        if more >= _LAST_SECTOR:
            break
        *further, more = struct.unpack(f"<{size // 4}I", sector(more))
        tables += [one for one in further if one < _LAST_SECTOR]
    following = _numbers(b"".join(map(sector, tables[: len(content) // size])))
    directory = b"".join(map(sector, _chain(first, following)))
    entries = [directory[at : at + 128] for at in range(0, len(directory), 128)]
    root = [one for one in entries if one[66] == 5]
    books = [one for one in entries if _name(one) in ("Workbook", "Book")]
    if not root or not books:
        raise ValueError("no stream of a workbook")
    start, length = struct.unpack_from("<2I", books[0], 116)
    if length >= cutoff:
        return b"".join(map(sector, _chain(start, following)))[:length]
    inner = b"".join(map(sector, _chain(struct.unpack_from("<I", root[0], 116)[0], following)))
    small = _numbers(b"".join(map(sector, _chain(small_first, following))))
    return b"".join(inner[n * 64 : n * 64 + 64] for n in _chain(start, small))[:length]


def _name(entry: bytes) -> str:
    return entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode(
        "utf-16-le", "replace"
    )


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _chain(start: int, following: tuple[int, ...]) -> Iterator[int]:
    for _ in range(len(following)):
        if start >= _LAST_SECTOR:
            return
        yield start
        start = following[start]


def _records(stream: memoryview) -> Iterator[Record]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _measure(stream: memoryview) -> tuple[int, int]:
    """Give the cells of all extents, and the bytes of shared texts as often as they stand."""
    cells = shared = 0
    rows, columns, texts, open_texts = 0, 0, [], False
    parts: list[memoryview] = []
    for kind, content in _records(stream):
        if open_texts and kind != _CONTINUE:
            texts, open_texts = _lengths(parts), False
        if kind == _BOF:
            cells += rows * columns
            rows = columns = 0
        elif kind == _DIMENSIONS and len(content) >= 12:
            _, last_row, _, last_column = struct.unpack_from("<2I2H", content)
            rows, columns = max(rows, last_row), max(columns, last_column)
        elif kind in _CELLS or kind in _ROWS_OF_CELLS:
            row, column = struct.unpack_from("<2H", content)
            if kind in _ROWS_OF_CELLS:
                column = struct.unpack_from("<H", content, len(content) - 2)[0]
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if kind == _LABEL_SST:
                shared += texts[struct.unpack_from("<I", content, 6)[0]]
        elif kind == _SST or (open_texts and kind == _CONTINUE):
            parts = [content] if kind == _SST else [*parts, content]
            open_texts = True
    return cells + rows * columns, shared


def _lengths(parts: list[memoryview]) -> list[int]:
    """Give the bytes of each shared text; a text may go on in the next part."""
    reader = _Reader(parts)
    reader.skip(4)
    count = struct.unpack("<I", reader.take(4))[0]
    found: list[int] = []
    while len(found) < count and not reader.over:
        signs, flags = struct.unpack("<HB", reader.take(3))
        after = 4 * struct.unpack("<H", reader.take(2))[0] if flags & 8 else 0
        after += struct.unpack("<I", reader.take(4))[0] if flags & 4 else 0
        reader.skip_signs(signs, 2 if flags & 1 else 1)
        reader.skip(after)
        found.append(signs * _BYTES_PER_SIGN)
    return found


class _Reader:
    """Reads on from one part to the next."""

    def __init__(self, parts: list[memoryview]) -> None:
        self._parts, self._part, self._at = parts, 0, 0

    @property
    def over(self) -> bool:
        """Whether nothing is left."""
        self._turn()
        return self._part >= len(self._parts)

    def take(self, count: int) -> bytes:
        """Give some bytes of one part."""
        self._turn()
        taken = bytes(self._parts[self._part][self._at : self._at + count])
        self._at += count
        return taken

    def skip(self, count: int) -> None:
        """Pass over bytes, whichever parts they lie in."""
        while count > 0 and not self.over:
            step = min(count, len(self._parts[self._part]) - self._at)
            self._at += step
            count -= step

    def skip_signs(self, count: int, width: int) -> None:
        """Pass over signs; each further part says anew how wide they are."""
        while count > 0 and not self.over:
            step = min(count, max(1, (len(self._parts[self._part]) - self._at) // width))
            self._at += step * width
            count -= step
            if count > 0 and not self.over and self._at == 0:
                width = 2 if self.take(1)[0] & 1 else 1

    def _turn(self) -> None:
        while self._part < len(self._parts) and self._at >= len(self._parts[self._part]):
            self._part, self._at = self._part + 1, 0
