"""Files that name other files and addresses: nothing of these is read, nobody is called."""

import json
import zipfile

import openpyxl
import pyogrio
import pytest
from pyproj.exceptions import CRSError

from gridgeo.domain.errors import BadInputError
from gridgeo.io.crs_text import read_crs
from gridgeo.io.source_crs import parse_source_crs
from gridgeo.io.sources import open_source
from gridgeo.io.target_crs import parse_target
from tests.unit.io.sources.test_admit import listening, packed, refused

LINKS = """<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<NetworkLink><Link><href>{0}/n.kml</href></Link></NetworkLink>
<Style id="x"><IconStyle><Icon><href>{0}/i.png</href></Icon></IconStyle></Style>
<GroundOverlay><Icon><href>{0}/g.png</href></Icon>
<LatLonBox><north>2</north><south>1</south><east>2</east><west>1</west></LatLonBox></GroundOverlay>
<Placemark><styleUrl>{0}/s.kml#s</styleUrl><name>a</name>
<ExtendedData><SchemaData schemaUrl="{0}/s.kml#q"><SimpleData name="w">1</SimpleData></SchemaData>
</ExtendedData><Point><coordinates>1,1</coordinates></Point></Placemark></Document></kml>"""
SECRET = "the-secret"  # noqa: S105


@pytest.mark.parametrize("packed_up", [False, True])
def test_links_styles_and_pictures_of_a_kml_are_left_alone(tmp_path, packed_up):
    (tmp_path / "n.kml").write_text(LINKS.format("x").replace("<name>a", f"<name>{SECRET}"))
    with listening() as (port, calls):
        for target in (f"http://127.0.0.1:{port}", str(tmp_path), "."):
            path = tmp_path / "a.kml"
            path.write_text(LINKS.format(target))
            if packed_up:
                packed(tmp_path / "a.kmz", {"doc.kml": path.read_bytes()})
                path = tmp_path / "a.kmz"
            with open_source(path) as source:
                rows = [
                    str(one.to_dict()) for layer in source.layers for one in source.batches(layer)
                ]
            assert rows
            assert SECRET not in "".join(rows)
    assert calls == []


def test_links_entities_and_formulas_of_a_workbook_stay_texts(tmp_path):
    book = openpyxl.Workbook()
    with listening() as (port, calls):
        url = f"http://127.0.0.1:{port}/x"
        book.active.append(["code", "address", "name"])
        book.active.append(["1", f'=WEBSERVICE("{url}")', f"='[{url}]a'!A1"])
        book.active["A2"].hyperlink = url
        book.save(tmp_path / "a.xlsx")
        with zipfile.ZipFile(tmp_path / "a.xlsx", "a") as archive:
            target = f'<Relationship Id="r" Type="x" Target="{url}" TargetMode="External"/>'
            archive.writestr("xl/externalLinks/_rels/externalLink1.xml.rels",
                             f"<Relationships>{target}</Relationships>")  # fmt: skip
        with open_source(tmp_path / "a.xlsx") as source:
            [row] = next(source.batches(source.layer())).to_dict("records")
    assert (row["code"], row["address"]) == ("1", "")  # a formula that was never reckoned
    assert calls == []


