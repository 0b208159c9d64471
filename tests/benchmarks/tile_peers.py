"""The peers that tiles are measured beside, as ASGI applications of one process each."""

import gzip
import os

from fastapi import FastAPI, Response
from sqlalchemy import create_engine, text

from gridgeo.tiles.tileset import COMPRESSION

MVT = "application/vnd.mapbox-vector-tile"

# What a careful FastAPI service asks PostGIS for: the columns that the map needs, index first.
AS_MVT = text("""
    WITH box AS (SELECT ST_TileEnvelope(:z, :x, :y) AS tile),
    drawn AS (
        SELECT g.code, v.name, v.kind, v.status, v.households,
               ST_AsMVTGeom(ST_Transform(v.geometry, 3857), box.tile, 4096, 64, true) AS geom
        FROM box, grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
        WHERE v.network_code = 'zongzhi' AND upper_inf(v.valid)
          AND v.geometry && ST_Transform(ST_Expand(box.tile, 0), 4326)
    )
    SELECT ST_AsMVT(drawn, 'grids', 4096, 'geom') FROM drawn WHERE geom IS NOT NULL
""")


def fastapi_as_mvt() -> FastAPI:
    """Make FastAPI with ``ST_AsMVT``; the database is ``GRIDGEO_DATABASE_URL``."""
    url = os.environ["GRIDGEO_DATABASE_URL"].replace("postgresql://", "postgresql+psycopg2://", 1)
    engine = create_engine(url, pool_size=8)
    app = FastAPI()

    @app.get("/tiles/{z}/{x}/{y}.mvt")
    def read_tile(z: int, x: int, y: int) -> Response:
        with engine.connect() as connection:
            plain = connection.execute(AS_MVT, {"z": z, "x": x, "y": y}).scalar_one()
        body = gzip.compress(bytes(plain), COMPRESSION)
        return Response(body, headers={"content-encoding": "gzip"}, media_type=MVT)

    return app


async def hello(scope: dict, receive: object, send: object) -> None:
    """Answer anything with one word, as fast as the server lets an application."""
    if scope["type"] != "http":
        return
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"5")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"hello"})
