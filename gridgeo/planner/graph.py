"""Units and their neighbours as flat arrays: all that the planner sees of a district."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.errors import BadInputError
from gridgeo.planner.kernels.parts import label_parts

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MIN_SHARED_M = (
    0.5  # units that share less border than this only touch: no way from one to the other
)


@dataclass(frozen=True, slots=True)
class UnitGraph:
    """Units of a coverage and the borders between them (compressed rows, each border twice).

    Attributes
    ----------
    indptr : int64, shape (n + 1,)
        Neighbours of unit u stand at ``indptr[u]`` to ``indptr[u + 1]``.
    indices : int64, shape (2 m,)
        Neighbouring units, ascending in each row.
    shared_m : float64, shape (2 m,)
        Length of the shared border.
    passable : bool, shape (2 m,)
        Whether a grid may reach across this border; contiguity counts passable borders only.
    follow : float64, shape (2 m,)
        Share of the border (0 to 1) that runs on streets, water or walls; a good place to divide.
    households : int64, shape (n,)
        Households (or persons) of each unit; not negative.
    area_m2, perimeter_m : float64, shape (n,)
        Area and whole perimeter of each unit.
    """

    indptr: Integers
    indices: Integers
    shared_m: Floats
    passable: NDArray[np.bool_]
    follow: Floats
    households: Integers
    area_m2: Floats
    perimeter_m: Floats
    size: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", len(self.households))
        if self.size and int(self.households.min()) < 0:
            raise BadInputError("A unit has a negative count; counts start at 0.")

    @classmethod
    def build(
        cls,
        pairs: Integers,
        shared_length_m: Floats,
        households: Integers,
        area_m2: Floats,
        perimeter_m: Floats,
        *,
        follow: Floats | None = None,
        barred: NDArray[np.bool_] | None = None,
        min_shared_m: float = MIN_SHARED_M,
    ) -> "UnitGraph":
        """Lay out pairs (each once) as compressed rows.

        Parameters
        ----------
        pairs : int64, shape (m, 2)
            Neighbours as positions, as from ``find_adjacency``.
        shared_length_m : float64, shape (m,)
            Length of each shared border.
        households, area_m2, perimeter_m : shape (n,)
            Figures of the units.
        follow : float64, shape (m,), optional
            Share of each border on streets, water or walls; none by default.
        barred : bool, shape (m,), optional
            Borders that no grid may reach across (a river without a bridge nearby).
        min_shared_m : float
            Borders shorter than this do not make units contiguous.
        """
        count = len(households)
        both = np.concatenate([pairs, pairs[:, ::-1]])
        order = np.lexsort((both[:, 1], both[:, 0]))
        rows = both[order, 0]
        shared = np.tile(shared_length_m, 2)[order]
        barred = np.zeros(len(pairs), dtype=np.bool_) if barred is None else barred
        follow = np.zeros(len(pairs)) if follow is None else follow
        return cls(
            indptr=np.searchsorted(rows, np.arange(count + 1)).astype(np.int64),
            indices=both[order, 1].astype(np.int64),
            shared_m=shared,
            passable=(shared > min_shared_m) & ~np.tile(barred, 2)[order],
            follow=np.tile(follow, 2)[order],
            households=np.asarray(households, dtype=np.int64),
            area_m2=np.asarray(area_m2, dtype=np.float64),
            perimeter_m=np.asarray(perimeter_m, dtype=np.float64),
        )

    @property
    def rows(self) -> Integers:
        """Unit at the near side of each border, shape (2 m,)."""
        return np.repeat(np.arange(self.size), np.diff(self.indptr))

    def take(self, units: Integers) -> "UnitGraph":
        """Cut out some units, in ascending order; borders to the others become outer boundary."""
        place = np.full(self.size, -1, dtype=np.int64)
        place[units] = np.arange(len(units))
        starts, ends = self.indptr[units], self.indptr[units + 1]
        lengths = ends - starts
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        edges = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths)
        inner = place[self.indices[edges]] >= 0
        edges = edges[inner]
        rows = np.repeat(np.arange(len(units)), lengths)[inner]
        return UnitGraph(
            indptr=np.searchsorted(rows, np.arange(len(units) + 1)).astype(np.int64),
            indices=place[self.indices[edges]],
            shared_m=self.shared_m[edges],
            passable=self.passable[edges],
            follow=self.follow[edges],
            households=self.households[units],
            area_m2=self.area_m2[units],
            perimeter_m=self.perimeter_m[units],
        )

    def bar(self, domain: Integers) -> "UnitGraph":
        """Close every border between units of different ``domain`` (shape (n,))."""
        return replace(self, passable=self.passable & (domain[self.rows] == domain[self.indices]))

    def open_inside(self, groups: Integers) -> "UnitGraph":
        """Open every border between units of one group (shape (n,), -1 for none) that is no touch.

        What must not be broken hangs together, whatever runs through it.
        """
        near = groups[self.rows]
        inside = (near >= 0) & (near == groups[self.indices]) & (self.shared_m > MIN_SHARED_M)
        return replace(self, passable=self.passable | inside)

    def components(self) -> Integers:
        """Label the parts that hang together over passable borders, by their first unit's order."""
        return label_parts(self.indptr, self.indices, self.passable)
