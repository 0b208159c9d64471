"""The text encoding of a shapefile's table: offices write GBK, often with a wrong ``.cpg``."""

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from gridgeo.domain.errors import BadInputError

# GB18030 contains GBK and GB2312; UTF-8 is tried first, since GB18030 reads almost any bytes.
_CANDIDATES = ("utf-8", "gb18030")
_FAULTS_ALLOWED = 0.02  # share of the texts that are not plain ASCII
_MOST_TEXTS = 200_000  # that are looked at
_BLOCK_BYTES = 1 << 20


def shapefile_encoding(path: Path) -> str | None:
    """Find the encoding of the ``.dbf`` beside ``path``, whatever its ``.cpg`` claims.

    Returns
    -------
    str or None
        ``utf-8`` or ``gb18030``; None where there is no table, or where only ASCII is in it.

    Raises
    ------
    BadInputError
        If neither reads the table.
    """
    table = _beside(path, ".dbf")
    if table is None:
        return None
    texts = list(islice(_texts(table), _MOST_TEXTS))
    if not texts:
        return None
    for encoding in _CANDIDATES:
        if sum(not _reads(text, encoding) for text in texts) <= _FAULTS_ALLOWED * len(texts):
            return encoding
    raise BadInputError(
        f"The text of '{table.name}' is neither UTF-8 nor GBK/GB18030;"
        " save the shapefile again in one of these."
    )


def _beside(path: Path, suffix: str) -> Path | None:
    for candidate in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if candidate.exists():
            return candidate
    return None


@dataclass(frozen=True)
class _Header:
    """Names and widths of a dBASE table's fields, and where its rows begin."""

    names: list[bytes]
    widths: list[int]
    size: int
    row_size: int


def _texts(table: Path) -> Iterator[bytes]:
    """Give the names and cells of a dBASE table that are more than ASCII, piece by piece."""
    with table.open("rb") as file:
        header = _header(file.read(1 << 16))
        if header is None:
            return
        yield from (name for name in header.names if not name.isascii())
        file.seek(header.size)
        rows = max(1, _BLOCK_BYTES // header.row_size)
        while block := file.read(rows * header.row_size):
            if not block.isascii():
                yield from _cells(block, header)


def _header(head: bytes) -> _Header | None:
    if len(head) < 32:
        return None
    size, row_size = struct.unpack("<HH", head[8:12])
    fields = [head[at : at + 32] for at in range(32, min(size - 1, len(head) - 31), 32)]
    names = [field[:11].split(b"\0")[0] for field in fields]
    return _Header(names, [field[16] for field in fields], size, max(1, row_size))


def _cells(block: bytes, header: _Header) -> Iterator[bytes]:
    for start in range(0, len(block), header.row_size):
        row = block[start : start + header.row_size]
        if row.isascii():
            continue
        at = 1  # behind the mark of deleted rows
        for width in header.widths:
            cell = row[at : at + width].rstrip(b" \0")
            at += width
            if not cell.isascii():
                yield cell


def _reads(text: bytes, encoding: str) -> bool:
    """Whether a text can be read; that a field's width cut it inside a character is no fault."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(text)
    except UnicodeDecodeError:
        return False
    return True
