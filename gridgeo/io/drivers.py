"""Which GDAL drivers may open a file. Import this before anything loads GDAL.

GDAL opens what a file *is*, not what it is called: a ``.geojson`` that holds VRT would read other
local files and make requests. So every driver but the wanted ones is left out at registration.
"""

import os

ALLOWED = frozenset(
    {
        "ESRI Shapefile",
        "GPKG",
        "GeoJSON",
        "GeoJSONSeq",
        "TopoJSON",
        "FlatGeobuf",
        "OpenFileGDB",
        "LIBKML",
        "KML",
        "DXF",
        "GPX",
        "CSV",
        "OSM",
        "MEM",
    }
)

# Every vector driver of the GDAL releases in use that is not in ALLOWED; GDAL ignores names that
# a build does not have.
_LEFT_OUT = (
    "ADBC,AIVector,AmigoCloud,Arrow,AVCBin,AVCE00,CAD,Carto,CSW,DGN,DODS,EDIGEO,"
    "EEDA,Elasticsearch,ESRIJSON,FITS,GDALG,GeoRSS,GML,GMLAS,GPSBabel,GTFS,Hana,"
    "HANA,HDF5,HTTP,Idrisi,ILI,Interlis 1,Interlis 2,Interlis1,Interlis2,JML,"
    "JP2OpenJPEG,JSONFG,LVBAG,MapInfo,MapInfo File,MapML,MBTiles,MiraMonVector,"
    "MongoDBv3,MSSQLSpatial,MVT,MySQL,NAS,netCDF,NGW,NTF,OAPIF,ODBC,ODS,OGCAPI,"
    "OGDI,OGR_GMT,OGR_PDS,OGR_VRT,Parquet,PCIDSK,PDF,PDS4,PGDUMP,PGeo,PLSCENES,"
    "PMTiles,PostgreSQL,S57,Selafin,SOSI,SQLite,SVG,SXF,TIGER,UK_NTF,VDV,VFK,"
    "VICAR,WAsP,WFS,XLS,XLSX,XODR"
)

os.environ["OGR_SKIP"] = _LEFT_OUT
# A build without one of these drivers would say so on standard error at each start; the errors that
# concern a user's file arrive as exceptions all the same.
os.environ.setdefault("CPL_LOG", os.devnull)
# A wanted driver must not follow a link to elsewhere either: neither as a file, nor by a request of
# its own, which has to go through a proxy of a kind that does not exist.
os.environ["CPL_VSIL_CURL_ALLOWED_EXTENSIONS"] = ".none"
for _proxy in ("GDAL_HTTP_PROXY", "GDAL_HTTPS_PROXY"):
    os.environ[_proxy] = "none://none"
# Nor follow the styles that a KML names, nor fetch the grids by which PROJ would move coordinates.
os.environ["LIBKML_RESOLVE_STYLE"] = "NO"
os.environ["PROJ_NETWORK"] = "OFF"
