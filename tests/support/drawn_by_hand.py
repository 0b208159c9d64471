"""A network as a department sends it: a shapefile in GBK and GCJ-02, without a word about either.

``python -m tests.support.drawn_by_hand FILE.zip`` writes it from the GeoJSON features that it
reads, which are those of the API: WGS 84, with ``code`` and ``name``.
"""

import json
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
import shapely.geometry

from gridgeo.geometry.china_offsets import gcj02_from_wgs84


def write(target: Path, features: list[dict[str, Any]]) -> None:
    """Write the grids into a ZIP."""
    ground = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    moved = shapely.transform(ground, lambda xy: np.column_stack(gcj02_from_wgs84(*xy.T)))
    said = [feature["properties"] for feature in features]
    names = {"网格编码": [one["code"] for one in said], "网格名称": [one["name"] for one in said]}
    frame = gpd.GeoDataFrame(names, geometry=moved)
    with tempfile.TemporaryDirectory() as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # no .prj: offices often send none
            frame.to_file(Path(folder) / "网格.shp", encoding="gbk")
        with zipfile.ZipFile(target, "w") as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)


if __name__ == "__main__":
    write(Path(sys.argv[1]), json.load(sys.stdin))
