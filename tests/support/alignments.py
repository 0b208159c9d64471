"""Networks to be aligned, and every alignment that there is of small ones."""

from collections.abc import Iterator
from itertools import permutations, product

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.domain.enums import Relation
from gridgeo.topology.align.align import Alignment
from gridgeo.topology.align.ground import NOBODY, SNAP_M, CommonGround
from gridgeo.topology.align.homes import add_points
from tests.support.coverages import ORIGIN


def boxes(*corners: tuple[float, float, float, float]) -> NDArray[np.object_]:
    """Give rectangles (west, south, east, north) in hundreds of metres."""
    drawn = np.array(corners, dtype=float) * 100.0 + np.tile(ORIGIN, 2)
    return np.array([shapely.box(*one) for one in drawn], dtype=object)


def settled(ground: CommonGround, seed: int, homes: int = 200) -> CommonGround:
    """Let households live at random places, some places more crowded than others."""
    rng = np.random.default_rng(seed)
    west, south, east, north = shapely.total_bounds(ground.pieces)
    places = rng.uniform((west, south), (east, north), (homes, 2))
    return add_points(ground, shapely.points(places), rng.integers(1, 30, homes))[0]


def least_moved(ground: CommonGround, relation: Relation) -> int:
    """Try every alignment that leaves no grid of the model out, and count what the best moves."""
    return min(
        int(ground.households[owner != ground.present].sum())
        for owner in _all_owners(ground, relation)
    )


def _all_owners(ground: CommonGround, relation: Relation) -> Iterator[NDArray[np.intp]]:
    if relation is Relation.NESTS_IN:
        yield from _all_nested(ground)
        return
    everyone = range(ground.presents)
    if relation is Relation.WHOLE_GRIDS_OF:
        choices: Iterator[tuple[int, ...]] = product(everyone, repeat=ground.models)
    else:
        fresh = range(ground.presents, ground.presents + ground.models)
        choices = permutations([*everyone, *fresh], ground.models)
    for choice in choices:
        yield np.where(ground.model == NOBODY, ground.present, np.array(choice)[ground.model])


def _all_nested(ground: CommonGround) -> Iterator[NDArray[np.intp]]:
    """Each grid stays in one grid of the model; its other parts become new grids."""
    for homes in product(range(ground.models), repeat=ground.presents):
        home = np.where(ground.present == NOBODY, NOBODY, np.array(homes)[ground.present])
        stays = (ground.model == home) | (ground.model == NOBODY)
        yield np.where(stays, ground.present, ground.presents)


def assert_whole(alignment: Alignment, drawn: NDArray[np.object_]) -> None:
    """Hold that no ground of the pieces is lost or doubled, and that borders match."""
    there = drawn[~shapely.is_empty(drawn)]
    assert shapely.is_valid(there).all()
    assert shapely.coverage_is_valid(there)
    # A border that stays may lie as far from the pieces' as what was snapped, and no further.
    kept = shapely.union_all(alignment.ground.pieces[alignment.owner != NOBODY])
    astray = shapely.symmetric_difference(kept, shapely.union_all(there))
    assert shapely.buffer(astray, -SNAP_M).is_empty
