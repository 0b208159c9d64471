"""A plan in a file, open for changes: its units, pieces, grids and borders."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from time import perf_counter

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import BadInputError, RefusedError
from gridgeo.geometry.dissolve import dissolve
from gridgeo.planner.contract import contract
from gridgeo.planner.graph import Integers, UnitGraph
from gridgeo.services.file_ground import FileGround, read_ground
from gridgeo.services.plan_options import PlanOptions, UnitOptions

NONE = -1


@dataclass(frozen=True, slots=True)
class EditOptions:
    """The plan to change: its units, its grids (any file of them), and what must stay.

    ``together`` names a field of units that are never parted, ``barriers`` a file of lines that no
    grid reaches across.
    """

    units: UnitOptions
    grids: Path
    grids_layer: str | None = None
    band: HouseholdBand = field(default_factory=HouseholdBand)
    locked: tuple[str, ...] = ()
    together: str | None = None
    barriers: Path | None = None
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Draft:
    """A plan that is open for changes: grids go by number here, by code outside.

    Units that stay together act as one *piece* as far as they share a grid; actions work on pieces.
    """

    task: FileGround
    numbers: Integers  # grid of each unit, -1 for none
    options: EditOptions
    start: float

    @cached_property
    def pieces(self) -> Integers:
        """Piece of each unit, shape (n,), in the order of their first units."""
        groups = self.task.ground.given.groups
        alone = np.arange(len(self.numbers))
        if groups is None:
            return alone
        free = groups == NONE
        keys = np.stack([np.where(free, NONE, groups), np.where(free, alone, self.numbers)], axis=1)
        together = self.unit_graph.bar(np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1))
        return together.components()

    @cached_property
    def domains(self) -> Integers:
        """What the grid of each unit stays inside: communities, joined where a grid spans them."""
        names = self.task.units.communities
        if names is None:
            return np.zeros(len(self.numbers), dtype=np.int64)
        domain = np.unique(names, return_inverse=True)[1].reshape(-1).astype(np.int64)
        return join_spanned(domain, self.numbers)

    @cached_property
    def unit_graph(self) -> UnitGraph:
        """Units and borders; none can be crossed between two domains."""
        return self.task.ground.graph.bar(self.domains)

    @cached_property
    def graph(self) -> UnitGraph:
        """Pieces and borders."""
        return contract(self.unit_graph, self.pieces)

    @cached_property
    def assignment(self) -> Integers:
        """Grid of each piece."""
        first = np.unique(self.pieces, return_index=True)[1]
        return self.numbers[first]

    @cached_property
    def communities(self) -> NDArray[np.str_] | None:
        """Community of each piece; None where none is named."""
        names = self.task.units.communities
        return None if names is None else names[np.unique(self.pieces, return_index=True)[1]]

    @cached_property
    def points(self) -> NDArray[np.object_]:
        """A point inside each unit, in metres."""
        return np.asarray(shapely.point_on_surface(self.task.units.metric_polygons), dtype=object)

    def mostly(self, near: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Say of each piece whether most of its ground is ``near``, said of each unit."""
        weight = self.unit_graph.area_m2
        share = np.bincount(self.pieces, weight * near) / np.bincount(self.pieces, weight)
        return np.asarray(share > 0.5, dtype=np.bool_)

    def places(self, ids: Sequence[str]) -> list[int]:
        """Give the pieces that hold some units.

        Raises
        ------
        BadInputError
            If there is no such unit.
        """
        place = {name: number for number, name in enumerate(self.task.units.ids)}
        unknown = [name for name in ids if name not in place]
        if unknown:
            raise BadInputError(f"There is no unit '{unknown[0]}'.", field="unit")
        chosen = self.pieces[[place[name] for name in ids]]
        return sorted(set(map(int, chosen)))

    def number(self, code: str) -> int:
        """Give the number of a grid.

        Raises
        ------
        BadInputError
            If the plan has no such grid, or it holds no unit.
        """
        codes = self.task.present.codes
        number = codes.index(code) if code in codes else NONE
        if number < 0 or not (self.numbers == number).any():
            raise BadInputError(f"There is no grid '{code}' with units.", field="grid")
        return number

    def neighbours(self, codes: Sequence[str]) -> list[int]:
        """Give the numbers of grids that are to share ground.

        Raises
        ------
        BadInputError
            As `number`.
        RefusedError
            If they lie in different communities.
        """
        numbers = [self.number(code) for code in codes]
        first = [int(np.argmax(self.numbers == number)) for number in numbers]
        names, within = self.task.units.communities, self.options.units.within
        for code, unit in zip(codes, first, strict=True):
            if names is not None and self.domains[unit] != self.domains[first[0]]:
                raise RefusedError(
                    f"Grid {codes[0]} lies in {names[first[0]]}, grid {code} in {names[unit]}:"
                    f" grids stay inside one value of the field '{within}'."
                )
        return numbers

    @property
    def locked(self) -> frozenset[int]:
        """Numbers of the locked grids."""
        return frozenset(self.number(code) for code in self.options.locked)

    def ground_of(self, grid: int) -> BaseGeometry:
        """Give a grid's ground in metres."""
        units = self.task.units.metric_polygons[self.numbers == grid]
        ground: BaseGeometry = dissolve(units, np.zeros(len(units), dtype=np.int64), 1)[0]
        return ground


def open_draft(options: EditOptions, *, whole: bool = True) -> Draft:
    """Read a plan to change.

    Parameters
    ----------
    options : EditOptions
    whole : bool
        Refuse units that lie in no grid; to extend a plan is to give them one.

    Raises
    ------
    BadInputError
        A file or field that cannot be used, or units in no grid.
    """
    start = perf_counter()
    task = read_ground(
        PlanOptions(
            options.units,
            band=options.band,
            existing=options.grids,
            existing_layer=options.grids_layer,
            together=options.together,
            barriers=options.barriers,
            seed=options.seed,
        )
    )
    present = task.present.grid_of_unit
    numbers = np.full(len(task.units.ids), NONE, np.int64) if present is None else present
    outside = np.flatnonzero(numbers < 0)
    if whole and len(outside):
        raise BadInputError(
            f"{len(outside)} units lie in no grid, the first is '{task.units.ids[outside[0]]}';"
            " extend the plan to them first.",
            field="grids",
        )
    return Draft(task, numbers, options, start)


def join_spanned(domains: Integers, numbers: Integers) -> Integers:
    """Join domains that a grid spans: it need not be cut to stay inside.

    Parameters
    ----------
    domains, numbers : int64, shape (n,)
        Domain (from 0) and grid of each unit; -1 for units in no grid.
    """
    held = numbers >= 0
    count = int(domains.max()) + 1
    pairs = (domains[held], count + numbers[held])
    size = count + int(numbers.max(initial=NONE)) + 1
    spans = coo_array((np.ones(held.sum(), np.int8), pairs), shape=(size, size))
    joined: Integers = connected_components(spans, directed=False)[1][domains].astype(np.int64)
    return joined
