"""What a repair changed: which ground went from which grid to which, and how much of it."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.geometry.arrangement import NOISE_M2
from gridgeo.geometry.reassembly import KEPT, NOBODY, Pieces
from gridgeo.topology.view import NetworkView


@dataclass(frozen=True, slots=True)
class Change:
    """Ground that changes hands in a repair.

    Parameters
    ----------
    fault : str
        ``overlap``, ``gap``, ``outside``, or ``edge_match`` for everything below the least area.
    losing, gaining : str
        Grid codes; empty for nobody.
    geometry : BaseGeometry
        In the view's CRS.
    area_m2 : float
    """

    fault: str
    losing: str
    gaining: str
    geometry: BaseGeometry
    area_m2: float


def list_changes(view: NetworkView, pieces: Pieces, owner: NDArray[np.intp]) -> list[Change]:
    """List ground that changed hands: each gap, and each pair of losing and gaining grid.

    Ground below rounding changes nobody's hands; its grids are among the redrawn ones.

    Parameters
    ----------
    view : NetworkView
        Before the repair; its least area tells listed changes from matched borders.
    pieces : Pieces
    owner : (k,) array of int
        Who gets each piece: a grid, `NOBODY` or `KEPT`.

    Returns
    -------
    list of Change
        Largest first.
    """
    gathered: dict[tuple[str, int, int, int], list[int]] = {}
    for index in np.flatnonzero(owner != KEPT):
        gaining, over = int(owner[index]), pieces.over(int(index))
        small = bool(pieces.thin[index]) or pieces.area_m2[index] < view.least_area_m2
        if len(over) == 0 and gaining != NOBODY:
            place = 0 if small else int(index) + 1  # large gaps are told one by one
            key = ("edge_match" if small else "gap", NOBODY, gaining, place)
            gathered.setdefault(key, []).append(int(index))
        for losing in over[over != gaining].tolist():
            fault = "outside" if gaining == NOBODY else "overlap"
            key = ("edge_match" if small else fault, losing, gaining, 0)
            gathered.setdefault(key, []).append(int(index))
    changes = [_change(view, pieces, key, rows) for key, rows in gathered.items()]
    real = [one for one in changes if one.area_m2 > NOISE_M2]
    return sorted(real, key=lambda one: (-one.area_m2, one.fault, one.losing, one.gaining))


def _change(
    view: NetworkView, pieces: Pieces, key: tuple[str, int, int, int], rows: list[int]
) -> Change:
    fault, losing, gaining, _ = key
    return Change(
        fault=fault,
        losing=view.named([losing])[0] if losing != NOBODY else "",
        gaining=view.named([gaining])[0] if gaining != NOBODY else "",
        geometry=shapely.union_all(pieces.ground[rows]),
        area_m2=float(pieces.area_m2[rows].sum()),
    )