def test_entities_of_a_workbook_are_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["code"])
    book.save(tmp_path / "b.xlsx")
    with zipfile.ZipFile(tmp_path / "b.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    for word in ("x", "l9"):
        parts["xl/worksheets/sheet1.xml"] = (
            '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">'
            f'<!ENTITY l0 "lol">{laughs}]><worksheet xmlns="http://schemas.openxmlformats.org/'
            'spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is>'
            f"<t>&{word};</t></is></c></row></sheetData></worksheet>"
        ).encode()
        packed(tmp_path / "a.xlsx", parts)
        refused(tmp_path / "a.xlsx", "cannot be read as a workbook")


@pytest.mark.parametrize("name", ["a.ods", "a.xlsx", "a.xls", "a.geojson.gz", "a.tar.gz", "a.7z"])
def test_other_workbooks_and_archives_are_refused(tmp_path, name):
    ods = "application/vnd.oasis.opendocument.spreadsheet"
    packed(tmp_path / name, {"mimetype": ods.encode(), "content.xml": b"<a/>"})
    refused(tmp_path / name, "is no file that gridgeo reads|cannot be read as a workbook")


@pytest.mark.parametrize("name", ["b.geojson", "b.csv", "b.kml"])
def test_what_is_packed_under_another_name_is_refused(tmp_path, name):
    packed(tmp_path / "b.zip", {"c.csv": b"code\n1\n"})
    packed(tmp_path / "a.zip", {name: (tmp_path / "b.zip").read_bytes()})
    refused(tmp_path / "a.zip", "is no |cannot be read")


def test_a_drawing_that_refers_to_another_reads_nothing_of_it(tmp_path):
    line = "0\nLINE\n8\n{}\n10\n0\n20\n0\n11\n1\n21\n1\n"
    ends = "0\nENDSEC\n0\nEOF\n"
    (tmp_path / "x.dxf").write_text(f"0\nSECTION\n2\nENTITIES\n{line.format(SECRET)}{ends}")
    (tmp_path / "a.dxf").write_text(
        "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n0\nENDSEC\n0\nSECTION\n2\nBLOCKS\n"
        f"0\nBLOCK\n2\nX\n70\n4\n10\n0\n20\n0\n1\n{tmp_path}/x.dxf\n0\nENDBLK\n0\nENDSEC\n"
        "0\nSECTION\n2\nENTITIES\n0\nINSERT\n2\nX\n10\n0\n20\n0\n"
        f"{line.format('own')}{ends}"
    )
    with open_source(tmp_path / "a.dxf") as source:
        rows = "".join(str(one.to_dict()) for one in source.batches(source.layer()))
    assert "own" in rows
    assert SECRET not in rows


@pytest.mark.parametrize("member", ["a.geojson", "a.json", "a.geojsonl"])
def test_a_coordinate_system_by_a_file_is_refused(tmp_path, member):
    """PROJ opened the list of definitions that was named."""
    (tmp_path / "defs").write_text("<1> +proj=longlat +ellps=WGS84 <>")
    point = {"type": "Feature", "properties": {}, "geometry": None}
    named = {"type": "name", "properties": {"name": f"+init={tmp_path}/defs:1"}}
    whole = {"type": "FeatureCollection", "crs": named, "features": [point]}
    (tmp_path / member).write_text(json.dumps(whole))
    refused(tmp_path / member, "names its coordinate system by a file")


@pytest.mark.parametrize(
    "text",
    [
        "+init=/etc/passwd:1",
        "+proj=longlat +nadgrids=/etc/passwd",
        "+proj=longlat +ellps=WGS84 +geoidgrids=https://example.com/a.tif",
        'GEOGCS["x",DATUM["x",SPHEROID["x",6378137,298.257]],PRIMEM["G",0],UNIT["degree",0.017],'
        'EXTENSION["PROJ4","+proj=longlat +nadgrids=/etc/passwd"]]',
    ],
)
def test_words_that_would_have_a_file_opened_are_no_system(text):
    with pytest.raises(CRSError, match="leads to a file"):
        read_crs(text)
    for parse in (parse_source_crs, parse_target):
        with pytest.raises(BadInputError, match="no coordinate system"):
            parse(text)


def test_web_mercator_in_its_old_words_is_read():
    wkt = parse_target("EPSG:3857").crs.to_wkt("WKT1_GDAL")
    assert "nadgrids=@null" in wkt
    assert read_crs(wkt).is_projected
    assert read_crs(parse_target("EPSG:4547").crs.to_json_dict()) == "EPSG:4547"


def test_a_shapefile_may_not_have_a_file_opened(tmp_path):
    import geopandas as gpd
    import shapely

    frame = gpd.GeoDataFrame({"code": ["1"]}, geometry=[shapely.Point(114, 32)], crs="EPSG:4326")
    pyogrio.write_dataframe(frame, tmp_path / "a.shp")
    for words in ("+init=/etc/passwd:1", "/etc/passwd", "http://127.0.0.1:9/x"):
        (tmp_path / "a.prj").write_text(words)
        with open_source(tmp_path / "a.shp") as source:
            assert source.layer().crs is None
