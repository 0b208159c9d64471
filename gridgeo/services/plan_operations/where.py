"""Which communities an operation touches, told from its arguments."""

from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from gridgeo.db.repositories import plan_state, plans
from gridgeo.domain.errors import BadInputError, NotFoundError, RefusedError

GRID_FIELDS = ("grid", "neighbour", "into", "grids")
SHAPE_FIELDS = ("polygon", "line")
NEAR_DEG = 1e-6  # some ten centimetres
# Of a line, of one that crosses itself, and of one that cuts ground: what a scribble divides takes
# minutes to work out, and nobody means it.
MOST_OF_LINE, MOST_TANGLED, MOST_CORNERS = 2_000, 200, 500
_UNREADABLE = (AttributeError, LookupError, TypeError, ValueError, shapely.errors.ShapelyError)


def find_areas(session: Session, plan_id: int, arguments: Mapping[str, Any]) -> set[str]:
    """Find the communities of the grids, units, shapes and areas that some arguments name.

    Raises
    ------
    NotFoundError
        If the plan has no such grid or unit, or does not cover the area.
    BadInputError
        If a shape cannot be read or lies outside of the plan, or a line is a scribble.
    """
    found: set[str] = set()
    for field in GRID_FIELDS:
        codes = _listed(arguments.get(field))
        known = plan_state.areas_of_grids(session, plan_id, codes) if codes else {}
        found |= _require_all(plan_id, "grid", field, codes, known)
    units = [row["unit"] for row in arguments.get("assignment") or ()]
    units += _listed(arguments.get("units"))
    known = plan_state.areas_of_units(session, plan_id, units) if units else {}
    found |= _require_all(plan_id, "unit", "units", units, known)
    shapes = [field for field in SHAPE_FIELDS if arguments.get(field) is not None]
    for field in shapes:
        shape = read_shape(arguments[field], field)
        if field == "line":
            _require_border(shape)
        here = plan_state.areas_at(session, plan_id, shapely.to_wkb(shape))
        if not here:
            raise BadInputError(f"The {field} lies outside of plan {plan_id}.", field=field)
        found |= here if not found else set()  # a grid that is named says enough
    for feature in arguments.get("polygons") or ():
        found |= plan_state.areas_at(
            session, plan_id, shapely.to_wkb(read_shape(feature["geometry"], "polygons"))
        )
    return found | _named_area(session, plan_id, arguments.get("area"))


def areas_along(session: Session, plan_id: int, line: Mapping[str, Any]) -> set[str]:
    """Find the communities of a plan that a line meets, or just not: its ends may be drawn short.

    Raises
    ------
    BadInputError
        If it cannot be read.
    RefusedError
        If it is a scribble and no border.
    """
    shape = read_shape(line, "line")
    if shapely.get_num_coordinates(shape) > MOST_CORNERS or not shapely.is_simple(shape):
        raise RefusedError(
            f"A line that cuts ground has at most {MOST_CORNERS} corners and does not cross itself."
        )
    near = shapely.buffer(shape, NEAR_DEG)
    return plan_state.areas_at(session, plan_id, shapely.to_wkb(near))


def read_shape(document: Mapping[str, Any], field: str) -> BaseGeometry:
    """Read a GeoJSON geometry (EPSG:4326).

    Raises
    ------
    BadInputError
        If it is none, empty or invalid.
    """
    try:
        shape = shapely.geometry.shape(dict(document))
    except _UNREADABLE as error:
        raise BadInputError(f"The {field} is no GeoJSON geometry.", field=field) from error
    if shape.is_empty or not shapely.is_valid(shape):
        raise BadInputError(
            f"The {field} is empty or invalid: {shapely.is_valid_reason(shape)}.", field=field
        )
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadInputError(f"The {field} must be in degrees, longitude first.", field=field)
    return shape


def _require_border(line: BaseGeometry) -> None:
    corners = shapely.get_num_coordinates(line)
    if corners > MOST_OF_LINE or (corners > MOST_TANGLED and not shapely.is_simple(line)):
        raise BadInputError(
            f"A line has at most {MOST_OF_LINE:,} corners, or {MOST_TANGLED} where it crosses"
            " itself; draw a simpler one.",
            field="line",
        )


def _named_area(session: Session, plan_id: int, area: str | None) -> set[str]:
    if area is None:
        return set()
    if area not in plans.plan_areas(session, plan_id):
        raise NotFoundError(f"Plan {plan_id} does not cover community '{area}'.", field="area")
    return {area}


def _listed(value: str | Sequence[str] | None) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def _require_all(
    plan_id: int, what: str, field: str, codes: Sequence[str], known: Mapping[str, set[str]]
) -> set[str]:
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise NotFoundError(f"Plan {plan_id} has no {what} '{unknown[0]}'.", field=field)
    return set().union(*known.values())
