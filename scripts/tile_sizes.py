"""Print how large the tiles of a network of 20,000 grids are, zoom by zoom.

    .venv/bin/python scripts/tile_sizes.py

Grids of about 700 m, as in a large city, published in a PostGIS of its own. Each tile of a zoom is
written where there are at most 2,000, else 2,000 of them. Sizes as a browser gets them (Brotli),
in kB, and what a screen of 1440 x 900 needs of the largest.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from gridgeo.db.session import make_engine, open_session  # noqa: E402
from gridgeo.services.locate import load_snapshot  # noqa: E402
from gridgeo.services.serve_tiles import TileServer  # noqa: E402
from gridgeo.tiles.mercator import tile_at  # noqa: E402
from tests.support.many_grids import NETWORKS, SOUTH, WEST, add_many_grids  # noqa: E402
from tests.support.postgis import running_test_server  # noqa: E402

SIDE, DEGREES = 141, 1.0  # 19,881 grids
ZOOMS = range(6, 18)
MOST_TILES = 2_000
# MapLibre draws a tile on 512 pixels; a screen that is not on their borders touches one row more.
SCREEN_TILES = (1440 // 512 + 2) * (900 // 512 + 2)


def main() -> None:
    """Publish, write tiles, and print the table."""
    with running_test_server() as postgis:
        engine = make_engine(postgis.create_database())
        with open_session(engine) as session:
            grids = add_many_grids(session, SIDE, degrees=DEGREES)
            session.flush()
            server = TileServer(load_snapshot(session))
        engine.dispose()
    say(f"{len(grids):,} grids; kB a tile: median, 95 of 100 under, largest; a screen at most")
    say("| zoom | tiles | median | 95 % | largest | screen |")
    for zoom in ZOOMS:
        sizes = np.array([*sizes_at(server, zoom)]) / 1000
        screen = np.sort(sizes)[-SCREEN_TILES:].sum()
        middle, most = np.percentile(sizes, (50, 95))
        say(
            f"| {zoom} | {len(sizes):,} | {middle:.1f} | {most:.1f} | {sizes.max():.1f}"
            f" | {screen:.0f} |"
        )


def sizes_at(server: TileServer, zoom: int) -> Iterator[int]:
    """Give the bytes of tiles of a zoom that show something."""
    west, south = tile_at(WEST, SOUTH, zoom)
    east, north = tile_at(WEST + DEGREES, SOUTH + DEGREES, zoom)
    numbers = [(x, y) for x in range(west, east + 1) for y in range(north, south + 1)]
    if len(numbers) > MOST_TILES:
        chosen = np.random.default_rng(1).choice(len(numbers), MOST_TILES, replace=False)
        numbers = [numbers[number] for number in chosen]
    for x, y in numbers:
        tile = server.tile(NETWORKS[0], zoom, x, y)
        if tile is not None:
            yield len(tile.encoded("br"))


def say(text: str) -> None:
    """Print a line."""
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
