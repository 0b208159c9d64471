"""A look through an OpenStreetMap extract: blocks that are packed tighter than any map."""

import struct
from pathlib import Path

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources.packing import require_loose
from gridgeo.io.sources.varint import read_varint

_MOST_HEADER = 64 << 10  # as the format has it
_RAW_SIZE, _DATA_SIZE = 2, 3  # numbers of the fields in a Blob and a BlobHeader


def require_loose_blocks(path: Path) -> None:
    """Refuse an extract whose blocks unpack to so many times their size that only a trap does.

    Raises
    ------
    BadInputError
        Says how many times; also where the blocks do not follow each other.
    """
    unpacked, size = 0, path.stat().st_size
    try:
        with path.open("rb") as file:
            while length := file.read(4):
                (header_size,) = struct.unpack(">I", length)
                if header_size > _MOST_HEADER:
                    raise ValueError("a header too long")
                data_size = _field(file.read(header_size), _DATA_SIZE)
                start = file.tell()
                unpacked += _field(file.read(32), _RAW_SIZE)
                if start + data_size > size:
                    raise ValueError("a block that is cut off")
                file.seek(start + data_size)
    except (struct.error, ValueError, IndexError) as error:
        raise BadInputError(
            f"'{path.name}' is no whole OpenStreetMap extract: {error}; fetch it again.",
            field="file",
        ) from error
    require_loose(path.name, unpacked, size)


def _field(message: bytes, wanted: int) -> int:
    """Give a number of a protobuf message; 0 where it is not among its first fields."""
    at = 0
    while at < len(message):
        tag, at = read_varint(message, at)
        if tag & 7 == 0:
            value, at = read_varint(message, at)
            if tag >> 3 == wanted:
                return value
        elif tag & 7 == 2:
            length, at = read_varint(message, at)
            at += length
        else:
            raise ValueError("a field of no known kind")
    return 0
