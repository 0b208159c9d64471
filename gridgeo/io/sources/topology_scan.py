"""A look through a TopoJSON: shapes that name a long arc again and again grow without bound."""

from pathlib import Path
from typing import Any

import orjson

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources import limits


def require_few_vertices(path: Path) -> None:
    """Refuse a TopoJSON whose shapes have more vertices than anybody draws, once they are drawn.

    Raises
    ------
    BadInputError
        Says how many there would be; also where the file is too large to be looked through.
    """
    if path.stat().st_size > limits.MOST_TOPOLOGY_BYTES:
        raise BadInputError(
            f"'{path.name}' is a TopoJSON of more than {limits.MOST_TOPOLOGY_BYTES >> 20} MB; save"
            " it as a GeoPackage.",
            field="file",
        )
    try:
        content = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise BadInputError(f"'{path.name}' is not valid JSON: {error}.", field="file") from error
    arcs = content.get("arcs")
    lengths = [len(arc) if isinstance(arc, list) else 0 for arc in arcs or []]
    vertices = _vertices(content.get("objects"), lengths)
    if vertices > limits.MOST_DRAWN:
        raise BadInputError(
            f"The shapes of '{path.name}' have {vertices:,} vertices, since they name the same arcs"
            f" many times; at most {limits.MOST_DRAWN:,} may be. Save it as a GeoPackage.",
            field="file",
        )


def _vertices(content: Any, lengths: list[int]) -> int:
    """Add up the lengths of all arcs that are named under ``arcs``."""
    if isinstance(content, list):
        return sum(_vertices(one, lengths) for one in content)
    if not isinstance(content, dict):
        return 0
    return sum(
        _named(value, lengths) if name == "arcs" else _vertices(value, lengths)
        for name, value in content.items()
        if name != "properties"
    )


def _named(arcs: Any, lengths: list[int]) -> int:
    if isinstance(arcs, list):
        return sum(_named(one, lengths) for one in arcs)
    if not isinstance(arcs, int):
        return 0
    index = arcs if arcs >= 0 else ~arcs
    return lengths[index] if index < len(lengths) else 0
