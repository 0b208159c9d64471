"""Units of the demo district (35,000 buildings) within 90 s and 4 GB, beside momepy's tessellation.

Each is measured in a process of its own, so that the peak of memory is its own too.
"""

import json
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.bench, pytest.mark.slow]

PREPARE = """
import json, time, warnings
from pathlib import Path
import numpy as np
import shapely
from pyproj import CRS
from gridgeo.demo import make_district
from gridgeo.geometry.crs import metric_crs, transform

warnings.simplefilter("ignore")
wgs84 = CRS.from_epsg(4326)
district = make_district("district")
crs = metric_crs(wgs84, district.areas.total_bounds)
communities = district.areas[district.areas["level"] == "community"]

def metres(frame):
    return transform(frame.geometry.to_numpy(), wgs84, crs)

def tell(start, units, **more):
    # Not that of getrusage: it begins with what the process that started this one had.
    peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1e6
    seconds = time.process_time() - start
    valid = bool(shapely.coverage_is_valid(units))
    print(json.dumps({"seconds": seconds, "peak_gb": peak, "units": len(units), "valid": valid,
                      **more}))
"""

OURS = """
from gridgeo.geometry.enclosures import Barriers
from gridgeo.geometry.tessellation_units import make_units

barriers = Barriers(metres(district.barriers), np.array(district.barriers["kind"].tolist()))
grounds = metres(communities), metres(district.buildings)
counts = district.buildings["households"].to_numpy(), district.buildings["persons"].to_numpy()
start = time.process_time()
units = make_units(*grounds, *counts, compounds=metres(district.compounds), barriers=barriers,
                   rural=(communities["setting"] == "rural").to_numpy())
tell(start, units.polygons, households=int(units.households.sum()))
"""

MOMEPY = """
import geopandas as gpd
import momepy

start = time.process_time()
streets = district.barriers.to_crs(crs)
limit = gpd.GeoSeries([shapely.union_all(metres(communities))], crs=crs)
lines = streets.geometry[streets.geom_type == "LineString"]
enclosures = momepy.enclosures(lines, limit=limit)
cells = momepy.enclosed_tessellation(district.buildings.to_crs(crs), enclosures.geometry, n_jobs=1)
tell(start, cells.geometry.to_numpy())
"""


def measure(script):
    done = subprocess.run(
        [sys.executable, "-c", PREPARE + script], capture_output=True, text=True, check=False
    )
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr.splitlines()[-1]


def test_units_of_a_district_take_less_than_90_s_and_4_gb():
    ours = measure(OURS)
    print("\ngridgeo", ours)  # noqa: T201
    print("momepy ", measure(MOMEPY))  # noqa: T201
    assert ours["valid"]
    assert ours["households"] == 440_000
    assert ours["seconds"] < 90
    assert ours["peak_gb"] < 4
