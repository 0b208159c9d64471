"""Random edits of a coverage, as a planner makes them: small, and not always clean."""

from dataclasses import replace

import numpy as np
import shapely

from gridgeo.topology.view import NetworkView


def edited(view: NetworkView, kind: str, rng: np.random.Generator) -> tuple[NetworkView, list[str]]:
    """Edit a view and name the grids that were touched."""
    row = int(rng.integers(len(view.codes)))
    return EDITS[kind](view, row, rng)


def _with(view, row, polygon):
    polygons = view.polygons.copy()
    polygons[row] = polygon
    return replace(view, polygons=polygons), [view.codes[row]]


def _move_vertex(view, row, rng):
    """Pull one corner of a grid away from its neighbours."""
    points = shapely.get_coordinates(shapely.get_parts(view.polygons[row])[0].exterior)[:-1]
    at = int(rng.integers(len(points)))
    points[at] += rng.uniform(-15, 15, 2)
    return _with(view, row, shapely.Polygon(points))


def _move_shared(view, row, rng):
    """Move one corner of every grid that has it: a clean edit."""
    points = shapely.get_coordinates(view.polygons[row])
    corner = points[int(rng.integers(len(points)))]
    step = rng.uniform(-5, 5, 2)
    polygons, touched = view.polygons.copy(), []
    for index, shape in enumerate(view.polygons):
        own = shapely.get_coordinates(shape)
        hit = np.all(own == corner, axis=1)
        if hit.any():
            own[hit] += step
            polygons[index] = shapely.set_coordinates(shapely.from_wkb(shape.wkb), own)
            touched.append(view.codes[index])
    return replace(view, polygons=polygons), touched


def _move_grid(view, row, rng):
    return _with(
        view, row, shapely.affinity.translate(view.polygons[row], *rng.uniform(-400, 400, 2))
    )


def _cross_itself(view, row, rng):
    points = shapely.get_coordinates(shapely.get_parts(view.polygons[row])[0].exterior)[:-1]
    at = int(rng.integers(len(points) - 1))
    points[[at, at + 1]] = points[[at + 1, at]]
    return _with(view, row, shapely.Polygon(points))


def _delete(view, row, rng):
    if len(view.codes) == 1:
        return view, []
    codes = view.codes[:row] + view.codes[row + 1 :]
    after = replace(
        view,
        codes=codes,
        polygons=np.delete(view.polygons, row),
        households=None if view.households is None else np.delete(view.households, row),
        drawn=None if view.drawn is None else np.delete(view.drawn, row),
    )
    return after, [view.codes[row]]


def _added(view, shape):
    code = f"N{max((int(c[1:]) for c in view.codes if c[0] == 'N'), default=0) + 1}"
    polygons = np.empty(len(view.codes) + 1, dtype=object)
    polygons[:] = [*view.polygons, shape]
    after = replace(
        view,
        codes=(*view.codes, code),
        polygons=polygons,
        households=None if view.households is None else np.append(view.households, 400),
        drawn=None if view.drawn is None else np.append(view.drawn, 400),
    )
    return after, [code]


def _add(view, row, rng):
    place = shapely.point_on_surface(view.polygons[row])
    return _added(view, place.buffer(float(rng.uniform(10, 150)), quad_segs=3))


def _duplicate(view, row, rng):
    return _added(view, view.polygons[row])


def _recount(view, row, rng):
    if view.households is None:
        return view, [view.codes[row]]
    households = view.households.copy()
    households[row] = int(rng.integers(0, 900))
    return replace(view, households=households), [view.codes[row]]


EDITS = {
    "move vertex": _move_vertex,
    "move shared vertex": _move_shared,
    "move grid": _move_grid,
    "cross itself": _cross_itself,
    "delete": _delete,
    "add": _add,
    "duplicate": _duplicate,
    "change households": _recount,
}
