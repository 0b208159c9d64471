"""Real layers all the way round: imported, planned, published, exported in each format, reopened.

    .venv/bin/python scripts/round_trips.py

The whole of ../shared/data: Hsinchu's counted areas, and Cambridge's blocks of 2020, for which the
source has no counts: 100 households each stand in. Works in a PostGIS of its own, and prints a
table: the format, its grids, and how far the furthest vertex lies from what was published.
"""

import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy.orm import Session

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from gridgeo.db.repositories.grids import published_grids  # noqa: E402
from gridgeo.db.session import make_engine  # noqa: E402
from gridgeo.domain.network import NetworkSpec  # noqa: E402
from gridgeo.io.export_formats import FORMATS  # noqa: E402
from gridgeo.io.sources import open_source  # noqa: E402
from gridgeo.io.table_places import TablePlaces, place_rows  # noqa: E402
from gridgeo.io.vector import read_layer  # noqa: E402
from gridgeo.services.create_plan import create_plan  # noqa: E402
from gridgeo.services.export_network import export_network  # noqa: E402
from gridgeo.services.import_layers import import_areas, import_units  # noqa: E402
from gridgeo.services.import_network import import_network  # noqa: E402
from gridgeo.services.publish_plan import publish_plan  # noqa: E402
from tests.support.postgis import running_test_server, throw_away_folder  # noqa: E402

SHARED = PROJECT.parent / "shared" / "data"
METRES_PER_DEGREE = 111_320
Town = tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]  # areas, units


def hsinchu() -> Town:
    """Read communities and counted areas."""
    file = SHARED / "hsinchu" / "hsinchu.gpkg"
    communities = read_layer(file, layer="communities")
    communities = communities.assign(code=communities["code2"], name=communities["code2"])
    units = read_layer(file, layer="areas").rename(columns={"code2": "area_code"})
    return communities.assign(level="community"), units


def cambridge() -> Town:
    """Read the city and its blocks."""
    folder = SHARED / "cambridge"
    city = read_layer(folder / "BOUNDARY_CityBoundary.geojson")
    city = city.dissolve().assign(code="CAMBRIDGE", name="Cambridge", level="community")
    blocks = read_layer(folder / "DEMOGRAPHICS_AdjustedBlocks2020.geojson")
    return city, blocks.assign(code=blocks["GEOID20"].astype(str), area_code="CAMBRIDGE",
                               households=100, persons=250)  # fmt: skip


def furthest_m(session: Session, network: str, path: Path, name: str) -> tuple[int, float]:
    """Reopen a file; give its grids, and the distance of the furthest vertex."""
    rows = published_grids(session, network)
    ours = dict(zip(rows.codes, shapely.from_wkb(list(rows.wkb)), strict=True))
    with open_source(path) as source:
        layer = source.layer("网格" if name == "xlsx" else None)
        read = pd.concat(list(source.batches(layer)))
        if name == "csv":
            read = place_rows(read, TablePlaces(wkt="wkt"))
    if name == "dxf":  # rings, on layers of the codes
        rings = read.groupby("Layer").geometry.apply(lambda s: shapely.area(s.to_numpy()).max())
        return len(rings), float("nan")
    if name == "xlsx":
        return len(read), float("nan")  # a point inside each, no shape
    pairs = [(ours[c], s) for c, s in zip(read["code"], read.geometry, strict=True)]
    apart = shapely.hausdorff_distance(*map(shapely.normalize, zip(*pairs, strict=True)))
    return len(read), float(np.max(apart)) * METRES_PER_DEGREE


def go_round(session: Session, town: Town, network: str, folder: Path) -> None:
    """Take one town round, and print what came back."""
    areas, units = town
    begun = time.perf_counter()
    rejected = [*import_areas(session, areas).rejected, *import_units(session, units).rejected]
    import_network(session, NetworkSpec(network, network), None)
    summary = create_plan(session, network, effort="fast")
    publish_plan(session, summary.plan_id)
    session.commit()  # what is published holds from that instant on
    took = time.perf_counter() - begun
    say(f"{network}: {len(units):,} units, {len(rejected)} left out, {summary.grids} grids,"
        f" {summary.households:,} households, published after {took:.0f} s")  # fmt: skip
    for name, chosen in FORMATS.items():
        begun = time.perf_counter()
        path = folder / f"{network}{chosen.suffix}"
        count = export_network(session, network, path)
        back, apart_m = furthest_m(session, network, path, name)
        size_kb = path.stat().st_size / 1024
        took = time.perf_counter() - begun
        apart = "no shape held against it" if np.isnan(apart_m) else f"{apart_m:.2g} m"
        say(f"  {name:8}{count} out, {back} back, {apart}, {size_kb:,.0f} kB, {took:.1f} s")


def say(text: str) -> None:
    """Print at once: a run takes a minute."""
    print(text, flush=True)  # noqa: T201


def main() -> None:
    """Take both round."""
    with running_test_server() as server, throw_away_folder() as folder:
        for network, read in (("hsinchu", hsinchu), ("cambridge", cambridge)):
            url = server.create_database()
            engine = make_engine(url)
            with Session(engine) as session:
                go_round(session, read(), network, folder)
            engine.dispose()
            server.drop_database(url)


if __name__ == "__main__":
    main()
