"""A network as a department sends it: a shapefile in GBK and GCJ-02, one border a column too far.

``python -m tests.support.drawn_by_hand FILE.zip`` writes it for the town of `small_town`: two grids
in the left community that meet at 116.315 E, where those of ``zongzhi`` meet at 116.31 E.
"""

import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from gridgeo.geometry.china_offsets import gcj02_from_wgs84
from tests.support.small_town import MIDDLE, NORTH, SOUTH, WEST, box

BORDER = 116.315


def write(target: Path) -> None:
    """Write the network into a ZIP."""
    ground = [
        shapely.from_wkt(box(west, SOUTH, east, NORTH).partition(";")[2])
        for west, east in ((WEST, BORDER), (BORDER, MIDDLE))
    ]
    moved = shapely.transform(ground, lambda xy: np.column_stack(gcj02_from_wgs84(*xy.T)))
    frame = gpd.GeoDataFrame(
        {"网格编码": ["CG01", "CG02"], "网格名称": ["城管一格", "城管二格"]}, geometry=moved
    )
    with tempfile.TemporaryDirectory() as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # no .prj: offices often send none
            frame.to_file(Path(folder) / "城管网格.shp", encoding="gbk")
        with zipfile.ZipFile(target, "w") as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
