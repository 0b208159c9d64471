"""A network's grids made ready to be held against patrols; kept while nothing in them changes."""

import hashlib
import json
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from sqlalchemy.orm import Session

from gridgeo.db.repositories import patrol_ground
from gridgeo.db.repositories.grids import published_grids
from gridgeo.domain.enums import GridKind
from gridgeo.domain.errors import NotFoundError
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.geometry.locator import Locator
from gridgeo.patrol.coverage import CoverageFrame
from gridgeo.patrol.ground import GroundCells
from gridgeo.patrol.points import Floats
from gridgeo.patrol.rules import PatrolRules
from gridgeo.patrol.targets import building_targets, place_targets, street_targets
from gridgeo.services.list_networks import require_network
from gridgeo.services.patrols.rules import load_rules

WGS84 = CRS.from_epsg(4326)
_MOST_HELD = 4
_held: OrderedDict[str, "NetworkFrame"] = OrderedDict()
_making = threading.Lock()


@dataclass(frozen=True)
class NetworkFrame:
    """Grids that divide the ground of a network, sorted by code, in metres.

    Attributes
    ----------
    network : str
    digest : str
        Differs whenever grids, things in them or settings do: what was reckoned holds for it alone.
    rules : PatrolRules
    crs : CRS
    grid_ids : int64 array (grids)
    codes, names : str arrays (grids)
    area_codes : str or None array (grids)
    urban : bool array (grids)
    polygons : polygon array (grids)
    locator : Locator
    coverage : CoverageFrame
    building_codes : list of str
        In the order of the sources of the buildings' targets.
    """

    network: str
    digest: str
    rules: PatrolRules
    crs: CRS
    grid_ids: NDArray[np.int64]
    codes: NDArray[np.object_]
    names: NDArray[np.object_]
    area_codes: NDArray[np.object_]
    urban: NDArray[np.bool_]
    polygons: NDArray[np.object_]
    locator: Locator
    coverage: CoverageFrame
    building_codes: list[str]

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def places(self) -> dict[str, int]:
        """Position of each grid by its code."""
        return {str(code): place for place, code in enumerate(self.codes)}

    def place(self, code: str) -> int:
        """Find a grid.

        Raises
        ------
        NotFoundError
            If the network has no such grid.
        """
        if code not in self.places:
            raise NotFoundError(f"The network '{self.network}' has no grid '{code}'.", field="code")
        return self.places[code]

    def bounds(self) -> tuple[float, float, float, float]:
        """Give west, south, east, north of all grids in degrees."""
        west, south, east, north = shapely.total_bounds(self.degrees(self.polygons))
        return float(west), float(south), float(east), float(north)

    def project(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Move degrees to the frame's metres; NaN for what has no place there."""
        x, y = _mover(self.crs.to_wkt()).transform(lon, lat)
        return np.where(np.isfinite(x), x, np.nan), np.where(np.isfinite(y), y, np.nan)

    def unproject(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Move the frame's metres to degrees."""
        lon, lat = _mover(self.crs.to_wkt()).transform(x, y, direction="INVERSE")
        return lon, lat

    def degrees(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Move geometries from the frame's metres to EPSG:4326."""
        return transform(shapes, self.crs, WGS84)


@lru_cache(maxsize=16)
def _mover(wkt: str) -> Transformer:
    return Transformer.from_crs(WGS84, CRS.from_wkt(wkt), always_xy=True)


def network_frame(session: Session, network: str) -> NetworkFrame:
    """Give a network's frame, made anew only when something in it has changed.

    Raises
    ------
    NotFoundError
        If there is no such network, or nothing of it is published.
    """
    rules = load_rules(session, network)
    digest = frame_digest(session, network, rules)
    with _making:
        if digest not in _held:
            _held[digest] = _make(session, network, rules, digest)
            while len(_held) > _MOST_HELD:
                _held.popitem(last=False)
        _held.move_to_end(digest)
        return _held[digest]


def frame_digest(session: Session, network: str, rules: PatrolRules) -> str:
    """Give what tells one state of a network's ground and settings from another."""
    state = patrol_ground.ground_state(session, network)
    text = json.dumps([network, state, rules.record()], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _make(session: Session, network: str, rules: PatrolRules, digest: str) -> NetworkFrame:
    grids = published_grids(session, network)
    if not len(grids):
        require_network(session, network)
        raise NotFoundError(f"Nothing of the network '{network}' is published.", field="network")
    rows = np.flatnonzero(grids.kinds != GridKind.MICRO.value)  # a micro-grid lies in another
    degrees = shapely.from_wkb(grids.wkb[rows])
    bounds = shapely.total_bounds(degrees)
    crs = metric_crs(WGS84, bounds.tolist())
    polygons = transform(np.asarray(degrees), WGS84, crs)
    locator = Locator.build(polygons)
    ground = patrol_ground.load_ground(session, bounds.tolist())
    homes_x, homes_y = _mover(crs.to_wkt()).transform(*ground.households[:, 1:].T)
    targets = {
        "households": place_targets(locator, homes_x, homes_y, ground.households[:, 0]),
        "buildings": building_targets(locator, _moved(ground.buildings, crs)),
        "streets": street_targets(locator, _moved(ground.streets, crs)),
    }
    areas = grids.area_codes[rows]
    settings = patrol_ground.area_settings(session, [code for code in areas if code])
    return NetworkFrame(
        network=network,
        digest=digest,
        rules=rules,
        crs=crs,
        grid_ids=grids.grid_ids[rows],
        codes=grids.codes[rows],
        names=grids.names[rows],
        area_codes=areas,
        urban=np.array([settings.get(code) != "rural" for code in areas], bool),
        polygons=polygons,
        locator=locator,
        coverage=CoverageFrame(GroundCells.of(polygons, rules.cell_m), targets),
        building_codes=ground.building_codes,
    )


def _moved(wkb: NDArray[np.object_], crs: CRS) -> NDArray[np.object_]:
    if not len(wkb):
        return np.empty(0, dtype=object)
    return transform(np.asarray(shapely.from_wkb(wkb)), WGS84, crs)
