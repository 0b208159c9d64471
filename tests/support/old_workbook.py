"""Old workbooks (.xls) made record by record: a compound file with the one stream they need."""

import struct
from collections.abc import Sequence
from pathlib import Path

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512
_BOF = struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6)
Cell = tuple[int, int, float | int | str]  # row, column; a text's number in the shared ones


def record(kind: int, content: bytes = b"") -> bytes:
    """Write one record."""
    return struct.pack("<HH", kind, len(content)) + content


def number(row: int, column: int, value: float) -> bytes:
    """Write a cell that holds a number."""
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def shared(row: int, column: int, text: int) -> bytes:
    """Write a cell that holds a shared text, by its number."""
    return record(0x00FD, struct.pack("<HHHI", row, column, 0, text))


def write_book(path: Path, sheets: Sequence[bytes], texts: Sequence[str] = ()) -> None:
    """Write a workbook of sheets given as records, and the texts that they share."""
    strings = _shared_texts(texts)
    names = [f"S{at}".encode() for at in range(len(sheets))]
    bound = sum(4 + 8 + len(one) for one in names)
    start = 4 + len(_BOF) + bound + len(strings) + 4
    bodies = [record(0x0809, _BOF) + sheet + record(0x000A) for sheet in sheets]
    heads = b""
    for title, body in zip(names, bodies, strict=True):
        heads += record(0x0085, struct.pack("<IBBBB", start, 0, 0, len(title), 0) + title)
        start += len(body)
    globals_ = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6)
    stream = record(0x0809, globals_) + heads + strings + record(0x000A) + b"".join(bodies)
    path.write_bytes(_compound(stream.ljust(4096, b"\0")))


def _shared_texts(texts: Sequence[str]) -> bytes:
    parts = [struct.pack("<II", len(texts), len(texts))]
    for text in texts:
        parts[-1] += struct.pack("<HB", len(text), 1)
        for at in range(0, len(text), 1000):
            if len(parts[-1]) > 6000:
                parts.append(b"\1")  # a text that goes on says again that its signs have two bytes
            parts[-1] += text[at : at + 1000].encode("utf-16-le")
    return record(0x00FC, parts[0]) + b"".join(record(0x003C, part) for part in parts[1:])


def _compound(stream: bytes) -> bytes:
    count = -(-len(stream) // _SECTOR)
    tables = -(-(count + 2) // 127)  # sectors of the allocation table
    chain = [*range(tables + 2, tables + 1 + count), END]
    following = [FAT] * tables + [END, *chain]
    following += [FREE] * (tables * 128 - len(following))
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, tables, tables, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", *range(tables), *[FREE] * (109 - tables))
    directory = _entry("Root Entry", 5, END, 0, child=1)
    directory += _entry("Workbook", 2, tables + 1, len(stream))
    whole = header + struct.pack(f"<{len(following)}I", *following)
    return whole + directory.ljust(_SECTOR, b"\0") + stream.ljust(count * _SECTOR, b"\0")


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    return head + struct.pack("<3I36xIII", FREE, FREE, child, start, size, 0)
