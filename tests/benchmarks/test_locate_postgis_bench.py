"""A million points, a tenth of them on borders or beside them: the answers of PostGIS, one by one.

The same question is then put to the tiles at their deepest zoom, where a unit is two millimetres:
what they draw agrees wherever a point is further than one unit from the border.
"""

import time
from collections.abc import Iterator

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.session import make_engine, open_session
from gridgeo.services.locate import Snapshot, load_snapshot
from gridgeo.services.serve_tiles import TileServer
from gridgeo.tiles.mercator import EXTENT, HALF_WORLD_M, MAX_ZOOM, corner, project, tile_at
from tests.support.many_grids import NETWORKS, SOUTH, WEST, add_many_grids

pytestmark = [pytest.mark.bench, pytest.mark.slow, pytest.mark.db]

SIDE = 141  # squared: 19,881 grids
POINTS, ON_BORDER, BESIDE = 1_000_000, 50_000, 50_000
METRE = 1e-5  # degrees, nearly
TILE_POINTS = 1_000
PIECE = 100_000

# The rule of gridgeo.geometry.locator, in SQL; through the spatial index, grid by grid.
RULE = text("""
    SELECT p.i, min(g.code COLLATE "C") AS code
    FROM unnest(CAST(:x AS float8[]), CAST(:y AS float8[])) WITH ORDINALITY AS p (x, y, i)
    LEFT JOIN grid_versions AS v ON upper_inf(v.valid) AND v.network_code = :network
         AND ST_Covers(v.geometry, ST_SetSRID(ST_MakePoint(p.x, p.y), 4326))
    LEFT JOIN grids AS g ON g.id = v.grid_id
    GROUP BY p.i ORDER BY p.i
""")


@pytest.fixture(scope="module")
def session(module_database_url: str) -> Iterator[Session]:
    engine = make_engine(module_database_url)
    with open_session(engine) as opened:
        add_many_grids(opened, SIDE)
        opened.execute(text("ANALYZE grid_versions"))
        # Or the bits of all open grids would be joined for each point: a hundred times slower.
        opened.execute(text("SET LOCAL enable_bitmapscan = off"))
        yield opened
    engine.dispose()


@pytest.fixture(scope="module")
def snapshot(session: Session) -> Snapshot:
    return load_snapshot(session)


def border_points(snapshot: Snapshot, rng: np.random.Generator) -> np.ndarray:
    """Corners, places along edges, and places within a metre of these."""
    rings = shapely.get_coordinates(snapshot.network(NETWORKS[0]).table.geometry)
    at = rng.integers(0, len(rings) - 1, ON_BORDER)
    share = np.where(rng.random((ON_BORDER, 1)) < 0.5, 0.0, rng.random((ON_BORDER, 1)))
    near = np.hypot(*(rings[at + 1] - rings[at]).T)[:, None] < 0.01  # else two rings meet there
    on = rings[at] + np.where(near, share, 0.0) * (rings[at + 1] - rings[at])
    return np.vstack([on, on[:BESIDE] + rng.uniform(-METRE, METRE, (BESIDE, 2))])


def test_a_million_points_fall_where_postgis_says(session, snapshot, capsys):
    rng = np.random.default_rng(12)
    border = border_points(snapshot, rng)
    inner = rng.uniform((WEST, SOUTH), (WEST + 1, SOUTH + 1), (POINTS - len(border), 2))
    places = rng.permutation(np.vstack([inner, border]))
    network = snapshot.network(NETWORKS[0])
    ours = np.append(network.table.codes, None)[network.find(places[:, 0], places[:, 1])]
    started = time.perf_counter()
    for first in range(0, POINTS, PIECE):
        some = places[first : first + PIECE]
        bound = {"x": some[:, 0].tolist(), "y": some[:, 1].tolist(), "network": NETWORKS[0]}
        theirs = [row.code for row in session.execute(RULE, bound)]
        assert theirs == ours[first : first + PIECE].tolist()
    with capsys.disabled():
        print(  # noqa: T201
            f"\n  {POINTS:,} points, {len(border):,} on a border or within a metre of one:"
            f" no difference from ST_Covers, which took {time.perf_counter() - started:.0f} s"
        )


def test_the_deepest_tiles_draw_borders_where_the_answers_change(snapshot):
    rng = np.random.default_rng(13)
    network = snapshot.network(NETWORKS[0])
    places = rng.permutation(border_points(snapshot, rng))[:TILE_POINTS]
    server = TileServer(snapshot)
    unit_m = 2 * HALF_WORLD_M / (1 << MAX_ZOOM) / EXTENT
    compared = 0
    for (lon, lat), row in zip(places, network.find(places[:, 0], places[:, 1]), strict=True):
        column, line = tile_at(lon, lat, MAX_ZOOM)
        tile = server.tile(NETWORKS[0], MAX_ZOOM, column, line)
        if tile is None:
            assert row < 0
            continue
        west, north = corner(MAX_ZOOM, column, line)
        [(x, y)] = shapely.get_coordinates(project(np.array([shapely.Point(lon, lat)])))
        point = shapely.Point((x - west) / unit_m, (north - y) / unit_m)
        drawn = grids_of(tile.encoded("identity"))
        if any(shape.boundary.distance(point) <= 1 for shape in drawn.values()):
            continue
        covering = [code for code, shape in drawn.items() if shape.covers(point)]
        assert covering == ([network.table.codes[row]] if row >= 0 else [])
        compared += 1
    assert compared > TILE_POINTS / 4


def grids_of(body: bytes) -> dict[str, shapely.Geometry]:
    options = {"y_coord_down": True}
    layers = mapbox_vector_tile.decode(body, default_options=options)
    features = layers.get("grids", {"features": []})["features"]
    return {
        feature["properties"]["code"]: shapely.geometry.shape(feature["geometry"])
        for feature in features
    }
