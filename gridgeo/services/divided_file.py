"""Which grids of a file cannot be patrolled as drawn, by the barriers of another one."""

from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.patrol.coverage import CoverageFrame
from gridgeo.services.file_surroundings import Places, read_surroundings
from gridgeo.topology.divided import divisions
from gridgeo.topology.homes import Homes
from gridgeo.topology.view import NetworkView


def divided_causes(
    codes: NDArray[np.object_],
    polygons: NDArray[np.object_],
    metric: CRS,
    barriers: Path | None,
    frame: CoverageFrame,
) -> list[str]:
    """Give for each grid what divides it (``water``, ``wall`` … joined by ``+``), or nothing.

    Without barriers only grids in several pieces are divided.

    Raises
    ------
    BadInputError
        If the file of barriers cannot be used.
    """
    homes = frame.targets.get("households")
    view = NetworkView(
        network="",
        codes=tuple(map(str, codes)),
        polygons=polygons,
        crs=metric,
        homes=None
        if homes is None
        else Homes(
            np.asarray(shapely.points(homes.x, homes.y), dtype=object),
            np.rint(homes.weight).astype(np.int64),
        ),
        surroundings=read_surroundings(Places(barriers=barriers), metric),
    )
    causes = {one.grid: "+".join(one.causes) for one in divisions(view)}
    return [causes.get(grid, "") for grid in range(len(codes))]
