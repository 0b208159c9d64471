"""A delimited text file with a header and two coordinate columns, in UTF-8 or GBK."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from gridgeo.domain.errors import BadInputError
from gridgeo.io.names import nearest

X_NAMES = ("lon", "lng", "long", "longitude", "经度", "x")
Y_NAMES = ("lat", "latitude", "纬度", "y")
DELIMITERS = (",", "\t", ";", "|")
MOST_HEADER_BYTES = 1 << 20  # of the first line, which names the columns
ENCODINGS = ("utf-8", "gb18030")  # GB18030 reads almost any bytes, so it is tried last


@dataclass(frozen=True, slots=True)
class TableFile:
    """Where a table is and how to read it; ``x`` and ``y`` are positions in ``columns``."""

    path: Path
    encoding: str
    delimiter: str
    columns: list[str]
    x: int
    y: int

    @classmethod
    def open(cls, path: Path, x: str | None, y: str | None) -> "TableFile":
        """Find the encoding, the delimiter and the coordinate columns of a table.

        Raises
        ------
        BadInputError
            An unknown encoding, an empty file, or columns that are missing.
        """
        encoding = text_encoding(path)
        with path.open(encoding=encoding, newline="") as file:
            header = file.readline(MOST_HEADER_BYTES + 1)
        if len(header) > MOST_HEADER_BYTES:
            raise BadInputError(
                f"The first line of '{path.name}' is longer than 1 MB; it must name the columns.",
                field="file",
            )
        if not header.strip():
            raise BadInputError(f"'{path.name}' is empty: its first line must name the columns.")
        delimiter = max(DELIMITERS, key=header.count)
        columns = [name.strip() for name in next(csv.reader([header], delimiter=delimiter))]
        at_x, at_y = (
            find_column(columns, x, X_NAMES, "lon"),
            find_column(columns, y, Y_NAMES, "lat"),
        )
        return cls(path, encoding, delimiter, columns, at_x, at_y)

    def read(self, chunk_rows: int) -> Iterator[tuple[list[list[str]], int]]:
        """Give the rows in chunks, each with the bytes read so far; empty lines are no rows.

        Raises
        ------
        BadInputError
            If the text is broken in a way that leaves the next row unclear.
        """
        with self.path.open("rb") as raw:
            # Not codecs' reader: it is slow, and breaks lines at U+2028 and form feeds too.
            text = io.TextIOWrapper(raw, self.encoding, newline="")
            reader = csv.reader(text, delimiter=self.delimiter)
            try:
                next(reader)
                while rows := list(islice(reader, chunk_rows)):
                    yield [row for row in rows if row], raw.tell()
            except csv.Error as error:
                raise BadInputError(
                    f"'{self.path.name}' cannot be read after line {reader.line_num}: {error}."
                ) from error


def text_encoding(path: Path) -> str:
    """Find the encoding of a text file: UTF-8 with or without a mark, else GB18030 (GBK).

    Raises
    ------
    BadInputError
        If neither reads the whole file.
    """
    for encoding in ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while block := file.read(1 << 22):
                    decoder.decode(block)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return "utf-8-sig" if encoding == "utf-8" else encoding
    raise BadInputError(
        f"The text of '{path.name}' is neither UTF-8 nor GBK/GB18030; save it again in one."
    )


def find_column(columns: list[str], asked: str | None, usual: tuple[str, ...], option: str) -> int:
    """Give the position of a coordinate column: the one asked for, or one with a usual name.

    Raises
    ------
    BadInputError
        If there is none; the field is ``option``.
    """
    if asked is not None:
        if asked not in columns:
            raise BadInputError(
                f"There is no column '{asked}'{nearest(asked, columns)}", field=option
            )
        return columns.index(asked)
    lower = [name.lower() for name in columns]
    for name in usual:
        if name in lower:
            return lower.index(name)
    raise BadInputError(
        f"No column looks like the {'east' if option == 'lon' else 'north'} coordinate;"
        f" name it with --{option}; there are: {', '.join(columns)}.",
        field=option,
    )
