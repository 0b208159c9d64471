"""Grids that cannot be patrolled as drawn, so that nobody is blamed for what no walk can reach."""

import threading
from collections import OrderedDict

import numpy as np
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories.surroundings import load_barriers
from gridgeo.db.repositories.thresholds import load_thresholds
from gridgeo.domain.thresholds import Thresholds
from gridgeo.geometry.crs import transform
from gridgeo.services.patrols.frame import WGS84, NetworkFrame
from gridgeo.topology.divided import Division, divisions
from gridgeo.topology.homes import Homes
from gridgeo.topology.surroundings import Bars, Surroundings
from gridgeo.topology.view import NetworkView

_MOST_HELD = 8
_held: OrderedDict[tuple[str, Thresholds], dict[int, Division]] = OrderedDict()
_making = threading.Lock()


def divided_grids(session: Session, frame: NetworkFrame) -> dict[int, Division]:
    """Give the divided grids of a network by their place in its frame; held while none changes."""
    thresholds = load_thresholds(session, frame.network)
    key = (frame.digest, thresholds)
    with _making:
        if key not in _held:
            view = _view(session, frame, thresholds)
            _held[key] = {one.grid: one for one in divisions(view)}
            while len(_held) > _MOST_HELD:
                _held.popitem(last=False)
        _held.move_to_end(key)
        return _held[key]


def _view(session: Session, frame: NetworkFrame, thresholds: Thresholds) -> NetworkView:
    kinds, ranks, shapes = load_barriers(session, frame.bounds())
    lines = transform(shapes, WGS84, frame.crs)
    homes = frame.coverage.targets["households"]
    points = np.asarray(shapely.points(homes.x, homes.y), dtype=object)
    return NetworkView(
        network=frame.network,
        codes=tuple(map(str, frame.codes)),
        polygons=frame.polygons,
        crs=frame.crs,
        homes=Homes(points, homes.weight.astype(np.int64)) if len(points) else None,
        thresholds=thresholds,
        surroundings=Surroundings(
            bars=Bars.find(lines, kinds, ranks), walls=Bars.walls(lines, kinds)
        ),
    )
