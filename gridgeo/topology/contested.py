"""Ground that two grids of one network both claim, as `overlap` and `duplicate` judge it."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.enums import Severity
from gridgeo.topology import dedicated
from gridgeo.topology.finding import Finding, Fix, mean_width_m
from gridgeo.topology.view import NetworkView

SAME_SHARE = 1.0 - 1e-6  # of the larger grid: what differs is rounding

# Both take the codes of the pair, its ground in m², and the households there.
Sentences = Callable[[tuple[str, ...], float, float, int | None], tuple[str, str]]
Fixes = Callable[[tuple[str, ...], float, int | None], tuple[Fix, ...]]


def is_contested(view: NetworkView) -> NDArray[np.bool_]:
    """Say which overlaps are large enough, and not between a dedicated grid and another one."""
    mask: NDArray[np.bool_] = view.overlaps.area_m2 >= view.least_area_m2
    return mask if view.kinds is None else mask & ~dedicated.is_conflict(view)


def is_same(view: NetworkView) -> NDArray[np.bool_]:
    """Say which overlaps of the view are all the ground that either grid has."""
    pairs = view.overlaps
    larger = np.maximum(view.area_m2[pairs.first], view.area_m2[pairs.second])
    mask: NDArray[np.bool_] = pairs.area_m2 >= SAME_SHARE * larger
    return mask


def contest_findings(
    view: NetworkView, rows: NDArray[np.intp], rule: str, sentences: Sentences, fixes: Fixes
) -> Iterator[Finding]:
    """Report pairs of grids with the exact ground that they share.

    Parameters
    ----------
    view : NetworkView
    rows : (k,) array of int
        Rows of the view's overlaps.
    rule : str
    sentences : callable
        Of the codes, the area in m², the mean width in m and the households: in both languages.
    fixes : callable
        Of the codes, the smaller grid's first, the area in m² and the households.
    """
    geometry = view.overlaps.geometry[rows]
    widths, homes = mean_width_m(geometry), view.homes_in(geometry)
    for row, shape, width, households in zip(rows, geometry, widths, homes, strict=True):
        pair = [int(view.overlaps.first[row]), int(view.overlaps.second[row])]
        area = float(shape.area)
        yield view.finding(
            rule,
            Severity.ERROR,
            pair,
            shape,
            sentences(_codes(view, pair), area, float(width), households),
            households=households,
            fixes=fixes(_codes(view, _smaller_first(view, pair)), area, households),
        )


def _codes(view: NetworkView, pair: list[int]) -> tuple[str, ...]:
    return tuple(view.named([index])[0] for index in pair)


def _smaller_first(view: NetworkView, pair: list[int]) -> list[int]:
    return sorted(pair, key=lambda index: (float(view.area_m2[index]), view.codes[index], index))
