"""The table of households, one row a flat or house."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgeo.demo.addresses import home_addresses
from gridgeo.demo.buildings import Buildings
from gridgeo.demo.chance import stream
from gridgeo.demo.frame import to_degrees
from gridgeo.demo.homes import Homes
from gridgeo.demo.places import building_codes
from gridgeo.demo.sites import Sites

_QUALITIES = ("surveyed", "geocoded", "by_hand")
_QUALITY_SHARES = (0.91, 0.08, 0.01)


def household_frame(
    homes: Homes, buildings: Buildings, sites: Sites, address: NDArray[np.object_], seed: int
) -> gpd.GeoDataFrame:
    """Make the households table from homes; ``address`` is that of each building."""
    rng = stream(seed, "positions")
    count = len(homes.building)
    quality = rng.choice(np.array(_QUALITIES, dtype=object), size=count, p=_QUALITY_SHARES)
    return gpd.GeoDataFrame(
        {
            "code": "HH" + pd.Series(np.arange(1, count + 1)).astype(str).str.zfill(7),
            "address": home_addresses(homes, buildings, sites, address),
            "building_code": building_codes(len(buildings))[homes.building],
            "households": np.ones(count, dtype=np.int64),
            "persons": homes.persons,
            "position_quality": quality,
        },
        geometry=shapely.points(to_degrees(homes.xy)),
        crs="EPSG:4326",
    )
