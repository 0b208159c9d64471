"""Which files may be read at all, decided by their place and bytes before a library opens them."""

import re
from pathlib import Path

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources import archives, limits
from gridgeo.io.sources.dxf_scan import require_bounded
from gridgeo.io.sources.formats import (
    DXF,
    EXCEL,
    FILE_GDB,
    GEOJSON,
    GPX,
    KML,
    KMZ,
    SHAPEFILE,
    TOPOJSON,
    ZIP,
    FileFormat,
    format_of,
    require_beginning,
)
from gridgeo.io.sources.json_scan import require_plain

_HEAD_BYTES = 4096
_SHAPEFILE_PARTS = (".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx")
_ENTITY = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|<\?xml-stylesheet|<[\w:]*include\b", re.IGNORECASE)
_VIRTUAL = re.compile(r"^/?vsi[a-z0-9_]+[/:]|^[a-z][a-z0-9+.\-]{1,}://|^\s*<", re.IGNORECASE)


def admit(path: Path) -> FileFormat:
    """Look a file over, and say which format it is.

    Raises
    ------
    BadInputError
        An address or virtual path, a missing file, a link, a folder that is no FileGDB, an ending
        that is not read, a beginning that belies it, a file that is too large or is a trap.
    """
    if _VIRTUAL.match(path.as_posix().removeprefix("./")) or "/vsi" in path.as_posix():
        raise BadInputError(
            f"'{path}' is an address, not a file on this machine; fetch it first.", field="file"
        )
    if path.is_symlink():
        raise BadInputError(
            f"'{path.name}' is a link; name the file that it leads to.", field="file"
        )
    if not path.exists():
        raise BadInputError(f"There is no file '{path}'.", field="file")
    chosen = format_of(path.name)
    if path.is_dir():
        _require_geodatabase(path, chosen)
        return chosen
    size = path.stat().st_size
    if size > limits.MOST_FILE_BYTES:
        raise BadInputError(
            f"'{path.name}' has {size >> 20:,} MB; at most 4,096 MB may be.", field="file"
        )
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head.strip():
        raise BadInputError(f"'{path.name}' is empty: it is no table.", field="file")
    require_beginning(path.name, head, chosen)
    _look_inside(path, chosen, head)
    return chosen


def _look_inside(path: Path, chosen: FileFormat, head: bytes) -> None:
    if chosen in (GEOJSON, TOPOJSON):
        require_plain(path)
    elif chosen in (KML, GPX):
        require_no_entities(path)
    elif chosen is DXF:
        require_bounded(path)
    elif chosen is SHAPEFILE:
        _require_no_links(path)
    elif chosen in (ZIP, KMZ) or (chosen is EXCEL and head.startswith(b"PK")):
        archives.require_harmless(path)


def require_no_entities(path: Path) -> None:
    """Refuse XML that defines entities or draws in other files; a map needs neither.

    Raises
    ------
    BadInputError
        If it does.
    """
    before = b""
    with path.open("rb") as file:
        while block := file.read(1 << 22):
            # UTF-16 hides the words from a search in bytes.
            if b"\0" in block:
                raise BadInputError(
                    f"'{path.name}' is no UTF-8 text; save it again as UTF-8.", field="file"
                )
            if _ENTITY.search(before + block):
                raise BadInputError(
                    f"'{path.name}' defines entities or includes other files; such XML is not"
                    " read. Export it again without a DOCTYPE.",
                    field="file",
                )
            before = block[-64:]


def _require_no_links(path: Path) -> None:
    for ending in _SHAPEFILE_PARTS:
        for part in (path.with_suffix(ending), path.with_suffix(ending.upper())):
            if part.is_symlink():
                raise BadInputError(
                    f"'{part.name}' is a link; put the file itself beside the others.",
                    field="file",
                )


def _require_geodatabase(path: Path, chosen: FileFormat) -> None:
    if chosen is not FILE_GDB:
        raise BadInputError(f"'{path}' is a folder; name a file in it.", field="file")
    parts = list(path.iterdir())
    if any(part.is_symlink() for part in path.rglob("*")):
        raise BadInputError(f"'{path.name}' holds links; copy the files in.", field="file")
    if not any(part.suffix.lower() == ".gdbtable" for part in parts):
        raise BadInputError(f"'{path.name}' is no FileGDB: it has no table.", field="file")
