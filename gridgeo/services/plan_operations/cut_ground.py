"""Cut the empty ground of units along a line, exactly; where people live, units stay whole.

A unit is cut where the line crosses no building and leaves all its people on one side: they stay
with that part, which keeps the unit's code. Units beside get the new vertices, so that no gap and
no overlap can arise.
"""

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from gridgeo.db.repositories import cut_units
from gridgeo.db.repositories.cut_units import Homes
from gridgeo.db.repositories.plans import UnitRows
from gridgeo.domain.errors import RefusedError
from gridgeo.geometry.crs import transform
from gridgeo.geometry.cut_coverage import Cut, cut_polygons, with_vertices
from gridgeo.services.plan_graph import WGS84
from gridgeo.services.plan_operations.draft import NONE, Draft
from gridgeo.services.plan_operations.recut import replace_units

# What a line cuts stays few enough to be looked at.
MOST_PARTS = 500
LEAST_M2 = 1.0  # of a part; less is no ground but a slip of the hand
TOUCHING_DEG2 = 1e-12  # of a building that only leans on the line: a square decimetre


def cut_empty_ground(
    session: Session, draft: Draft, grid: int, line: BaseGeometry
) -> tuple[Draft, int]:
    """Cut the units of a grid along a line, as far as their ground is empty there.

    Parameters
    ----------
    session : Session
        Only read from.
    draft : Draft
        With the communities that the line meets.
    grid : int
        Number of the grid.
    line : LineString
        In EPSG:4326.

    Returns
    -------
    draft : Draft
        With parts in place of what was cut; the same where nothing was.
    number : int
        How many units were cut.

    Raises
    ------
    RefusedError
        If it makes too many parts.
    """
    rows = _candidates(draft, grid, line)
    if not rows:
        return draft, 0
    ground = np.asarray(shapely.get_geometry(draft.units.ground, 0), dtype=object)
    homes = cut_units.load_homes(session, shapely.total_bounds(ground[rows]).tolist())
    while True:
        cut = cut_polygons(ground, rows, line)
        if len(cut.parts) > MOST_PARTS:
            raise RefusedError("The line cuts the units into too many parts; draw a simpler one.")
        mains = _mains(draft, cut, homes)
        if len(mains) == len(np.unique(cut.origin)):
            break
        rows = sorted(mains)
    if not mains:
        return draft, 0
    parts = _parts(draft, cut, mains)
    return lead_through(draft, parts, cut.origin, cut.vertices), len(mains)


def lead_through(
    draft: Draft, parts: UnitRows, origin: NDArray[np.int64], vertices: NDArray[np.float64]
) -> Draft:
    """Put parts in the place of units, and lead what adjoins them through the new vertices."""
    beside = np.setdiff1d(np.arange(len(draft.units)), origin)
    places, bent = with_vertices(draft.units.ground[beside], vertices)
    whole = draft.units.take(beside[places])
    ids = -1 - len(parts) - np.arange(len(whole))
    joined = parts.join(replace(whole, ids=ids, ground=bent))
    return replace_units(draft, joined, np.concatenate([origin, beside[places]]))


def _candidates(draft: Draft, grid: int, line: BaseGeometry) -> list[int]:
    """Give the units of a grid that a line crosses and that may be cut at all."""
    ground = draft.units.ground
    free = (draft.numbers == grid) & ~draft.pinned & (draft.groups == NONE)
    free &= draft.units.compound_codes == None  # noqa: E711 - element by element
    free &= shapely.get_num_geometries(ground) == 1
    found: list[int] = np.flatnonzero(free & shapely.crosses(line, ground)).tolist()
    return found


def _mains(draft: Draft, cut: Cut, homes: Homes) -> dict[int, int]:
    """Say for each unit that the line may cut which part its people live in."""
    metric = transform(cut.parts, WGS84, draft.crs)
    large = shapely.area(metric) >= LEAST_M2
    held = _held(cut.parts, homes)
    mains = {}
    for unit in np.unique(cut.origin).tolist():
        parts = np.flatnonzero(cut.origin == unit)
        main = _main(draft.units, unit, held[:, parts], homes.lived_in, metric[parts])
        if main is not None and large[parts].all():
            mains[unit] = int(parts[main])
    return mains


def _held(parts: NDArray[np.object_], homes: Homes) -> NDArray[np.bool_]:
    """Say which homes stand on which parts, shape (homes, parts)."""
    held = np.zeros((len(homes.shapes), len(parts)), dtype=bool)
    part, home = shapely.STRtree(homes.shapes).query(parts, predicate="intersects")
    shared = shapely.area(shapely.intersection(homes.shapes[home], parts[part]))
    point = shapely.get_dimensions(homes.shapes[home]) == 0
    held[home, part] = point | (shared > TOUCHING_DEG2)
    return held


def _main(
    units: UnitRows,
    unit: int,
    held: NDArray[np.bool_],
    lived_in: NDArray[np.bool_],
    metric: NDArray[np.object_],
) -> int | None:
    """Give the part with all people of a unit; None where the line must not cut it."""
    if (held.sum(axis=1) > 1).any():
        return None  # through a building, or a home
    counts = (units.households, units.persons, units.key_persons, units.shops)
    if not sum(int(count[unit]) for count in counts):
        return int(shapely.area(metric).argmax())
    known = held[lived_in] if held[lived_in].any() else held
    sides = np.flatnonzero(known.any(axis=0))
    return int(sides[0]) if len(sides) == 1 else None


def _parts(draft: Draft, cut: Cut, mains: dict[int, int]) -> UnitRows:
    """Give the parts as units: the main one keeps code and people, the others get none."""
    whole = draft.units.take(cut.origin)
    main = np.isin(np.arange(len(cut.parts)), list(mains.values()))
    taken, codes = set(draft.units.codes.tolist()), whole.codes.copy()
    for place in np.flatnonzero(~main).tolist():
        codes[place] = _free_code(str(whole.codes[place]), taken)
        taken.add(codes[place])
    return replace(
        whole,
        ids=-1 - np.arange(len(codes)),
        codes=codes,
        households=np.where(main, whole.households, 0),
        persons=np.where(main, whole.persons, 0),
        key_persons=np.where(main, whole.key_persons, 0),
        shops=np.where(main, whole.shops, 0),
        ground=_multi(cut.parts),
    )


def _free_code(code: str, taken: set[str]) -> str:
    number = 1
    while f"{code}~{number}" in taken:
        number += 1
    return f"{code}~{number}"


def _multi(polygons: NDArray[np.object_]) -> NDArray[np.object_]:
    whole = np.empty(len(polygons), dtype=object)
    whole[:] = [shapely.multipolygons([one]) for one in polygons]
    return whole
