"""A look through the pages of a Parquet file: what its footer says of their sizes is not believed.

Each page begins with a header in Thrift's compact form, whose sizes a reader has to go by.
"""

import struct
from collections.abc import Callable
from typing import Any

import pyarrow.parquet as pq

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources import limits
from gridgeo.io.sources.varint import read_varint

Read = Callable[[int, int], bytes]  # so many bytes from an offset

_HEADER_BYTES = 4 << 10  # read at once; statistics may make a header longer
_UNPACKED, _PACKED, _PAGE, _PAGE_2 = 2, 3, 5, 8  # fields of a PageHeader
_ENCODING, _ENCODING_2 = 2, 4  # fields of a DataPageHeader and of its second version
_DELTA_BYTE_ARRAY = 7  # a text is what it shares with the one before, and its own end
_DEPTH = 8


def unpacked_bytes(read: Read, size: int, about: pq.FileMetaData, name: str) -> int:
    """Add up what all pages unpack to, by their own headers.

    Raises
    ------
    BadInputError
        If the pages are not where they should be, too many, or share the beginnings of texts, so
        that nobody knows how long these are.
    """
    total = pages = 0
    for start, end in _chunks(about):
        if not 0 <= start <= end <= size:
            raise _broken(name)
        at = start
        while at < end:
            fields, length = _header(read, at, name)
            packed, unpacked = fields.get(_PACKED), fields.get(_UNPACKED)
            if not isinstance(packed, int) or not isinstance(unpacked, int) or packed < 0:
                raise _broken(name)
            _require_known_encoding(fields, name)
            total += max(0, unpacked)
            pages += 1
            if pages > limits.MOST_PAGES:
                raise BadInputError(
                    f"'{name}' has more than {limits.MOST_PAGES:,} pages; save it again with"
                    " larger ones.",
                    field="file",
                )
            at += length + packed
    return total


def _chunks(about: pq.FileMetaData) -> list[tuple[int, int]]:
    """Give where each column of each group of rows begins and ends."""
    found = []
    for number in range(about.num_row_groups):
        group = about.row_group(number)
        for place in range(group.num_columns):
            column = group.column(place)
            start = column.data_page_offset
            if column.has_dictionary_page and 0 < column.dictionary_page_offset < start:
                start = column.dictionary_page_offset
            found.append((start, start + column.total_compressed_size))
    return found


def _require_known_encoding(fields: dict[int, Any], name: str) -> None:
    for page, encoding in ((_PAGE, _ENCODING), (_PAGE_2, _ENCODING_2)):
        if fields.get(page, {}).get(encoding) == _DELTA_BYTE_ARRAY:
            raise BadInputError(
                f"The texts of '{name}' are written as DELTA_BYTE_ARRAY; save it again in plain or"
                " dictionary encoding.",
                field="file",
            )


def _header(read: Read, start: int, name: str) -> tuple[dict[int, Any], int]:
    """Read the header of a page, and give its fields and its length."""
    size = _HEADER_BYTES
    while True:
        try:
            return _struct(read(size, start), 0, 0)
        except (IndexError, ValueError, struct.error) as error:
            if size >= limits.MOST_FOOTER_BYTES:
                raise _broken(name) from error
            size *= 16


def _struct(data: bytes, at: int, depth: int) -> tuple[dict[int, Any], int]:
    """Read a struct in Thrift's compact form: numbers and structs; all else is passed over."""
    fields: dict[int, Any] = {}
    number = 0
    while data[at]:
        step, kind = data[at] >> 4, data[at] & 15
        at += 1
        if step:
            number += step
        else:
            number, at = _zigzag(data, at)
        fields[number], at = _value(data, at, kind, depth)
    return fields, at + 1


def _value(data: bytes, at: int, kind: int, depth: int) -> tuple[Any, int]:
    if kind in (1, 2):  # a truth, which the kind itself tells
        return kind == 1, at
    if kind == 3:
        return data[at], at + 1
    if kind in (4, 5, 6):
        return _zigzag(data, at)
    if kind == 7:
        return struct.unpack_from("<d", data, at)[0], at + 8
    if kind == 8:
        length, at = read_varint(data, at)
        if at + length > len(data):
            raise IndexError("a text that goes on")
        return None, at + length
    if kind == 12 and depth < _DEPTH:
        return _struct(data, at, depth + 1)
    raise struct.error("no field of a page's header")


def _zigzag(data: bytes, at: int) -> tuple[int, int]:
    value, at = read_varint(data, at)
    return (value >> 1) ^ -(value & 1), at


def _broken(name: str) -> BadInputError:
    return BadInputError(
        f"'{name}' is no whole Parquet: its pages are not where they should be.", field="file"
    )
