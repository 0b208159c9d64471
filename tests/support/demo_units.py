"""Units of a demo district as ``gridgeo demo`` makes them, for benchmarks, pictures and goldens."""

import pickle
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.demo import make_district
from gridgeo.geometry.adjacency import find_adjacency
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.geometry.enclosures import Barriers
from gridgeo.geometry.tessellation_borders import find_barred, follow_share
from gridgeo.geometry.tessellation_units import make_units
from gridgeo.planner.graph import UnitGraph
from gridgeo.services.run_demo import UNIT_RULES

WGS84 = CRS.from_epsg(4326)


@dataclass(frozen=True, eq=False)
class DemoUnits:
    """Units in metres, ready to be planned.

    Attributes
    ----------
    polygons : object, shape (n,)
        In ``crs``.
    communities : str, shape (n,)
        Code of the community of each unit.
    compound : int64, shape (n,)
        Compound that the unit holds, -1 for none.
    graph : UnitGraph
        Borders know what they follow and where nobody gets across.
    barriers : Barriers
        In ``crs``.
    """

    polygons: NDArray[np.object_]
    communities: NDArray[np.str_]
    compound: NDArray[np.int64]
    graph: UnitGraph
    barriers: Barriers
    crs: CRS


def make_demo_units(size: str, seed: int = 0, *, by_building: bool = False) -> DemoUnits:
    """Generate a district and divide it into units; ``by_building`` knows no compound or hamlet."""
    district = make_district(size, seed)
    crs = metric_crs(WGS84, district.areas.total_bounds)
    communities = district.areas[district.areas["level"] == "community"]
    number = {code: place for place, code in enumerate(district.compounds["code"])}

    def metres(frame):
        return transform(frame.geometry.to_numpy(), WGS84, crs)

    barriers = Barriers(
        metres(district.barriers), np.array(district.barriers["kind"].tolist(), dtype="U8")
    )
    whole = {
        "compounds": metres(district.compounds),
        "building_compound": np.array(
            [number.get(code, -1) for code in district.buildings["compound_code"]]
        ),
        "rural": (communities["setting"] == "rural").to_numpy(),
        "rules": UNIT_RULES,
    }
    units = make_units(
        metres(communities),
        metres(district.buildings),
        district.buildings["households"].to_numpy(),
        district.buildings["persons"].to_numpy(),
        barriers=barriers,
        **({} if by_building else whole),
    )
    found = find_adjacency(units.polygons)
    graph = UnitGraph.build(
        found.pairs, found.shared_length_m, units.households, found.area_m2, found.perimeter_m,
        follow=follow_share(units.polygons, found.pairs, barriers),
        barred=find_barred(units.polygons, found.pairs, barriers),
    )  # fmt: skip
    codes = np.array(communities["code"].tolist())[units.community]
    return DemoUnits(units.polygons, codes, units.compound, graph, barriers, crs)


def kept_demo_units(
    size: str, folder: Path, seed: int = 0, *, by_building: bool = False
) -> DemoUnits:
    """Give the units of a district, made once for each ``folder``."""
    path = folder / f"units-{size}-{seed}{'-by-building' if by_building else ''}.pickle"
    if path.is_file():
        return pickle.loads(path.read_bytes())  # noqa: S301  written below
    units = make_demo_units(size, seed, by_building=by_building)
    path.write_bytes(pickle.dumps(units))
    return units
