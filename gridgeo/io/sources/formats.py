"""The formats that come in: their endings, the GDAL driver that may read them, their first bytes.

GDAL opens what a file is, whatever it is called. Here a file has to be both: an ending that stands
in this list, and a beginning that belongs to it.
"""

import re
from dataclasses import dataclass

from gridgeo.domain.errors import BadInputError

_ZIP = rb"PK\x03\x04"
_JSON = rb"(?:\xef\xbb\xbf)?\s*\{"
_XML = rb"(?:\xef\xbb\xbf)?\s*<"


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format that gridgeo reads.

    Attributes
    ----------
    name : str
        As people call it.
    endings : tuple of str
        Lower case, with the dot.
    drivers : tuple of str
        GDAL drivers that may open it; none where another library reads it.
    beginning : bytes
        Regular expression for its first bytes.
    """

    name: str
    endings: tuple[str, ...]
    drivers: tuple[str, ...]
    beginning: bytes


SHAPEFILE = FileFormat("Shapefile", (".shp",), ("ESRI Shapefile",), rb"\x00\x00\x27\x0a")
FILE_GDB = FileFormat("FileGDB", (".gdb",), ("OpenFileGDB",), b"")
EXCEL = FileFormat("Excel", (".xlsx", ".xlsm", ".xls"), (), _ZIP + rb"|\xd0\xcf\x11\xe0")
KMZ = FileFormat("KMZ", (".kmz",), ("LIBKML", "KML"), _ZIP)
KML = FileFormat("KML", (".kml",), ("LIBKML", "KML"), _XML)
GPX = FileFormat("GPX", (".gpx",), ("GPX",), _XML)
ZIP = FileFormat("ZIP", (".zip",), (), _ZIP)
PARQUET = FileFormat("GeoParquet", (".parquet", ".pq", ".geoparquet"), (), rb"PAR1")
TABLE = FileFormat(
    "CSV",
    (".csv", ".tsv", ".txt"),
    (),
    rb"(?!%PDF|PK\x03\x04|\x1f\x8b|\s*<(?:OGRVRT|\?xml|!DOCTYPE))",
)
GEOJSON = FileFormat("GeoJSON", (".geojson", ".json"), ("GeoJSON", "TopoJSON"), _JSON)
TOPOJSON = FileFormat("TopoJSON", (".topojson",), ("TopoJSON",), _JSON)
OSM = FileFormat("OpenStreetMap", (".pbf",), ("OSM",), rb"\x00\x00.{2}\x0a\x09OSMHeader")
DXF = FileFormat("DXF", (".dxf",), ("DXF",), rb"\s*(?:0|999)\s*[\r\n]")
GEOPACKAGE = FileFormat("GeoPackage", (".gpkg",), ("GPKG",), rb"SQLite format 3\x00")
GEOJSON_LINES = FileFormat(
    "GeoJSONSeq", (".geojsonl", ".geojsons", ".ndjson"), ("GeoJSONSeq",), rb"\x1e?\s*\{"
)
FORMATS = (
    SHAPEFILE,
    GEOPACKAGE,
    FILE_GDB,
    GEOJSON,
    GEOJSON_LINES,
    TOPOJSON,
    FileFormat("FlatGeobuf", (".fgb",), ("FlatGeobuf",), rb"fgb[\x00-\x09]fgb"),
    KML,
    KMZ,
    GPX,
    DXF,
    PARQUET,
    TABLE,
    EXCEL,
    OSM,
    ZIP,
)
_SAVED_AS = {
    **dict.fromkeys((".dwg", ".dgn"), "DXF"),
    **dict.fromkeys((".et", ".ods", ".numbers"), "XLSX"),
    **dict.fromkeys((".rar", ".7z", ".tar", ".gz", ".tgz"), "ZIP"),
    **dict.fromkeys((".tab", ".mif", ".mdb", ".gml", ".qgz", ".mxd", ".lyr"), "GeoPackage"),
    **dict.fromkeys((".doc", ".docx", ".wps", ".pdf"), "XLSX"),
    **dict.fromkeys((".osm", ".bz2"), "PBF"),
}
_BY_ENDING = {ending: one for one in FORMATS for ending in one.endings}


def format_of(name: str) -> FileFormat:
    """Find the format of a file's name.

    Raises
    ------
    BadInputError
        If nothing here has that ending; says which there are.
    """
    ending = "." + name.lower().rpartition(".")[2]
    if ending in _SAVED_AS:
        raise BadInputError(
            f"'{name}' is no file that gridgeo reads; save it again as {_SAVED_AS[ending]}.",
            field="file",
        )
    if "." not in name or ending not in _BY_ENDING:
        raise BadInputError(
            f"'{name}' is no file that gridgeo reads; it may end in {', '.join(_BY_ENDING)}.",
            field="file",
        )
    return _BY_ENDING[ending]


def require_beginning(name: str, head: bytes, expected: FileFormat) -> None:
    """Refuse a file whose first bytes are not those of the format that its name claims.

    Raises
    ------
    BadInputError
        Names the format that was expected.
    """
    if not re.match(expected.beginning, head, re.DOTALL):
        raise BadInputError(
            f"'{name}' is no {expected.name}, whatever its name says; save it again as one.",
            field="file",
        )
