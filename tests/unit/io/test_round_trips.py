"""Real layers out in each format and in again: the same rows, the same ground."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gridgeo.io.export_formats import FORMATS, Content, write_content
from gridgeo.io.source_crs import parse_source_crs
from gridgeo.io.sources import open_source
from gridgeo.io.table_places import find_places, place_rows
from gridgeo.io.target_crs import parse_target

SHARED = Path(__file__).parents[4] / "shared" / "data"
LAYERS = {
    "hsinchu": (SHARED / "hsinchu" / "hsinchu.gpkg", "areas", "code", "EPSG:3826"),
    "cambridge": (
        SHARED / "cambridge" / "DEMOGRAPHICS_AdjustedBlocks2020.geojson", None, "GEOID20",
        "EPSG:26986",
    ),
}  # fmt: skip
# What a format keeps of a coordinate, in degrees: RFC 7946 seven digits, KML fifteen, WKT nine.
PRECISION = {"geojson": 1e-7, "csv": 1e-9, "kml": 1e-12}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not there"),
]


@pytest.fixture(scope="module", params=list(LAYERS))
def layer(request) -> tuple[gpd.GeoDataFrame, str]:
    path, name, key, metric = LAYERS[request.param]
    with open_source(path) as source:
        frames = list(source.batches(source.layer(name)))
    whole = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry")
    households = whole["households"] if "households" in whole else range(len(whole))
    frame = gpd.GeoDataFrame(
        {"code": whole[key].astype(str), "name": "和平一格", "households": households},
        geometry=whole.geometry.to_numpy(),
        crs="EPSG:4326",
    )
    return frame.sort_values("code", ignore_index=True), metric


def out_and_in(frame, folder, name, crs="EPSG:4326", encoding="utf-8") -> gpd.GeoDataFrame:
    chosen, target = FORMATS[name], parse_target(crs)
    shapes = frame.geometry.to_numpy()
    moved = frame.set_geometry(gpd.GeoSeries(target.move(shapes), crs=target.crs))
    places = target.move(shapely.point_on_surface(shapes))
    path = folder / f"out{chosen.suffix}"
    write_content(Content(moved, places, "layer", {}, [], target), path, chosen, encoding)
    with open_source(path) as source:
        read = source.layer(None if name != "xlsx" else "网格")
        frames = list(source.batches(read))
    found = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry")
    if read.geometry is None:
        found = place_rows(found, find_places(read.fields, found.head(100)))
    system = parse_source_crs(crs)
    found = found.rename(columns={"Name": "name"})  # as KML has it
    back = system.to_wgs84(found.geometry.to_numpy())
    return found.set_geometry(gpd.GeoSeries(back, crs="EPSG:4326"))


def assert_same(found, frame, tolerance) -> None:
    found = found.sort_values("code", ignore_index=True)
    assert found["code"].astype(str).tolist() == frame["code"].tolist()
    assert pd.to_numeric(found["households"]).tolist() == frame["households"].tolist()
    assert set(found["name"]) == {"和平一格"}
    ours, theirs = (shapely.normalize(shapely.multipolygons(shapely.get_parts(one), indices=of))
                    for one, of in map(_parts, (frame, found)))  # fmt: skip
    # Vertices that lie closer than the format's precision become one, and a spike narrower than it
    # is gone (of Cambridge 13 of 1,044 shapes have such); nothing else changes its vertices.
    same = shapely.get_num_coordinates(ours) == shapely.get_num_coordinates(theirs)
    assert same[shapely.minimum_clearance(ours) > 2 * tolerance].all()
    assert same.mean() > 0.98
    if tolerance:
        apart = shapely.hausdorff_distance(ours, theirs)
        assert apart[same].max() <= tolerance
        assert apart.max() <= 3 * tolerance  # the tip of such a spike was so far from its foot
    else:
        assert shapely.equals_exact(ours, theirs).all()


def _parts(frame):
    shapes = frame.geometry.to_numpy()
    return shapes, shapely.get_parts(shapes, return_index=True)[1]


@pytest.mark.parametrize("name", ["gpkg", "shp", "geojson", "kml", "csv", "fgb", "parquet"])
def test_a_layer_comes_back_as_exact_as_the_format_is(layer, tmp_path, name):
    frame, _ = layer
    assert_same(out_and_in(frame, tmp_path, name), frame, PRECISION.get(name, 0.0))


def test_a_workbook_comes_back_with_its_rows_and_inner_points(layer, tmp_path):
    frame, _ = layer
    found = out_and_in(frame, tmp_path, "xlsx").sort_values("code", ignore_index=True)
    assert found["code"].tolist() == frame["code"].tolist()
    assert pd.to_numeric(found["households"]).tolist() == frame["households"].tolist()
    inner = shapely.point_on_surface(frame.geometry.to_numpy())
    assert shapely.distance(found.geometry.to_numpy(), inner).max() < 1e-7


def test_a_drawing_comes_back_ring_by_ring(layer, tmp_path):
    frame, metric = layer
    target, chosen = parse_target(metric), FORMATS["dxf"]
    moved = frame.set_geometry(
        gpd.GeoSeries(target.move(frame.geometry.to_numpy()), crs=target.crs)
    )
    places = shapely.centroid(moved.geometry.to_numpy())
    path = tmp_path / "out.dxf"
    write_content(Content(moved, places, "layer", {}, [], target), path, chosen)
    with open_source(path) as source:
        found = pd.concat(list(source.batches(source.layer())))
    assert set(found["Layer"]) == set(frame["code"])
    rings = shapely.get_rings(shapely.get_parts(moved.geometry.to_numpy()))
    assert len(found) == len(rings)
    drawn = shapely.area(found["geometry"].to_numpy()).sum()
    assert np.isclose(drawn, shapely.area(shapely.polygons(rings)).sum(), rtol=1e-9)


@pytest.mark.parametrize("crs", ["gcj02", "bd09"])
def test_a_shapefile_in_gbk_and_shifted_degrees_comes_back_within_a_centimetre(
    layer, tmp_path, crs
):
    frame, _ = layer
    found = out_and_in(frame, tmp_path, "shp", crs, "gbk")
    assert_same(found, frame, 1e-7)
