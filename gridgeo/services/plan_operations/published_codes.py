"""Which published grid holds each unit of a draft, in any version."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import networks, plan_copies
from gridgeo.db.repositories.areas import from_wkb
from gridgeo.services.network_view import tier
from gridgeo.services.plan_operations.draft import Draft

Codes = NDArray[np.object_]


def grids_at(session: Session, draft: Draft, version: int) -> list[RowMapping]:
    """Load the grids of a version that tile the ground of the draft."""
    network = networks.load_network(session, draft.network.code)
    rows = plan_copies.grids_at_version(session, network.code, version, draft.communities.codes)
    kinds = np.array([row["kind"] for row in rows], dtype=object)
    return [rows[place] for place in tier(kinds, network).tolist()]


def codes_at(draft: Draft, rows: Sequence[RowMapping]) -> Codes:
    """Give the code of the grid at each unit's inner point, empty where there is none."""
    found = np.full(len(draft.units), "", dtype=object)
    if not rows:
        return found
    points = shapely.point_on_surface(draft.units.ground)
    ground = from_wkb([row["wkb"] for row in rows])
    unit, grid = shapely.STRtree(ground).query(points, predicate="intersects")
    codes = np.array([row["code"] for row in rows], dtype=object)
    order = np.lexsort((-grid, unit))  # the last write wins: the lowest code
    found[unit[order]] = codes[grid[order]]
    return found
