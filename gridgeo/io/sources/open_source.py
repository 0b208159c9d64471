"""Open any file that comes in: admitted first, unpacked where it is an archive, then its reader."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources.admit import admit
from gridgeo.io.sources.archives import unpack
from gridgeo.io.sources.excel_source import open_excel
from gridgeo.io.sources.formats import (
    EXCEL,
    GEOJSON,
    KML,
    KMZ,
    OSM,
    PARQUET,
    TABLE,
    ZIP,
    FileFormat,
)
from gridgeo.io.sources.osm_source import open_osm
from gridgeo.io.sources.parquet_source import open_parquet
from gridgeo.io.sources.source import Source
from gridgeo.io.sources.table_source import open_table
from gridgeo.io.sources.timed_lines import with_points
from gridgeo.io.sources.vector_source import open_vector

# Parts of a shapefile and other company that an archive may hold beside what is meant.
_MAIN = (".shp", ".gpkg", ".geojson", ".json", ".topojson", ".fgb", ".kml", ".dxf", ".parquet")
_TABLES = (".csv", ".tsv", ".xlsx", ".xls")


@contextmanager
def open_source(
    path: Path, *, encoding: str | None = None, member: str | None = None
) -> Iterator[Source]:
    """Open a file to read from.

    Parameters
    ----------
    path : Path
        A vector file, a table, a workbook, or a ZIP with one of them.
    encoding : str, optional
        Of its text; found out by its bytes where it is not given.
    member : str, optional
        Which file of a ZIP with several.

    Raises
    ------
    BadInputError
        If it is not admitted or cannot be read; says why and what to do.
    """
    chosen = admit(path)
    if chosen not in (ZIP, KMZ):
        yield _open(path, path.name, chosen, encoding)
        return
    with TemporaryDirectory(prefix="gridgeo-unpacked-") as name:
        folder = Path(name)
        inner = _choose(path, folder, unpack(path, folder), member)
        opened = _open(inner, path.name, admit(inner), encoding)
        yield replace(opened, name=path.name, notes=(*opened.notes, f"It holds {inner.name}."))


def _open(path: Path, name: str, chosen: FileFormat, encoding: str | None) -> Source:
    if chosen is TABLE:
        return open_table(path, name, encoding)
    if chosen is EXCEL:
        return open_excel(path, name)
    if chosen is PARQUET:
        return open_parquet(path, name)
    if chosen is OSM:
        return open_osm(path, name)
    opened = open_vector(path, name, chosen, encoding)
    return with_points(opened) if chosen is GEOJSON else opened


def _choose(path: Path, folder: Path, files: list[Path], member: str | None) -> Path:
    """Find what is meant in an archive: one geodatabase, one map, or one table."""
    databases = sorted({p for file in files for p in file.parents if p.suffix.lower() == ".gdb"})
    if path.suffix.lower() == ".kmz":
        found = [file for file in files if file.suffix.lower() in KML.endings]
        found = [file for file in found if file.name.lower() == "doc.kml"] or found
    else:
        maps = [f for f in files if f.suffix.lower() in _MAIN and not _hidden(f, folder)]
        tables = [f for f in files if f.suffix.lower() in _TABLES and not _hidden(f, folder)]
        found = databases or maps or tables
    if member is not None:
        found = [one for one in found if one.name == member]
    if len(found) == 1:
        return found[0]
    if not found:
        raise BadInputError(f"'{path.name}' holds no map and no table.", field="file")
    names = ", ".join(sorted(one.name for one in found)[:10])
    raise BadInputError(
        f"'{path.name}' holds several files ({names}); pack the one that is meant.", field="file"
    )


def _hidden(file: Path, folder: Path) -> bool:
    return any(p.startswith((".", "__MACOSX")) for p in file.relative_to(folder).parts)
