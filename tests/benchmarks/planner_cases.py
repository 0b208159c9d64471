"""What the planner is measured on: the demo district and Hsinchu's small areas."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest

from gridgeo.geometry.adjacency import find_adjacency
from gridgeo.planner.graph import UnitGraph
from tests.support.demo_units import kept_demo_units

HSINCHU = Path(__file__).parents[2] / "../shared/data/hsinchu/hsinchu.gpkg"
METRES = 3826


@dataclass(frozen=True, eq=False)
class Case:
    """Units, and the communities that grids stay inside."""

    name: str
    graph: UnitGraph
    communities: np.ndarray


def demo_case(folder: Path) -> Case:
    """Give the demo district; its units are made once for each folder."""
    units = kept_demo_units("district", folder)
    return Case("demo district within communities", units.graph, units.communities)


def building_case(folder: Path) -> Case:
    """Give the demo district with a unit for each of its buildings: no compound, no hamlet."""
    units = kept_demo_units("district", folder, by_building=True)
    return Case("demo district by building", units.graph, units.communities)


def hsinchu_case(field: str) -> Case:
    """Give Hsinchu's small areas within ``town_id`` or ``code2``; skip where they are missing."""
    if not HSINCHU.exists():
        pytest.skip(f"no data at {HSINCHU}")
    frame = gpd.read_file(HSINCHU, layer="areas").to_crs(METRES)
    found = find_adjacency(frame.geometry.to_numpy())
    graph = UnitGraph.build(
        found.pairs, found.shared_length_m, frame.households.to_numpy(), found.area_m2,
        found.perimeter_m,
    )  # fmt: skip
    return Case(f"Hsinchu within {field}", graph, frame[field].to_numpy(dtype=np.str_))
