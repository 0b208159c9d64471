"""A look through JSON before anything parses it: how deep it nests, what names it has.

A GeoJSON may name its coordinate system by an address, which GDAL would fetch: such a file is
refused here, and GDAL could not reach it either (`gridgeo.io.drivers`). By a file it would open.
"""

import json
import re
from pathlib import Path

from gridgeo.domain.errors import BadInputError
from gridgeo.io.crs_text import leads_away
from gridgeo.io.sources import limits
from gridgeo.io.sources.json_marks import NAME_BYTES, find_marks

_BLOCK = 4 << 20
_LONGEST_TEXT = 64 << 20
# A text, or brackets in a row.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"(\s*:)?|[\[{]+|[\]}]+', re.DOTALL)
_TOPOLOGY = b'"Topology"'
_SYSTEM = "crs"
_ADDRESSES = frozenset({"href", "url"})


def require_plain(path: Path) -> bool:
    """Refuse JSON that nests deeper, or has more member names, than any map does.

    Returns
    -------
    bool
        Whether it may be a TopoJSON.

    Raises
    ------
    BadInputError
        Says which of the two; also where a coordinate system is named by an address.
    """
    look, rest = _Look(path), b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            text = rest + block
            rest = text[look.read(text) :]
            if len(rest) > _LONGEST_TEXT:
                raise BadInputError(f"'{path.name}' has a text without end.", field="file")
    return look.is_topology


class _Look:
    """What has been seen so far: the depth, the names, and whether a system is being named."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._depth = 0
        self._names: set[bytes] = set()
        self._numbers: dict[int, bool] = {}  # of names; whether it is that of a system
        self.is_topology = False
        self._system: int | None = None  # depth of the member that names one

    def read(self, text: bytes) -> int:
        """Go through a piece, and say how far: token by token only where a system is named."""
        marks = find_marks(text)
        systems = self._system is not None
        for number, start, end in zip(
            marks.names.tolist(), marks.starts.tolist(), marks.ends.tolist(), strict=True
        ):
            if number not in self._numbers:
                self._numbers[number] = _plain(text[start : end + 1]) == _SYSTEM
                self._add(text[start:end])
            systems |= self._numbers[number]
        if systems:
            for token in _TOKEN.finditer(text, 0, marks.end):
                self._at(token)
        else:
            self._require_shallow(self._depth + marks.deepest)
            self._depth += marks.rise
            self.is_topology |= text.find(_TOPOLOGY, 0, marks.end) >= 0
        return marks.end

    def _at(self, token: re.Match[bytes]) -> None:
        """Weigh a token; a text before a colon is the name of a member."""
        sign = token.string[token.start() : token.start() + 1]
        if sign == b'"':
            if token.group(1) is not None:
                self._name(token.group())
            else:
                self._text(token.group())
            return
        self._depth += (token.end() - token.start()) * (1 if sign in b"[{" else -1)
        self._require_shallow(self._depth)

    def _require_shallow(self, depth: int) -> None:
        if depth > limits.MOST_JSON_DEPTH:
            raise BadInputError(
                f"'{self._path.name}' nests deeper than {limits.MOST_JSON_DEPTH} levels; a map does"
                " not.",
                field="file",
            )

    def _add(self, name: bytes) -> None:
        """Count a name; of a long one its beginning."""
        self._names.add(name[:NAME_BYTES])
        if len(self._names) > limits.MOST_COLUMNS:
            raise too_many_columns(self._path, len(self._names))

    def _text(self, text: bytes) -> None:
        self.is_topology |= text == _TOPOLOGY
        of_system = self._system is not None and self._depth >= self._system
        if of_system and leads_away(_plain(text)):
            raise BadInputError(
                f"'{self._path.name}' names its coordinate system by a file, which is not opened;"
                " name it by its code, such as EPSG:4490.",
                field="file",
            )

    def _name(self, text: bytes) -> None:
        self._add(text[: text.rindex(b'"')])
        if self._system is not None and self._depth <= self._system:
            self._system = None
        name = _plain(text)
        if self._system is None and name == _SYSTEM:
            self._system = self._depth
        elif self._system is not None and name in _ADDRESSES:
            raise BadInputError(
                f"'{self._path.name}' names its coordinate system by an address, which is not"
                " fetched; name it by its code, such as EPSG:4490.",
                field="file",
            )


def _plain(text: bytes) -> str:
    """Read a name as a reader of JSON does that takes no heed of case."""
    try:
        name = json.loads(text[: text.rindex(b'"') + 1])
    except ValueError:
        return ""
    return str(name).lower()


def too_many_columns(path: Path, count: int) -> BadInputError:
    """Say that a file has more columns than it may."""
    return BadInputError(
        f"'{path.name}' has {count:,} columns or more; at most {limits.MOST_COLUMNS:,} may be."
        " Keep those that you need.",
        field="file",
    )
