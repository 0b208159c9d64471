"""What a server process holds from its start: not the libraries that few requests use."""

import subprocess
import sys

import pytest

LATE = {
    "authlib", "branca", "folium", "freetype", "joserfc", "networkx", "openpyxl", "pyogrio",
    "scipy.ndimage", "segno", "typst",
}  # fmt: skip


@pytest.mark.slow
def test_the_application_starts_without_the_libraries_of_few_requests():
    code = "import api.main, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "api.main" in loaded
    assert loaded & LATE == set()


def test_gdal_opens_only_wanted_formats_whenever_it_is_loaded():
    code = (
        "from gridgeo.io.gdal import gdal; import sys; assert 'pyogrio' not in sys.modules;"
        "print(*sorted(gdal().list_drivers()), sep='|')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    drivers = set(done.stdout.strip().split("|"))
    assert {"GPKG", "GeoJSON", "ESRI Shapefile"} <= drivers
    assert drivers & {"OGR_VRT", "GML", "MVT", "SQLite", "PostgreSQL"} == set()
