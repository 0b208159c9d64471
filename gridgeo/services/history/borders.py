"""Use cases: who changed a border, when and why, told of two neighbouring grids or of a place."""

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from gridgeo.db.repositories import grid_history
from gridgeo.db.repositories.grid_history import GroundThroughTime
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.services.history.reasons import reasons_of
from gridgeo.services.list_networks import require_network

WGS84 = CRS.from_epsg(4326)
RADIUS_M = 20.0  # as exactly as a finger points on a map
STILL_M = 0.5  # less of a border that lies elsewhere is rounding
_DEGREES = 0.002  # two hundred metres: what is loaded around a place, before it is measured

Border = Callable[[NDArray[np.bool_]], BaseGeometry]


def border_between(session: Session, network: str, one: str, other: str) -> dict[str, Any]:
    """Tell how the border between two grids came to lie where it does.

    Returns
    -------
    dict
        ``grids`` and ``changes``, the oldest first: the publication, by whom, from which plan, the
        operations that touched the grids, who approved it, and the border afterwards (GeoJSON in
        EPSG:4326) with its length and how much of it moved, in metres.

    Raises
    ------
    BadInputError
        If both are the same grid.
    NotFoundError
        If there is no such network or grid, or the two never had a border.
    """
    require_network(session, network)
    if one == other:
        raise BadInputError("A border has two sides: name two grids.", field="grid")
    held = grid_history.ground_of(session, network, [one, other])
    for code in (one, other):
        if code not in held.codes:
            raise NotFoundError(f"The network '{network}' never had a grid '{code}'.", field="grid")
    crs = metric_crs(WGS84, list(shapely.total_bounds(held.ground)))
    edges = shapely.boundary(transform(held.ground, WGS84, crs))

    def shared(standing: NDArray[np.bool_]) -> BaseGeometry:
        sides = [edges[standing & (held.codes == code)] for code in (one, other)]
        if not all(len(side) for side in sides):
            return shapely.MultiLineString()
        line: BaseGeometry = shapely.intersection(sides[0][0], sides[1][0])
        return line

    changes = _changes(session, network, held, shared, crs)
    if not changes:
        raise NotFoundError(f"Grids '{one}' and '{other}' never had a border.", field="grid")
    return {"grids": sorted((one, other)), "changes": changes}


def border_near(
    session: Session, network: str, place: tuple[float, float], radius_m: float = RADIUS_M
) -> dict[str, Any]:
    """Tell which publications changed the borders around a place; answers as `border_between`.

    Parameters
    ----------
    session : Session
        Only read from.
    network : str
    place : tuple of float
        Longitude and latitude (EPSG:4326).
    radius_m : float
        How far around it, at most 100.

    Raises
    ------
    NotFoundError
        If there is no such network, or no border was ever near.
    """
    require_network(session, network)
    missing = NotFoundError(f"No border was ever within {radius_m:g} m of this place.")
    held = grid_history.ground_at(session, network, place, _DEGREES)
    if not len(held.codes):
        raise missing
    point = np.array([shapely.Point(place)], dtype=object)
    crs = metric_crs(WGS84, [*place, *place])
    circle = shapely.buffer(transform(point, WGS84, crs)[0], radius_m)
    edges = shapely.intersection(shapely.boundary(transform(held.ground, WGS84, crs)), circle)

    within = ~shapely.is_empty(edges)
    near, edges = held.take(within), edges[within]

    def around(standing: NDArray[np.bool_]) -> BaseGeometry:
        return shapely.union_all(edges[standing])

    changes = _changes(session, network, near, around, crs)
    if not changes:
        raise missing
    return {"grids": sorted(set(near.codes[near.closed < 0].tolist())), "changes": changes}


def _changes(
    session: Session, network: str, held: GroundThroughTime, border: Border, crs: CRS
) -> list[dict[str, Any]]:
    """Hold the border before each publication against the one after it."""
    moves: dict[int, dict[str, Any]] = {}
    for version in sorted({*held.opened.tolist(), *held.closed[held.closed > 0].tolist()}):
        before = border(held.standing_after(version - 1))
        after = border(held.standing_after(version))
        moved_m = float(shapely.symmetric_difference(before, after).length)
        if moved_m >= STILL_M:
            touched = (held.opened == version) | (held.closed == version)
            moves[version] = {
                "grids": sorted(set(held.codes[touched].tolist())),
                "moved_m": round(moved_m, 2),
                "length_m": round(float(after.length), 2),
                "border": _geojson(after, crs),
            }
    return _explain(session, network, moves)


def _explain(
    session: Session, network: str, moves: dict[int, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Put to each change who published it, and why."""
    rows = grid_history.publications_of(session, network, moves)
    codes = {code for move in moves.values() for code in move["grids"]}
    plans = {row["plan_id"] for row in rows if row["plan_id"] is not None}
    why = reasons_of(session, plans, codes)
    nothing: dict[str, Any] = {"operations": [], "review": []}
    return [
        {**row, **moves[row["version"]], **why.get(row["plan_id"], nothing)}
        for row in map(dict, rows)
    ]


def _geojson(line: BaseGeometry, crs: CRS) -> dict[str, Any] | None:
    if line.is_empty:
        return None
    degrees = transform(np.array([line], dtype=object), crs, WGS84)[0]
    return dict(shapely.geometry.mapping(shapely.line_merge(degrees)))
