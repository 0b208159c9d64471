"""A look through a drawing: blocks that insert blocks grow without bound once they are unfolded."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources import limits

_WHOLE = ""  # what is drawn outside all blocks
_NAME, _COLUMNS, _ROWS = b"2", b"70", b"71"  # group codes
Fields = dict[bytes, bytes]
Drawn = dict[str, tuple[int, list[tuple[str, int]]]]


def require_bounded(path: Path) -> None:
    """Refuse a drawing that unfolds to more shapes than anybody draws, or a block within itself.

    Raises
    ------
    BadInputError
        Says how many there would be.
    """
    drawn = _blocks(path)
    if sum(len(inserts) for _, inserts in drawn.values()) == 0:
        return
    sizes: dict[str, int] = {}
    if _size(_WHOLE, drawn, sizes, 0) > limits.MOST_DRAWN:
        raise BadInputError(
            f"'{path.name}' unfolds to more than {limits.MOST_DRAWN:,} shapes by blocks in blocks;"
            " dissolve them, and save it again.",
            field="file",
        )


def _blocks(path: Path) -> Drawn:
    """Count what each block draws itself, and note what it inserts how many times."""
    own: dict[str, int] = defaultdict(int)
    inserts: dict[str, list[tuple[str, int]]] = defaultdict(list)
    block = _WHOLE
    for kind, fields in _records(path):
        if kind == b"BLOCK":
            block = _name(fields)
        elif kind == b"ENDBLK":
            block = _WHOLE
        elif kind == b"INSERT":
            times = _count(fields, _COLUMNS) * _count(fields, _ROWS)
            inserts[block].append((_name(fields), times))
        else:
            own[block] += 1
    return {name: (own[name], inserts[name]) for name in {_WHOLE, *own, *inserts}}


def _records(path: Path) -> Iterator[tuple[bytes, Fields]]:
    """Give the records of group code 0, with the fields of those that place blocks."""
    kind, fields = b"", Fields()
    with path.open("rb") as file:
        for code, value in zip(file, file, strict=False):  # a code and its value, line by line
            if code.strip() == b"0":
                yield kind, fields
                kind, fields = value.strip().upper(), {}
            elif kind in (b"BLOCK", b"INSERT"):
                fields[code.strip()] = value.strip()
    yield kind, fields


def _name(fields: Fields) -> str:
    return fields.get(_NAME, b"").decode("utf-8", "replace").upper()


def _count(fields: Fields, code: bytes) -> int:
    text = fields.get(code, b"")
    return max(1, int(text)) if text.isdigit() and len(text) < 10 else 1


def _size(name: str, drawn: Drawn, sizes: dict[str, int], depth: int) -> int:
    """Count the shapes of a block once it is unfolded; one that holds itself has no end."""
    if name in sizes:
        return sizes[name]
    if depth > limits.MOST_BLOCK_DEPTH:
        return limits.MOST_DRAWN + 1
    own, inserts = drawn.get(name, (0, []))
    inner = sum(times * max(1, _size(target, drawn, sizes, depth + 1)) for target, times in inserts)
    sizes[name] = min(own + inner, limits.MOST_DRAWN + 1)
    return sizes[name]
