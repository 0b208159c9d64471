"""What the report of a crosswalk shows, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair of grids that would change hands, in part; ``number`` is its place in the page."""

    number: int
    a: str
    b: str
    kind: str
    community: str
    area_m2: float
    share_of_a: float
    share_of_b: float
    households: int | None
    persons: int | None


@dataclass(frozen=True, slots=True)
class CommunityLine:
    """Agreement of the two networks in a community."""

    name: str
    households: int
    same: int
    share: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a matrix.

    Attributes
    ----------
    value : float
        Households, or square metres where those are not known.
    share : float
        Of the grid down the side, 0 to 1: how dark the cell is.
    same : bool
        Whether the two grids are each other's match.
    """

    value: float
    share: float
    same: bool


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """A matrix no larger than a sheet of paper; an empty code is outside of the network."""

    community: str
    a: Sequence[str]
    b: Sequence[str]
    cells: Mapping[tuple[str, str], Cell]


@dataclass(frozen=True, eq=False)
class CrosswalkFigures:
    """All that the report of a crosswalk shows; ground in EPSG:4326.

    Attributes
    ----------
    a_name, b_name : str
    a_grids, b_grids, pairs : int
    kinds : mapping of str to int
        Pairs by class, in Chinese and English.
    households, persons : int or None
    agreement : float or None
        Share of the households whose grid is the same.
    worst : sequence of PairLine
        The worst first; as many as a page can hold of ``moving``.
    moving : int
        Pairs that change hands.
    places : (w,) array of geometries
        Common ground of the first of ``worst``.
    communities : sequence of CommunityLine
    matrices : sequence of MatrixPage
    matrices_left_out : int
        Matrices that only the workbook holds.
    a_ground, b_ground : arrays of polygons
    """

    a_name: str
    b_name: str
    a_grids: int
    b_grids: int
    pairs: int
    kinds: Mapping[str, int]
    households: int | None
    persons: int | None
    agreement: float | None
    worst: Sequence[PairLine]
    moving: int
    places: NDArray[np.object_]
    communities: Sequence[CommunityLine]
    matrices: Sequence[MatrixPage]
    matrices_left_out: int
    a_ground: NDArray[np.object_]
    b_ground: NDArray[np.object_]
