"""Systems of Chinese offices: old datums by code, and the words that .prj files have for them."""

import numpy as np
import pytest
import shapely
from pyproj import CRS, Transformer

from gridgeo.io.source_crs import of_crs, parse_source_crs

CGCS2000 = ("GCS_China_Geodetic_Coordinate_System_2000", "D_China_2000",
            "CGCS2000", "6378137.0,298.257222101")  # fmt: skip
XIAN = ("GCS_Xian_1980", "D_Xian_1980", "Xian_1980", "6378140.0,298.257")
BEIJING = ("GCS_Beijing_1954", "D_Beijing_1954", "Krasovsky_1940", "6378245.0,298.3")


def prj(name: str, base: tuple[str, ...], meridian: float, east: float) -> str:
    """Write a Gauss-Krüger system as ESRI's programs and those of Chinese makers do."""
    gcs, datum, spheroid, axes = base
    return (
        f'PROJCS["{name}",GEOGCS["{gcs}",DATUM["{datum}",SPHEROID["{spheroid}",{axes}]],'
        'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],'
        f'PARAMETER["False_Easting",{east}],PARAMETER["False_Northing",0.0],'
        f'PARAMETER["Central_Meridian",{meridian}],PARAMETER["Scale_Factor",1.0],'
        'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (prj("Beijing_1954_3_Degree_GK_Zone_38", BEIJING, 114, 38500000), "EPSG:2414"),
        (prj("Xian_1980_3_Degree_GK_CM_114E", XIAN, 114, 500000), "EPSG:2383"),
        (prj("西安80坐标系3度带38", ("西安80", *XIAN[1:]), 114, 38500000), "EPSG:2362"),
        (prj("CGCS2000_3_Degree_GK_Zone_38", CGCS2000, 114, 38500000), "EPSG:4526"),
        (prj("国家2000 3度带 114E", CGCS2000, 114, 500000), "EPSG:4547"),
        (prj("某市独立坐标系", CGCS2000, 114.5, 500000), "某市独立坐标系"),
        ('GEOGCS["2000国家大地坐标系",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,'
         '298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
         "EPSG:4490"),
    ],
)  # fmt: skip
def test_a_prj_is_known_by_its_numbers_whatever_it_is_called(text: str, code: str) -> None:
    assert of_crs(CRS.from_user_input(text)).name == code


CODES = [4214, *range(2401, 2443), 4610, 2362, 2383, *range(4513, 4555)]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(code, marks=[pytest.mark.slow] if at % 10 else [])
        for at, code in enumerate(CODES)
    ],
)
def test_each_system_leads_where_pyproj_leads_and_says_how(code: int) -> None:
    system = parse_source_crs(str(code))
    if system.is_degrees:
        place = shapely.Point(114.02, 32.0)
    else:
        false_east = system.crs.coordinate_operation.params[3].value
        place = shapely.Point(false_east + 1888, 3541500)
    moved = system.to_wgs84(np.array([place], dtype=object))[0]
    meant = Transformer.from_crs(code, 4326, always_xy=True).transform(place.x, place.y)
    assert (moved.x, moved.y) == meant
    assert "WGS 84" in system.way  # the very operation, not that there are several
    assert "unavailable" not in system.way
