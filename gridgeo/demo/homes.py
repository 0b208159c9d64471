"""Households moving into the buildings: how many in each, on which floor, and how many persons."""

from dataclasses import dataclass

import numpy as np

from gridgeo.demo.buildings import Buildings, Ints
from gridgeo.demo.chance import stream
from gridgeo.demo.frame import Floats
from gridgeo.demo.shapes import turn
from gridgeo.demo.sites import Sites, SiteUse
from gridgeo.domain.errors import RefusedError

# Share of households of 1, 2, … 6 persons; the mean is 1.91.
_PERSONS = (0.440, 0.325, 0.149, 0.068, 0.013, 0.005)


@dataclass(slots=True)
class Homes:
    """One row for each household, in the order of the buildings.

    ``xy`` is in metres; ``floor`` and ``room`` count from 1, ``entrance`` too.
    """

    building: Ints
    entrance: Ints
    floor: Ints
    room: Ints
    persons: Ints
    xy: Floats


def fill_homes(buildings: Buildings, sites: Sites, total: int, seed: int) -> Homes:
    """Let ``total`` households move in; no step loops over households in Python.

    Raises
    ------
    RefusedError
        If the buildings have too few homes for the total.
    """
    rng = stream(seed, "households")
    count = _occupied(buildings, sites, total, rng)
    building, flat = _chosen_flats(buildings.capacity, count, rng)
    per_floor = buildings.flats[building]
    floors = buildings.floors[building]
    room = flat % per_floor + 1
    floor = flat // per_floor % floors + 1
    entrance = flat // (per_floor * floors) + 1
    persons = rng.choice(len(_PERSONS), size=len(building), p=_PERSONS) + 1
    homes = Homes(building, entrance, floor, room, persons, np.empty((len(building), 2)))
    homes.xy = _positions(homes, buildings, rng)
    return homes


def _occupied(buildings: Buildings, sites: Sites, total: int, rng: np.random.Generator) -> Ints:
    """Say how many households each building has; farms and giants are full, flats partly empty."""
    capacity = buildings.capacity
    use = np.array([site.use for site in sites.sites], dtype=object)[buildings.site]
    fixed = (use == SiteUse.GIANT) | (use == SiteUse.HAMLET)
    count = np.where(use == SiteUse.HAMLET, 1, np.where(fixed, capacity, 0))
    wanted = np.where(fixed, 0, capacity * _occupancy(buildings, rng))
    left = total - int(count.sum())
    if capacity[~fixed].sum() < left:
        raise RefusedError(f"The demo's buildings have too few homes for {total} households.")
    for _ in range(30):  # raise the shares until the total is met; no building over its capacity
        wanted = np.minimum(wanted * left / wanted.sum(), np.where(fixed, 0, capacity))
    whole: Ints = np.floor(wanted).astype(np.int64)
    order = np.argsort(-(wanted - whole), kind="stable")
    whole[order[: left - int(whole.sum())]] += 1
    result: Ints = count + whole
    return result


def _occupancy(buildings: Buildings, rng: np.random.Generator) -> Floats:
    """Give the share of flats lived in: whole sites differ, since new ones fill over years."""
    site = 1.0 - 0.75 * rng.beta(1.2, 3.5, int(buildings.site.max()) + 1)
    share: Floats = site[buildings.site] * rng.uniform(0.9, 1.0, len(buildings))
    return share


def _chosen_flats(capacity: Ints, count: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Choose ``count`` of the flats of each building: building and flat number from 0, in order."""
    building = np.repeat(np.arange(len(capacity)), capacity)
    first = np.repeat(np.cumsum(capacity) - capacity, capacity)
    flat = np.arange(len(building)) - first
    shuffled = np.lexsort((rng.random(len(building)), building))
    chosen = np.sort(shuffled[flat < count[building]])
    return building[chosen], flat[chosen]


def _positions(homes: Homes, buildings: Buildings, rng: np.random.Generator) -> Floats:
    """Put each home where its entrance and room are, a little off, inside the building."""
    building = homes.building
    slots = (buildings.entrances * buildings.flats)[building]
    slot = (homes.entrance - 1) * buildings.flats[building] + homes.room - 0.5
    across = slot / slots - 0.5 + rng.uniform(-0.3, 0.3, len(building)) / slots
    deep = rng.uniform(-0.4, 0.4, len(building))
    local = np.column_stack([across * 0.92, deep]) * buildings.size[building]
    return buildings.centre[building] + turn(local, buildings.angle[building])
