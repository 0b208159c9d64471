"""The report of a published network: its grids against the standard, as one HTML page."""

from datetime import datetime
from importlib.metadata import version

import numpy as np
import shapely
from pyproj import CRS
from sqlalchemy.orm import Session

from gridgeo.db.repositories import browse_networks, report_places
from gridgeo.db.repositories.areas import from_wkb
from gridgeo.db.repositories.grids import PublishedGrids, published_grids, published_versions
from gridgeo.db.repositories.networks import load_network
from gridgeo.domain.enums import AreaSetting, CountUnit, GridKind
from gridgeo.domain.errors import NotFoundError
from gridgeo.domain.network import NetworkSpec
from gridgeo.geometry.compactness import measure_compactness
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.reports.network_figures import BaseMap, GridFigures, NetworkReport

WGS84 = CRS.from_epsg(4326)


def report_network(session: Session, network_code: str, as_of: datetime | None = None) -> str:
    """Write the report of a network's published grids.

    Parameters
    ----------
    session : Session
        Only read from.
    network_code : str
    as_of : datetime, optional
        Aware instant; now by default.

    Returns
    -------
    str
        An HTML page that needs nothing else; the same data give the same page.

    Raises
    ------
    NotFoundError
        If there is no such network, or it has no grids at that instant.
    """
    from gridgeo.reports.page import render_report

    network = load_network(session, network_code)
    grids = published_grids(session, network_code, as_of)
    if not len(grids):
        raise NotFoundError(
            f"The network '{network_code}' has no published grids; publish a plan or import grids"
            " first.",
            field="network",
        )
    places = report_places.load_places(session)
    ground = from_wkb(list(grids.wkb))
    number = published_versions(session, as_of)[network_code]
    return render_report(
        NetworkReport(
            network_code=network.code,
            network_name=network.name,
            unit=network.unit,
            urban=network.urban,
            rural=network.rural,
            version=number,
            valid_from=report_places.version_start(session, network_code, number),
            synthetic=browse_networks.site(session)["synthetic"] is True,
            software=version("gridgeo"),
            grids=_figures(network, grids, ground, places),
            ground=ground,
            base=base_map(session, ground, places),
        )
    )


def _figures(
    network: NetworkSpec,
    grids: PublishedGrids,
    ground: np.ndarray,
    places: dict[str, report_places.Place],
) -> list[GridFigures]:
    metric = transform(ground, WGS84, metric_crs(WGS84, list(shapely.total_bounds(ground))))
    area_m2, compactness = shapely.area(metric), measure_compactness(metric)
    return [
        _grid(network, grids, position, places, area_m2[position], compactness[position])
        for position in range(len(grids))
    ]


def _grid(
    network: NetworkSpec,
    grids: PublishedGrids,
    position: int,
    places: dict[str, report_places.Place],
    area_m2: float,
    compactness: float,
) -> GridFigures:
    place = places.get(grids.area_codes[position] or "")
    households, persons = int(grids.households[position]), int(grids.persons[position])
    count = households if network.unit is CountUnit.HOUSEHOLDS else persons
    kind = GridKind(grids.kinds[position])
    setting = AreaSetting.URBAN if place is None else place.setting
    return GridFigures(
        code=grids.codes[position],
        name=grids.names[position],
        kind=kind,
        town="—" if place is None else place.town,
        community="—" if place is None else place.name,
        households=None if households < 0 else households,
        persons=None if persons < 0 else persons,
        count=None if count < 0 else count,
        band=network.band(setting) if kind is GridKind.BASE else None,
        reason=grids.reasons[position],
        area_m2=float(area_m2),
        compactness=float(compactness),
    )


def base_map(
    session: Session, ground: np.ndarray, places: dict[str, report_places.Place]
) -> BaseMap:
    """Take the areas and barriers that lie where the grids lie."""
    west, south, east, north = (float(side) for side in shapely.total_bounds(ground))
    near = shapely.box(west, south, east, north)
    lines = report_places.load_barriers(session, (west, south, east, north))
    by_level = {
        level: [
            place.ground
            for place in places.values()
            if place.level == level and shapely.intersects(place.ground, near)
        ]
        for level in ("town", "community")
    }
    return BaseMap(
        communities=_array(by_level["community"]),
        towns=_array(by_level["town"]),
        barriers=lines.ground,
        kinds=np.array(lines.kinds, dtype="U8"),
        ranks=lines.ranks,
    )


def _array(shapes: list[shapely.Geometry]) -> np.ndarray:
    held = np.empty(len(shapes), dtype=object)
    held[:] = shapes
    return held
