"""A look through JSON before anything parses it: how deep it nests, how many names it has."""

import re
from pathlib import Path

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources import limits

_BLOCK = 4 << 20
_LONGEST_TEXT = 64 << 20
# A text to its end, or as far as it has been read; or brackets in a row.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*(?:"(\s*:)?|\\?\Z)|[\[{]+|[\]}]+', re.DOTALL)


def require_plain(path: Path) -> None:
    """Refuse JSON that nests deeper, or has more member names, than any map does.

    Raises
    ------
    BadInputError
        Says which of the two.
    """
    depth, rest, names = 0, b"", set[bytes]()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            text, rest = rest + block, b""
            for token in _TOKEN.finditer(text):
                if token.end() == len(text) and token[0].startswith(b'"'):  # may go on
                    rest = text[token.start() :]
                    break
                depth = _weigh(path, token, depth, names)
            if len(rest) > _LONGEST_TEXT:
                raise BadInputError(f"'{path.name}' has a text without end.", field="file")


def _weigh(path: Path, token: re.Match[bytes], depth: int, names: set[bytes]) -> int:
    """Give the depth after a token; a text before a colon is the name of a member."""
    sign = token.string[token.start() : token.start() + 1]
    if sign == b'"':
        if token.group(1) is not None:
            names.add(token.group()[:64])
            if len(names) > limits.MOST_COLUMNS:
                raise too_many_columns(path, len(names))
        return depth
    depth += (token.end() - token.start()) * (1 if sign in b"[{" else -1)
    if depth > limits.MOST_JSON_DEPTH:
        raise BadInputError(
            f"'{path.name}' nests deeper than {limits.MOST_JSON_DEPTH} levels; a map does not.",
            field="file",
        )
    return depth


def too_many_columns(path: Path, count: int) -> BadInputError:
    """Say that a file has more columns than it may."""
    return BadInputError(
        f"'{path.name}' has {count:,} columns or more; at most {limits.MOST_COLUMNS:,} may be."
        " Keep those that you need.",
        field="file",
    )
