"""TileJSON 3.0.0: what a set of tiles is and where they are."""

from collections.abc import Sequence
from typing import Any

from gridgeo.tiles.layer import Layer
from gridgeo.tiles.levels import FULL_ZOOM

MAX_ZOOM = FULL_ZOOM + 1  # readers enlarge its tiles beyond: nothing is simplified in them


def describe_tiles(
    name: str,
    layers: Sequence[Layer],
    bounds: tuple[float, float, float, float],
    urls: Sequence[str],
    version: str | None = None,
) -> dict[str, Any]:
    """Describe tiles.

    Parameters
    ----------
    layers : sequence of Layer
        Which they hold.
    bounds : (west, south, east, north)
        Degrees.
    urls : sequence of str
        Where the tiles are, with ``{z}``, ``{x}`` and ``{y}``.
    version : str, optional
        Three numbers.
    """
    west, south, east, north = bounds
    described: dict[str, Any] = {
        "tilejson": "3.0.0",
        "name": name,
        "scheme": "xyz",
        "tiles": list(urls),
        "minzoom": 0,
        "maxzoom": MAX_ZOOM,
        "bounds": [west, south, east, north],
        "center": [(west + east) / 2, (south + north) / 2, 12],
        "vector_layers": [
            {"id": layer.name, "fields": dict.fromkeys(layer.keys, "")} for layer in layers
        ],
    }
    return described if version is None else described | {"version": version}
