"""The text encoding of a shapefile's table: offices write GBK, often with a wrong ``.cpg``."""

import struct
from pathlib import Path

from gridgeo.domain.errors import BadInputError

# GB18030 contains GBK and GB2312; UTF-8 is tried first, since GB18030 reads almost any bytes.
_CANDIDATES = ("utf-8", "gb18030")
_FAULTS_ALLOWED = 0.02  # share of rows; a ten-byte field name or text may be cut inside a character


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
    rows = _text_rows(table)
    if all(row.isascii() for row in rows):
        return None
    for encoding in _CANDIDATES:
        if sum(not _reads(row, encoding) for row in rows) <= _FAULTS_ALLOWED * len(rows):
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


def _text_rows(table: Path) -> list[bytes]:
    """Split a dBASE table into its header's field names and its fixed-width records."""
    data = table.read_bytes()
    if len(data) < 32:
        return []
    header_size, row_size = struct.unpack("<HH", data[8:12])
    names = [data[at : at + 11].split(b"\0")[0] for at in range(32, header_size - 1, 32)]
    body = data[header_size:]
    return names + [body[at : at + row_size] for at in range(0, len(body), max(row_size, 1))]


def _reads(row: bytes, encoding: str) -> bool:
    try:
        row.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
