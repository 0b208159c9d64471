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
    GEOJSON_LINES,
    GEOPACKAGE,
    GPX,
    KML,
    KMZ,
    OSM,
    SHAPEFILE,
    TOPOJSON,
    ZIP,
    FileFormat,
    format_of,
    require_beginning,
)
from gridgeo.io.sources.geopackage_scan import require_plain_tables
from gridgeo.io.sources.json_scan import require_plain
from gridgeo.io.sources.osm_scan import require_loose_blocks
from gridgeo.io.sources.topology_scan import require_few_vertices
from gridgeo.io.sources.xml_scan import require_plain_xml

_HEAD_BYTES = 4096
_SHAPEFILE_PARTS = (".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx")
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
    if path.is_dir():
        _require_geodatabase(path)
        return FILE_GDB
    chosen = format_of(path.name)
    if not path.is_file():
        raise BadInputError(f"'{path}' is no ordinary file.", field="file")
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
    if chosen in (GEOJSON, GEOJSON_LINES, TOPOJSON):
        if require_plain(path):
            require_few_vertices(path)
    elif chosen in (KML, GPX):
        require_plain_xml(path)
    elif chosen is GEOPACKAGE:
        require_plain_tables(path)
    elif chosen is OSM:
        require_loose_blocks(path)
    elif chosen is DXF:
        require_bounded(path)
    elif chosen is SHAPEFILE:
        _require_no_links(path)
        _require_parts(path)
    elif chosen in (ZIP, KMZ) or (chosen is EXCEL and head.startswith(b"PK")):
        archives.require_harmless(path)


def _require_no_links(path: Path) -> None:
    for ending in _SHAPEFILE_PARTS:
        for part in (path.with_suffix(ending), path.with_suffix(ending.upper())):
            if part.is_symlink():
                raise BadInputError(
                    f"'{part.name}' is a link; put the file itself beside the others.",
                    field="file",
                )


def _require_parts(path: Path) -> None:
    for ending in (".shx", ".dbf"):
        if not any(path.with_suffix(one).is_file() for one in (ending, ending.upper())):
            raise BadInputError(
                f"'{path.name}' lacks its {ending}; put .shx, .dbf and .prj beside it, or pack all"
                " of them into one ZIP.",
                field="file",
            )


def _require_geodatabase(path: Path) -> None:
    if path.suffix.lower() != ".gdb":
        raise BadInputError(f"'{path}' is a folder; name a file in it.", field="file")
    parts = list(path.iterdir())
    if any(part.is_symlink() or not part.is_file() for part in path.rglob("*")):
        raise BadInputError(
            f"'{path.name}' holds links or what are no files; copy the files in.", field="file"
        )
    if not any(part.suffix.lower() == ".gdbtable" for part in parts):
        raise BadInputError(f"'{path.name}' is no FileGDB: it has no table.", field="file")
