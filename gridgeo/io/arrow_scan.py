"""A look through Arrow messages: buffers that are packed tighter than any table of points."""

import struct
from typing import Any

import pyarrow as pa
from pyarrow import ipc

from gridgeo.io.sources.packing import require_loose

MAGIC = b"ARROW1\0\0"  # what a file begins with; the messages of a stream follow
_DICTIONARY, _RECORDS = 2, 3  # kinds of a Message's header
_HEADER_TYPE, _HEADER = 1, 2  # fields of a Message
_DATA = 1  # of a DictionaryBatch
_BUFFERS, _COMPRESSION = 2, 3  # of a RecordBatch


def require_loose_buffers(handle: pa.NativeFile) -> None:
    """Refuse a stream whose buffers unpack to so many times its size that only a trap does.

    Raises
    ------
    BadInputError
        Says how many times.
    pyarrow.ArrowInvalid
        If it is no stream.
    """
    start, unpacked = handle.tell(), 0
    try:
        for message in ipc.MessageReader.open_stream(handle):
            unpacked += _unpacked(message)
    except (struct.error, IndexError) as error:
        raise pa.ArrowInvalid("a message is broken") from error
    require_loose("the table", unpacked, handle.size())
    handle.seek(start)


def _unpacked(message: ipc.Message) -> int:
    """Add up what the buffers of a message say that they unpack to."""
    data: Any = message.metadata.to_pybytes()
    root = _table(data, 0)
    kind_at = _field(data, root, _HEADER_TYPE)
    kind = data[kind_at] if kind_at else 0
    header = _field(data, root, _HEADER)
    if kind not in (_DICTIONARY, _RECORDS) or not header:
        return 0
    records = _table(data, header)
    if kind == _DICTIONARY:
        inner = _field(data, records, _DATA)
        if not inner:
            return 0
        records = _table(data, inner)
    buffers = _field(data, records, _BUFFERS)
    if not _field(data, records, _COMPRESSION) or not buffers or message.body is None:
        return 0
    at = _table(data, buffers)
    (count,) = struct.unpack_from("<I", data, at)
    total, body = 0, memoryview(message.body)
    for place in range(count):
        offset, length = struct.unpack_from("<qq", data, at + 4 + 16 * place)
        if length >= 8:
            total += max(length - 8, struct.unpack_from("<q", body, offset)[0])
    return total


def _table(data: bytes, at: int) -> int:
    """Follow the offset that stands at a place."""
    return at + int(struct.unpack_from("<I", data, at)[0])


def _field(data: bytes, table: int, number: int) -> int:
    """Give where a field of a table stands; 0 where it is left out."""
    vtable = table - int(struct.unpack_from("<i", data, table)[0])
    size = struct.unpack_from("<H", data, vtable)[0]
    if 4 + 2 * number >= size:
        return 0
    offset = int(struct.unpack_from("<H", data, vtable + 4 + 2 * number)[0])
    return table + offset if offset else 0
