"""A look through XML before anything parses it: entities, inclusions, depth, names of fields."""

import re
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources import limits
from gridgeo.io.sources.json_scan import too_many_columns

_BLOCK = 1 << 22
_ENTITY = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|<\?xml-stylesheet|<[\w:]*include\b", re.IGNORECASE)
_NAMED = ("Data", "SimpleData", "SimpleField")  # of a KML, whose fields they name


def require_plain_xml(path: Path) -> None:
    """Refuse XML that is more than a map needs.

    Raises
    ------
    BadInputError
        If it defines entities, draws in other files, nests deeper or names more fields than maps
        do, or is no UTF-8.
    """
    look = _Look(path)
    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = look.begin, look.end
    before, sound = b"", True
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            _require_no_entities(path, before + block)
            before = block[-64:]
            if sound:
                sound = _fed(parser, block)


def _fed(parser: XMLParserType, block: bytes) -> bool:
    """Feed a parser; whether it can go on. What is broken, the reader of the format says better."""
    try:
        parser.Parse(block, False)
    except ExpatError:
        return False
    return True


def _require_no_entities(path: Path, text: bytes) -> None:
    # UTF-16 hides the words from a search in bytes.
    if b"\0" in text:
        raise BadInputError(
            f"'{path.name}' is no UTF-8 text; save it again as UTF-8.", field="file"
        )
    if _ENTITY.search(text):
        raise BadInputError(
            f"'{path.name}' defines entities or includes other files; such XML is not read."
            " Export it again without a DOCTYPE.",
            field="file",
        )


class _Look:
    """How deep the elements lie, and what names there are."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._depth = 0
        self._names: set[str] = set()

    def begin(self, element: str, attributes: dict[str, str]) -> None:
        """Weigh the beginning of an element."""
        self._depth += 1
        if self._depth > limits.MOST_XML_DEPTH:
            raise BadInputError(
                f"'{self._path.name}' nests deeper than {limits.MOST_XML_DEPTH} levels; move what"
                " is in its folders up, and export it again.",
                field="file",
            )
        plain = element.rpartition(":")[2]
        self._names.add(plain)
        if plain in _NAMED:
            self._names.add("=" + attributes.get("name", ""))
        if len(self._names) > limits.MOST_COLUMNS:
            raise too_many_columns(self._path, len(self._names))

    def end(self, _element: str) -> None:
        """Leave an element."""
        self._depth -= 1
