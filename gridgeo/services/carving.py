"""Ground set apart before planning: dedicated grids for places, reserved ones for new homes."""

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.domain.dedicated import DedicatedMode, DedicatedRules, PlaceKind
from gridgeo.domain.enums import AreaSetting, GridKind, GridStatus
from gridgeo.geometry.place_units import find_place_units, grounds
from gridgeo.planner.carve import close_pockets
from gridgeo.planner.effort import Effort
from gridgeo.planner.graph import UnitGraph
from gridgeo.planner.ground import NONE, Standards
from gridgeo.planner.reserve import Development, Reserved, reserve


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Places (场所): codes, names (or None), `PlaceKind` values; points or polygons in metres."""

    codes: NDArray[np.object_]
    names: NDArray[np.object_]
    kinds: NDArray[np.object_]
    ground: NDArray[np.object_]

    def take(self, chosen: NDArray[np.intp]) -> "Places":
        """Give some of the places."""
        return Places(
            self.codes[chosen], self.names[chosen], self.kinds[chosen], self.ground[chosen]
        )

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, slots=True)
class CarvedGrid:
    """What a carved grid is: dedicated to a place, or reserved for homes.

    ``banded`` says whether its people are held against the band, ``note`` why the grid is there,
    ``present`` the position of the present dedicated grid that it is, if it is one.
    """

    kind: GridKind
    status: GridStatus
    note: str
    banded: bool = False
    name: str | None = None
    place_code: str | None = None
    expected_hh: int | None = None
    active_from: date | None = None
    present: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """A dedicated grid that lies over the base grids."""

    grid: CarvedGrid
    ground: object  # metric geometry
    units: NDArray[np.intp]  # units of which it covers most
    code: str = ""  # that it has already


@dataclass(frozen=True, slots=True, eq=False)
class Carving:
    """What is set apart.

    Attributes
    ----------
    carved : int64, shape (n,)
        Carved grid of each unit, from 0 without a gap; -1 for the rest.
    grids : tuple of CarvedGrid
        One a carved grid.
    overlays : tuple of Overlay
        Dedicated grids over the base grids.
    uncounted : bool, shape (n,)
        Units whose people the band leaves out.
    notes : tuple of (str, str)
        Code and sentence of each place, and of each unit with new homes, that gets no grid.
    """

    carved: NDArray[np.int64]
    grids: tuple[CarvedGrid, ...]
    overlays: tuple[Overlay, ...]
    uncounted: NDArray[np.bool_]
    notes: tuple[tuple[str, str], ...] = field(default=())

    @classmethod
    def nothing(cls, units: int) -> "Carving":
        """Set nothing apart."""
        return cls(np.full(units, NONE, np.int64), (), (), np.zeros(units, np.bool_))


def carve_places(
    carving: Carving,
    graph: UnitGraph,
    ground: NDArray[np.object_],
    places: Places,
    rules: DedicatedRules,
    fixed: NDArray[np.bool_] | None = None,
) -> Carving:
    """Set apart the units of places, or lay dedicated grids over them, as the rules say.

    Parameters
    ----------
    carving : Carving
        What is set apart already; its units are not taken again.
    graph : UnitGraph
        Units; borders between communities closed.
    ground : object, shape (n,)
        The units in a metric CRS.
    places : Places
        Of any kinds; those without a rule, and those that are too small, get no grid.
    rules : DedicatedRules
        The network's.
    fixed : bool, shape (n,), optional
        Units of locked grids, which stay as they are.
    """
    chosen = choose_places(places, rules)
    area = find_place_units(ground, chosen.ground)
    if rules.mode is DedicatedMode.OVERLAY:
        return _lay_over(carving, chosen, area, rules)
    free = carving.carved == NONE if fixed is None else (carving.carved == NONE) & ~fixed
    taken = np.where(free, area, NONE)
    held = np.unique(taken[taken != NONE])
    first = len(carving.grids)
    number = np.full(len(chosen) + 1, NONE, dtype=np.int64)
    number[held] = first + np.arange(len(held))
    carved = np.where(taken != NONE, number[taken], carving.carved)
    made = tuple(_dedicated(chosen, place, rules) for place in held.tolist())
    known = np.unique(area[~free & (area != NONE)])
    missed = np.setdiff1d(np.arange(len(chosen)), np.union1d(held, known))
    return replace(
        carving,
        carved=close_pockets(graph, carved, fixed),
        grids=carving.grids + made,
        notes=carving.notes + tuple(_missed(chosen, place) for place in missed.tolist()),
    )


def choose_places(places: Places, rules: DedicatedRules) -> Places:
    """Give the places that get a dedicated grid, each with its ground."""
    found = [rules.rule_for(PlaceKind(kind)) for kind in places.kinds]
    radius = np.array([1.0 if rule is None else rule.radius_m for rule in found])
    least = np.array([np.inf if rule is None else rule.minimum_m2 for rule in found])
    ground = grounds(places.ground, radius)
    chosen = np.flatnonzero(shapely.area(ground) >= least)
    return Places(places.codes, places.names, places.kinds, ground).take(chosen)


def carve_homes(
    carving: Carving,
    graph: UnitGraph,
    homes: Development,
    on: date,
    standards: Standards,
    communities: NDArray[np.generic],
    rural: NDArray[np.bool_],
    unit_codes: NDArray[np.object_],
    *,
    seed: int,
    effort: Effort,
    fixed: NDArray[np.bool_] | None = None,
) -> Carving:
    """Set apart reserved grids for homes that are being built, sized for a day.

    Parameters
    ----------
    carving, graph, fixed
        As in `carve_places`.
    homes : Development
        What is being built.
    on : date
        The day for which the grids are sized.
    standards, communities, rural, seed, effort
        As in `gridgeo.planner.ground.plan_ground`.
    unit_codes : str, shape (n,)
        Names of the units, for the notes.
    """
    for setting in AreaSetting:
        free = (carving.carved == NONE) & (rural == (setting is AreaSetting.RURAL))
        units = np.flatnonzero(free if fixed is None else free & ~fixed)
        if not len(units) or not homes.sites[units].any():
            continue
        kept = reserve(
            graph.take(units),
            homes.take(units),
            np.datetime64(on),
            standards.band(setting),
            communities=communities[units],
            seed=seed,
            effort=effort,
        )
        minimum = standards.band(setting).minimum
        carving = _add_reserved(carving, units, kept, on, minimum, unit_codes)
    return replace(carving, carved=close_pockets(graph, carving.carved, fixed))


def _add_reserved(
    carving: Carving,
    units: NDArray[np.intp],
    kept: Reserved,
    on: date,
    minimum: int,
    unit_codes: NDArray[np.object_],
) -> Carving:
    carved, first = carving.carved.copy(), len(carving.grids)
    carved[units[kept.carved != NONE]] = first + kept.carved[kept.carved != NONE]
    made = tuple(
        _reserved(kept, grid, on, minimum, unit_codes[units]) for grid in range(len(kept.reasons))
    )
    sentence = (
        f"The homes that are being built here make fewer than {minimum} households by {on}:"
        " no grid is reserved, the grids around take them in."
    )
    few = tuple((str(unit_codes[units[unit]]), sentence) for unit in kept.too_few.tolist())
    return replace(carving, carved=carved, grids=carving.grids + made, notes=carving.notes + few)


def _lay_over(
    carving: Carving, places: Places, area: NDArray[np.int64], rules: DedicatedRules
) -> Carving:
    made = tuple(
        Overlay(
            _dedicated(places, place, rules), places.ground[place], np.flatnonzero(area == place)
        )
        for place in range(len(places))
    )
    uncounted = carving.uncounted if rules.counts else carving.uncounted | (area != NONE)
    return replace(carving, overlays=carving.overlays + made, uncounted=uncounted)


def _dedicated(places: Places, place: int, rules: DedicatedRules) -> CarvedGrid:
    code, kind = str(places.codes[place]), str(places.kinds[place])
    return CarvedGrid(
        GridKind.DEDICATED,
        GridStatus.ACTIVE,
        f"Dedicated to the {kind} {code}.",
        banded=rules.counts and rules.mode is DedicatedMode.CUT_OUT,
        name=places.names[place],
        place_code=code,
    )


def _reserved(
    kept: Reserved, grid: int, on: date, minimum: int, unit_codes: NDArray[np.object_]
) -> CarvedGrid:
    """Say what a grid is reserved for; one that holds the minimum already is in use."""
    expected, held = int(kept.expected_hh[grid]), int(kept.present_hh[grid])
    day: date | None = kept.active_from[grid].astype(object)
    reason = kept.reasons[grid]
    over = ""
    if reason is not None:
        name = "" if reason.unit is None else str(unit_codes[reason.unit])
        over = f" On that day it is over the band: {reason.tell(name)}"
    if held >= minimum:
        note = f"Sized for {expected} households by {on}; {held} live here already.{over}"
        return CarvedGrid(GridKind.BASE, GridStatus.ACTIVE, note, banded=True, expected_hh=expected)
    reached = f"expected on {day}" if day is not None else "no day is in sight"
    return CarvedGrid(
        GridKind.BASE,
        GridStatus.RESERVED,
        f"Reserved: {expected} households are expected by {on};"
        f" to be active once {minimum} have moved in, {reached}.{over}",
        expected_hh=expected,
        active_from=day,
    )


def _missed(places: Places, place: int) -> tuple[str, str]:
    code, kind = str(places.codes[place]), str(places.kinds[place])
    return code, (
        f"The {kind} {code} covers most of no unit, so no grid is cut out for it; divide the units"
        " finer there, or lay dedicated grids over the base grids."
    )
