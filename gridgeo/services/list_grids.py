"""Published grids: a page of them, or one with polygon, area chain and lineage."""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import browse_areas, browse_grids
from gridgeo.db.repositories.browse_grids import GridFilter
from gridgeo.domain.errors import NotFoundError
from gridgeo.services.list_networks import require_network
from gridgeo.services.read_rows import Row, bounds_of, cut_page, deviation_of, read_cursor

__all__ = ["GridFilter", "get_grid_feature", "list_grids"]


def list_grids(
    session: Session, wanted: GridFilter, *, cursor: str | None = None, limit: int = 100
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of a network's grids in the order of their codes, and the next page's cursor.

    Raises
    ------
    NotFoundError
        If there is no such network or area.
    BadInputError
        If the cursor is none of ours.
    """
    after = read_cursor(cursor)
    require_network(session, wanted.network)
    if wanted.area is not None and browse_areas.get_area(session, wanted.area) is None:
        raise NotFoundError(f"There is no area '{wanted.area}'.", field="area")
    # One more than asked for says whether there is a next page.
    rows = browse_grids.page_of_grids(session, wanted, after, limit + 1)
    shown, following = cut_page(rows, limit, "code")
    return [_grid(row) for row in shown], following


def get_grid_feature(
    session: Session, network: str, code: str, as_of: datetime | None = None
) -> dict[str, Any]:
    """Give one grid as a GeoJSON feature (RFC 7946, EPSG:4326), at an instant or now.

    Raises
    ------
    NotFoundError
        If there is no such network, or it has no grid of this code at that instant.
    """
    row = browse_grids.get_grid(session, network, code, as_of)
    if row is None:
        require_network(session, network)
        when = "now" if as_of is None else f"on {as_of:%Y-%m-%d}"
        raise NotFoundError(f"The network '{network}' has no grid '{code}' {when}.", field="code")
    return {
        "type": "Feature",
        "id": row["code"],
        "bbox": bounds_of(row),
        "geometry": orjson.loads(row["geojson"]),
        "properties": _grid(row) | _details(session, row),
    }


def _details(session: Session, row: RowMapping) -> dict[str, Any]:
    area = row["area_code"]
    lineage = browse_grids.lineage_of(session, row["grid_id"])
    relatives: dict[str, list[dict[str, Any]]] = {"parent": [], "child": []}
    for relative in lineage:
        relatives[relative["side"]].append(
            {name: relative[name] for name in ("code", "version", "households", "area_share")}
        )
    return {
        "areas": browse_areas.area_chains(session, [area]).get(area, []) if area else [],
        "area_m2": round(row["area_m2"], 1),
        "valid_from": row["valid_from"],
        "reason": row["reason"],
        "parents": relatives["parent"],
        "children": relatives["child"],
    }


def _grid(row: Row) -> dict[str, Any]:
    names = ("network", "code", "name", "kind", "status", "area_code")
    counts = ("households", "persons", "version")
    deviation, band_status = deviation_of(row)
    return {
        **{name: row[name] for name in names + counts},
        "deviation": deviation,
        "band_status": band_status,
        "bounds": bounds_of(row),
    }
