"""People counted into a network's present grids by place, each household exactly once a tier.

A place on a shared border, or in an overlap, belongs to the lowest code. Micro-grids lie in base
grids, so they are counted beside them, not against them.
"""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories.open_grids import OpenGrids, open_grids, store_counts
from gridgeo.db.repositories.place_points import PlacePoints, load_places
from gridgeo.domain.enums import GridKind
from gridgeo.geometry.locator import Locator


def count_open_grids(session: Session, network_code: str) -> int:
    """Count households and persons of a network's present grids anew; the caller commits.

    Returns
    -------
    int
        How many grids' counts changed.
    """
    grids = open_grids(session, network_code)
    if not len(grids):
        return 0
    places = load_places(session, list(shapely.total_bounds(grids.ground)))
    micro = grids.kinds == GridKind.MICRO.value
    tiers = [grids.take(np.flatnonzero(which)) for which in (~micro, micro)]
    counted = pd.concat([_count(tier, places) for tier in tiers if len(tier)])
    return store_counts(session, counted)


def _count(grids: OpenGrids, places: PlacePoints) -> pd.DataFrame:
    home = Locator.build(grids.ground).locate(places.x, places.y)
    placed = home >= 0

    def total(counts: NDArray[np.int64]) -> NDArray[np.int64]:
        sums = np.bincount(home[placed], weights=counts[placed], minlength=len(grids))
        return np.asarray(sums, dtype=np.int64)

    return pd.DataFrame(
        {
            "id": grids.version_ids,
            "households": total(places.households),
            "persons": total(places.persons),
        }
    )
