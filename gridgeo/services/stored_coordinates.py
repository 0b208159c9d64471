"""The way back from metres to the coordinates that a file holds."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.crs import transform
from gridgeo.geometry.half_edges import point_keys
from gridgeo.services.network_file import NetworkFile


def as_stored(shapes: NDArray[np.object_], networks: Sequence[NetworkFile]) -> NDArray[np.object_]:
    """Bring computed shapes back to the CRS of the first network's file.

    A vertex that a file had gets its stored coordinates, not those of a way there and back:
    neighbours that nobody touched still share it.

    Parameters
    ----------
    shapes : (k,) array of geometries
        In the networks' metric CRS.
    networks : sequence of NetworkFile
        Where vertices may come from, the most trusted first; those in another CRS are passed over.
    """
    target = networks[0].source_crs
    alike = [one for one in networks if one.source_crs == target]
    known = [_vertices(one) for one in alike]
    metric = np.concatenate([metres for metres, _ in known])
    stored = np.concatenate([degrees for _, degrees in known])
    keys, first = np.unique(point_keys(metric), return_index=True)
    moved = transform(shapes, networks[0].crs, target)
    wanted = point_keys(shapely.get_coordinates(shapes))
    if not len(keys) or not len(wanted):
        return moved
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    same = keys[at] == wanted
    points = shapely.get_coordinates(moved)
    points[same] = stored[first[at[same]]]
    return np.asarray(shapely.set_coordinates(moved, points), dtype=object)


def _vertices(network: NetworkFile) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    present = ~shapely.is_missing(network.polygons)
    stored = np.asarray(network.frame.geometry.values, dtype=object)[present]
    return shapely.get_coordinates(network.polygons[present]), shapely.get_coordinates(stored)
