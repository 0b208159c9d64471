"""Small files from the small demo, for examples: one town as a department would hand it over.

Rewrite them after a change of the demo with ``python -c "from gridgeo.demo.samples import
write_samples; write_samples('data/samples')"`` and review what changed.
"""

from itertools import islice
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from gridgeo.demo.chance import stream
from gridgeo.demo.district import District, make_district
from gridgeo.demo.draft import Draft, make_draft
from gridgeo.demo.drawing import cut_by_ruler
from gridgeo.demo.lattice import Rect
from gridgeo.demo.shapes import Geometries, degrees, polygon
from gridgeo.demo.tracks import make_tracks

_SIZE, _SEED = "small", 0
_HOUSEHOLDS_A_SMALL_AREA = 110
_TRACK_POINTS = 1500
_ADDRESSES = 200


def make_samples() -> dict[str, pd.DataFrame]:
    """Make the sample tables by file name; those with geometry are in EPSG:4326.

    Returns
    -------
    dict
        ``small_areas.gpkg`` (a clean coverage with counts), ``communities.geojson``,
        ``streets.geojson``, ``places.geojson``, ``buildings.gpkg``,
        ``network.gpkg`` (present grids, with faults),
        ``grids.geojson`` (the same town's grids before the faults), ``addresses.csv`` and
        ``tracks.csv`` (longitude and latitude as columns), ``faults.csv`` (what is wrong with
        ``network.gpkg``).
    """
    district = make_district(_SIZE, _SEED)
    draft = make_draft(_SIZE, _SEED)
    town = _sample_town(district)
    areas = district.areas
    communities = areas[areas["parent_code"] == town].reset_index(drop=True)
    network = district.present_grids("zongzhi")
    mine = network["area_code"].isin(communities["code"])
    return {
        "small_areas.gpkg": _small_areas(draft, district, communities),
        "communities.geojson": communities,
        "streets.geojson": _inside(district.barriers, communities),
        "places.geojson": _inside(district.places, communities),
        "buildings.gpkg": _inside(
            district.buildings, communities[communities["setting"] == "urban"]
        ),
        "network.gpkg": network[mine & (network["kind"] == "base")].reset_index(drop=True),
        "grids.geojson": _clean_grids(draft, communities),
        "addresses.csv": _addresses(district, communities),
        "tracks.csv": _tracks(district, communities),
        "faults.csv": _faults(district, communities),
    }


def write_samples(folder: Path | str) -> None:
    """Write the sample files into an existing folder, over those that are there.

    The same demo gives the same bytes: GeoPackages get a fixed time of their last change.
    """
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2025-06-01T00:00:00.000Z"})
    try:
        _write(Path(folder))
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _write(folder: Path) -> None:
    for name, table in make_samples().items():
        path = folder / name
        path.unlink(missing_ok=True)
        if path.suffix == ".csv":
            table.to_csv(path, index=False, lineterminator="\n")
        elif path.suffix == ".geojson":
            pyogrio.write_dataframe(
                table, path, driver="GeoJSON", RFC7946="YES", COORDINATE_PRECISION=8
            )
        else:
            pyogrio.write_dataframe(table, path, layer=path.stem, driver="GPKG")


def read_samples(folder: Path | str) -> dict[str, pd.DataFrame]:
    """Read the sample files back, to compare them with `make_samples`."""
    tables: dict[str, pd.DataFrame] = {}
    for path in sorted(Path(folder).iterdir()):
        if path.suffix == ".csv":
            tables[path.name] = pd.read_csv(path, dtype={"area_code": str})
        elif path.suffix in (".geojson", ".gpkg"):
            tables[path.name] = pyogrio.read_dataframe(path)
    return tables


def _sample_town(district: District) -> str:
    """Choose the town whose grids have the most different faults."""
    faults = district.faults
    planted = faults[(faults["network_code"] == "zongzhi") & (faults["rule"] != "band")]
    kinds = planted["rule"] + planted["cause"]
    towns = planted["codes"].str.slice(0, 9) + "000"
    return str(kinds.groupby(towns).nunique().sort_index().idxmax())


