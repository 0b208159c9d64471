"""Which present grid holds each unit, and which codes and names the grids of a plan get."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.db.repositories.open_grids import OpenGrids
from gridgeo.domain.code_template import CodeTemplate


@dataclass(frozen=True, slots=True)
class Identity:
    """Code, name and, where it continues a present grid, that grid's id, for each grid."""

    codes: list[str]
    names: list[str]
    continues: list[int | None]


def present_grid_of_units(ground: NDArray[np.object_], present: OpenGrids) -> NDArray[np.int64]:
    """Find the present grid at each unit's inner point; the lowest code wins, -1 where none is."""
    found = np.full(len(ground), -1, dtype=np.int64)
    if not len(present):
        return found
    points = shapely.point_on_surface(ground)
    unit, grid = shapely.STRtree(present.ground).query(points, predicate="intersects")
    order = np.lexsort(
        (-grid, unit)
    )  # the last write wins: the lowest position, so the lowest code
    found[unit[order]] = grid[order]
    return found


def name_grids(
    template: CodeTemplate,
    area_codes: Sequence[str],
    area_names: Sequence[str],
    continued: NDArray[np.int64],
    present: OpenGrids,
    used: Collection[str],
) -> Identity:
    """Keep the codes and names of continued grids; give the others the lowest free codes.

    Parameters
    ----------
    template : CodeTemplate
        The network's.
    area_codes, area_names : (k,) sequences
        The community of each grid.
    continued : (k,) array
        The present grid that each one still is, -1 for none.
    present : OpenGrids
        The present grids.
    used : collection of str
        Codes that must not be given (again).

    Raises
    ------
    RefusedError
        If a community has not enough codes left.
    """
    taken = set(used)
    codes = ["" if old < 0 else str(present.codes[old]) for old in continued]
    names = ["" if old < 0 else str(present.names[old]) for old in continued]
    for area in sorted(set(area_codes)):
        fresh = [i for i, code in enumerate(area_codes) if code == area and continued[i] < 0]
        for i, code in zip(fresh, template.next_codes(area, len(fresh), taken), strict=True):
            codes[i] = code
            names[i] = f"{area_names[i]}第{int(code[-template.digits :])}网格"
            taken.add(code)
    ids = [None if old < 0 else int(present.grid_ids[old]) for old in continued]
    return Identity(codes, names, ids)
