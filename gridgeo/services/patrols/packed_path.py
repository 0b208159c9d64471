"""The line of a track in few bytes: what maps and exact overlays need of it, not its points."""

import zlib
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gridgeo.patrol.points import Floats
from gridgeo.patrol.tracks import CHINA_OFFSET_S, DAY_S, Tracks
from gridgeo.services.patrols.frame import NetworkFrame

_UNITS = 1e7  # of a degree: a centimetre


@dataclass(frozen=True, slots=True)
class Path:
    """Vertices of a track: degrees, seconds of the local day, and the number of the leg."""

    lon: Floats
    lat: Floats
    second: Floats
    leg: NDArray[np.int32]


def pack_paths(tracks: Tracks, frame: NetworkFrame) -> list[bytes]:
    """Pack the path of each track.

    Parameters
    ----------
    frame : NetworkFrame
        In whose metres the tracks are.
    """
    rows = tracks.path
    lon, lat = frame.unproject(tracks.clean.x[rows], tracks.clean.y[rows])
    second = (tracks.clean.points.time_s[rows] + CHINA_OFFSET_S) % DAY_S
    table = np.column_stack(
        [np.round(lon * _UNITS), np.round(lat * _UNITS), np.round(second), tracks.leg]
    ).astype("<i4")
    bounds = np.searchsorted(rows, tracks.first)
    return [
        zlib.compress(np.ascontiguousarray(table[low:high].T).tobytes(), 1)
        for low, high in pairwise(bounds)
    ]


def unpack_path(packed: bytes) -> Path:
    """Read what `pack_paths` wrote."""
    table = np.frombuffer(zlib.decompress(bytes(packed)), "<i4").reshape(4, -1)
    return Path(table[0] / _UNITS, table[1] / _UNITS, table[2].astype(np.float64), table[3])
