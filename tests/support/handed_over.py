"""Layers made into what an office hands over: a shapefile in GBK, in degrees of GCJ-02."""

from pathlib import Path

import geopandas as gpd

from gridgeo.io.shapefile import write_shapefile
from gridgeo.io.target_crs import parse_target


def hand_over(frame: gpd.GeoDataFrame, path: Path, names: dict[str, str]) -> Path:
    """Write a frame of degrees, its columns renamed; the file says WGS 84, as they all do.

    Parameters
    ----------
    path : Path
        Ends in ``.shp``.
    names : dict
        A column of the frame to what the office calls it; other columns are left out.
    """
    shifted = parse_target("gcj02").move(frame.geometry.to_numpy())
    handed = frame[list(names)].rename(columns=names)
    placed = gpd.GeoDataFrame(handed, geometry=shifted, crs="EPSG:4326")
    write_shapefile(placed, path, "gbk")
    return path
