"""What a file of grids says of those that were set apart: dedicated and reserved ones, overlays."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgeo.domain.enums import GridKind, GridStatus
from gridgeo.services.carving import CarvedGrid

OVER = 0.5  # a dedicated grid that shares this much of its ground with others lies over them


def find_overlays(frame: gpd.GeoDataFrame, metric: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Find the dedicated grids that lie over others, as ``gridgeo plan`` writes them.

    Parameters
    ----------
    frame : GeoDataFrame
        Grids, with the field ``kind`` where they know it.
    metric : object, shape (n,)
        Their ground in metres.
    """
    over = np.zeros(len(frame), dtype=np.bool_)
    sound = shapely.is_valid(metric)  # the others are refused or mended elsewhere
    dedicated = np.flatnonzero(sound & (_words(frame, "kind") == GridKind.DEDICATED.value))
    others = np.setdiff1d(np.flatnonzero(sound), dedicated)
    if len(dedicated) and len(others):
        place, other = shapely.STRtree(metric[others]).query(metric[dedicated], "intersects")
        shared = shapely.area(shapely.intersection(metric[dedicated[place]], metric[others[other]]))
        covered = np.bincount(place, weights=shared, minlength=len(dedicated))
        over[dedicated] = covered >= OVER * shapely.area(metric[dedicated])
    return over


def read_set_apart(frame: gpd.GeoDataFrame) -> list[CarvedGrid | None]:
    """Give what each grid was set apart for; None for one that is a base grid in use."""
    kinds, lives = _words(frame, "kind"), _words(frame, "life")
    reasons, names = _words(frame, "reason"), _words(frame, "name")
    days, states = _words(frame, "active_from"), _words(frame, "status")
    expected = (
        pd.to_numeric(frame["expected_hh"], errors="coerce") if "expected_hh" in frame else None
    )
    found: list[CarvedGrid | None] = []
    for row in range(len(frame)):
        kind = GridKind(kinds[row]) if kinds[row] in set(GridKind) else GridKind.BASE
        life = GridStatus(lives[row]) if lives[row] in set(GridStatus) else GridStatus.ACTIVE
        if kind is not GridKind.DEDICATED and life is not GridStatus.RESERVED:
            found.append(None)
            continue
        count = None if expected is None else expected.iloc[row]
        found.append(
            CarvedGrid(
                kind,
                life,
                reasons[row],
                banded=bool(states[row]),
                name=names[row] or None,
                expected_hh=None if count is None or pd.isna(count) else int(count),
                active_from=_day(days[row]),
            )
        )
    return found


def _words(frame: gpd.GeoDataFrame, name: str) -> NDArray[np.object_]:
    if name not in frame:
        return np.full(len(frame), "", dtype=object)
    text = frame[name].astype("string").fillna("").str.strip()
    words: NDArray[np.object_] = text.to_numpy(dtype=object)
    return words


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
