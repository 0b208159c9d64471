"""The ground of some communities of a draft: what an editor needs to answer a gesture by itself."""

from collections.abc import Collection
from typing import Any

import orjson
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories import plans
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.services.plan_operations.draft import Draft, load_draft

MOST_AREAS = 30


def read_ground(session: Session, plan_id: int, area_codes: Collection[str]) -> dict[str, Any]:
    """Give the units and grids of some communities of a plan as they stand.

    Parameters
    ----------
    session : Session
        Only read from.
    plan_id : int
    area_codes : collection of str
        Communities of the plan, at most `MOST_AREAS`; those into which their grids reach are
        added. The plan's first ones when empty.

    Returns
    -------
    dict
        ``units`` holds one entry a unit, sorted by code: its geometry in EPSG:4326, its grid's
        number, and the piece of units that moves together with it.

    Raises
    ------
    NotFoundError
        If there is no such plan, or it does not cover a community.
    BadInputError
        If too many communities are asked for.
    """
    plan = plans.load_plan(session, plan_id)
    covered = plans.plan_areas(session, plan_id)
    unknown = sorted(set(area_codes) - set(covered))
    if unknown:
        raise NotFoundError(
            f"Plan {plan_id} does not cover community '{unknown[0]}'.", field="area"
        )
    if len(set(area_codes)) > MOST_AREAS:
        raise BadInputError(f"At most {MOST_AREAS} communities at once.", field="area")
    draft = load_draft(session, plan, sorted(area_codes) or sorted(covered)[:1])
    return {
        "plan_id": plan_id,
        "revision": plan.revision,
        "count": draft.network.unit,
        "areas": _areas(draft),
        "grids": [_grid(draft, number) for number in sorted(draft.grids)],
        "units": _units(draft),
    }


def _areas(draft: Draft) -> list[dict[str, Any]]:
    bands = [draft.network.band(setting) for setting in draft.communities.settings]
    return [
        {"code": str(code), "minimum": band.minimum, "target": band.target, "maximum": band.maximum}
        for code, band in zip(draft.communities.codes, bands, strict=True)
    ]


def _grid(draft: Draft, number: int) -> dict[str, Any]:
    record = draft.grids[number]
    names = ("number", "code", "name", "kind", "status", "area_code", "reason", "place_code")
    return {
        **{name: record[name] for name in (*names, "trigger_count")},
        "locked": number in draft.locked,
        "laid_over": record["units"] == 0,
        "households": record["households"],
        "persons": record["persons"],
    }


def _units(draft: Draft) -> list[dict[str, Any]]:
    units = draft.units
    columns = zip(
        units.codes.tolist(),
        units.area_codes.tolist(),
        draft.numbers.tolist(),
        units.households.tolist(),
        units.persons.tolist(),
        draft.pinned.tolist(),
        draft.pieces.tolist(),
        draft.domains.tolist(),
        shapely.to_geojson(units.ground).tolist(),
        strict=True,
    )
    names = ("code", "area", "grid", "households", "persons", "pinned", "piece", "domain")
    return [
        {**dict(zip(names, values, strict=True)), "geometry": orjson.loads(shape)}
        for *values, shape in columns
    ]