def _small_areas(
    draft: Draft, district: District, communities: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Cut the town's blocks into statistical small areas and count the people in each."""
    rng = stream(_SEED, "small areas")
    rects, owners = [], []
    households = _by_block(draft)
    wanted = set(communities["code"])
    for block, owner in enumerate(draft.sites.community):
        if draft.names.codes[owner] in wanted:
            rect = draft.sites.blocks[block]
            parts = cut_by_ruler(rect, _parts(rect, households[block]), rng)
            rects += parts
            owners += [draft.names.codes[owner]] * len(parts)
    shapes = degrees([polygon(draft.layout.frame, rect) for rect in rects])
    serial = pd.Series(owners).groupby(owners).cumcount() + 1
    counts = _count(shapes, district.households)
    return gpd.GeoDataFrame(
        {
            "code": pd.Series(owners) + serial.astype(str).str.zfill(3),
            "area_code": owners,
            "households": counts[0],
            "persons": counts[1],
        },
        geometry=shapes,
        crs="EPSG:4326",
    )


def _by_block(draft: Draft) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    block = np.array([site.block for site in draft.sites.sites])
    homes = block[draft.buildings.site[draft.homes.building]]
    return np.bincount(homes, minlength=len(draft.sites.blocks))


def _parts(rect: Rect, households: int) -> int:
    """Say into how many small areas a block goes: by its people, none narrower than 40 m."""
    return max(
        1, min(round(households / _HOUSEHOLDS_A_SMALL_AREA), rect.extent[0] * rect.extent[1] // 9)
    )


def _count(shapes: Geometries, households: gpd.GeoDataFrame) -> tuple[list[int], list[int]]:
    """Count households and persons in each shape."""
    tree = shapely.STRtree(households.geometry.to_numpy())
    shape, home = tree.query(shapes, predicate="contains")
    persons = households["persons"].to_numpy()[home]
    size = len(shapes)
    return (
        np.bincount(shape, minlength=size).tolist(),
        np.bincount(shape, weights=persons, minlength=size).astype(int).tolist(),
    )


def _clean_grids(draft: Draft, communities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Draw the town's grids of 综治 as they were before anybody was careless."""
    network = draft.networks[0]
    codes = [draft.names.codes[grid.community] for grid in network.grids]
    chosen = [i for i, code in enumerate(codes) if code in set(communities["code"])]
    shapes = [polygon(draft.layout.frame, network.grids[i].rect) for i in chosen]
    return gpd.GeoDataFrame(
        {"code": [network.codes[i] for i in chosen], "area_code": [codes[i] for i in chosen]},
        geometry=degrees(shapes),
        crs="EPSG:4326",
    )


def _inside(table: gpd.GeoDataFrame, communities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep the rows that touch the town's ground."""
    ground = shapely.coverage_union_all(communities.geometry.to_numpy())
    touching = shapely.intersects(ground, table.geometry.to_numpy())
    return gpd.GeoDataFrame(table[touching].reset_index(drop=True))


def _addresses(district: District, communities: gpd.GeoDataFrame) -> pd.DataFrame:
    homes = _inside(district.households, communities)
    chosen = np.sort(stream(_SEED, "addresses").choice(len(homes), _ADDRESSES, replace=False))
    homes = homes.iloc[chosen].reset_index(drop=True)
    table = pd.DataFrame(homes[["code", "address", "households", "persons"]])
    table["lon"], table["lat"] = homes.geometry.x, homes.geometry.y
    return table


def _tracks(district: District, communities: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give the first days of one worker of the town."""
    postings = district.postings
    mine = postings["grid_code"].str.slice(0, 12).isin(communities["code"])
    worker = str(postings.loc[mine & (postings["role"] == "worker"), "worker_code"].iloc[2])
    batch = next(islice(make_tracks(district, workers=[worker]), 1))
    points = batch.points.iloc[:_TRACK_POINTS].copy()
    points["recorded_at"] = points["recorded_at"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    return points


def _faults(district: District, communities: gpd.GeoDataFrame) -> pd.DataFrame:
    faults = district.faults[district.faults["network_code"] == "zongzhi"]
    towns = faults["codes"].str.slice(0, 12).isin(communities["code"])
    middle = faults.geometry.representative_point()
    table = pd.DataFrame(faults.drop(columns="geometry"))
    table["lon"], table["lat"] = middle.x.round(6), middle.y.round(6)
    return pd.DataFrame(table[towns].reset_index(drop=True))
