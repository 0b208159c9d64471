"""Present grids of a file, held against the units of a plan."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.domain.errors import BadInputError
from gridgeo.services.carving import CarvedGrid, Overlay
from gridgeo.services.network_file import NetworkFile, read_network, require_codes
from gridgeo.services.plan_options import PlanOptions
from gridgeo.services.set_apart_grids import find_overlays, read_set_apart
from gridgeo.services.unit_file import UnitFile

HALF = 0.5  # of a unit's ground, above which an overlay counts its people


@dataclass(frozen=True, slots=True, eq=False)
class PresentGrids:
    """Codes of the present grids, and which of them holds most of each unit (-1: none).

    ``grid_of_unit`` is None where no present grids were given. ``set_apart`` says what each grid
    was set apart for, ``overlays`` are dedicated grids that lie over others and have no units.
    """

    codes: tuple[str, ...] = ()
    grid_of_unit: NDArray[np.int64] | None = None
    set_apart: tuple[CarvedGrid | None, ...] = ()
    overlays: tuple[Overlay, ...] = ()

    def find_locked(self, codes: tuple[str, ...]) -> NDArray[np.bool_] | None:
        """Find the units of the grids that are locked; None where none is.

        Raises
        ------
        BadInputError
            If there is no such grid, or it holds no unit.
        """
        if not codes or self.grid_of_unit is None:
            return None
        unknown = sorted(set(codes) - set(self.codes))
        if unknown:
            raise BadInputError(f"There is no present grid '{unknown[0]}' to lock.", field="locked")
        numbers = [self.codes.index(code) for code in codes]
        empty = np.setdiff1d(numbers, self.grid_of_unit)
        if len(empty):
            raise BadInputError(
                f"The present grid '{self.codes[empty[0]]}' holds no unit, so it cannot be locked.",
                field="locked",
            )
        return np.isin(self.grid_of_unit, numbers)


def read_present(options: PlanOptions, units: UnitFile) -> PresentGrids:
    """Find the present grid that holds most of each unit.

    Raises
    ------
    BadInputError
        An unreadable file, missing or duplicate codes, invalid polygons, or no unit that is met.
    """
    if options.existing is None:
        return PresentGrids()
    grids = read_network(
        options.existing,
        layer=options.existing_layer,
        crs=options.units.crs,
        metric=units.metric_crs,
    )
    _require_sound(grids)
    over = find_overlays(grids.frame, grids.polygons)
    set_apart = read_set_apart(grids.frame)
    ground = grids.polygons.copy()
    ground[over] = None
    present = _find_grids(units.metric_polygons, ground)
    if (present < 0).all():
        raise BadInputError(
            f"No grid of '{grids.name}' meets a unit; is it the right file, and is its coordinate"
            " system true?",
            field="existing",
        )
    overlays = tuple(
        _overlay(units, grids, set_apart[place], place) for place in np.flatnonzero(over).tolist()
    )
    return PresentGrids(grids.codes, present, tuple(set_apart), overlays)


def _overlay(units: UnitFile, grids: NetworkFile, grid: CarvedGrid | None, place: int) -> Overlay:
    assert grid is not None  # noqa: S101 - only a dedicated grid lies over others
    ground = grids.polygons[place]
    shared = shapely.area(shapely.intersection(units.metric_polygons, ground))
    covered = np.flatnonzero(shared > HALF * shapely.area(units.metric_polygons))
    return Overlay(grid, ground, covered, grids.codes[place])


def _find_grids(units: NDArray[np.object_], grids: NDArray[np.object_]) -> NDArray[np.int64]:
    """Give each unit the grid that covers most of it, of equals the first; -1 where none does."""
    usable = np.flatnonzero(~shapely.is_missing(grids))
    unit, place = shapely.STRtree(grids[usable]).query(units, predicate="intersects")
    grid = usable[place]
    area = shapely.area(shapely.intersection(units[unit], grids[grid]))
    found = np.full(len(units), -1, dtype=np.int64)
    order = np.lexsort((-grid, area, unit))  # the last write wins: largest share, then first
    order = order[area[order] > 0]
    found[unit[order]] = grid[order]
    return found


def _require_sound(grids: NetworkFile) -> None:
    """Refuse present grids that cannot be told apart, or whose ground is not clear."""
    require_codes(grids, "give each present grid a code of its own", "existing")
    broken = np.flatnonzero(~shapely.is_valid(grids.polygons) & ~shapely.is_missing(grids.polygons))
    if len(broken):
        raise BadInputError(
            f"'{grids.name}' has {len(broken)} invalid polygons, the first is"
            f" '{grids.codes[broken[0]]}'; mend them with gridgeo fix.",
            field="existing",
        )
