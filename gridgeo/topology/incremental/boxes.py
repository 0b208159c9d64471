"""Bounding boxes as arrays (k, 4) of west, south, east, north: which meet, which hold which."""

import numpy as np
import shapely
from numpy.typing import NDArray

Boxes = NDArray[np.float64]


def boxes_of(geometries: NDArray[np.object_]) -> Boxes:
    """Give the bounds of geometries; those of nothing are nan and meet nothing."""
    return np.asarray(shapely.bounds(geometries), dtype=np.float64).reshape(-1, 4)


def grown(boxes: Boxes, margin_m: float) -> Boxes:
    """Move every side outwards."""
    return boxes + margin_m * np.array([-1.0, -1.0, 1.0, 1.0])


def meet(boxes: Boxes, others: Boxes) -> NDArray[np.bool_]:
    """Say which boxes meet at least one of the others, of which there should be few."""
    answer = np.zeros(len(boxes), dtype=bool)
    others = others[~np.isnan(others[:, 0])]
    if len(others) == 0:
        return answer
    hull = np.concatenate([others[:, :2].min(axis=0), others[:, 2:].max(axis=0)])
    near = np.flatnonzero(_meet_one(boxes, hull))
    for other in others:
        answer[near] |= _meet_one(boxes[near], other)
    return answer


def indexed(tree: shapely.STRtree, boxes: Boxes) -> NDArray[np.intp]:
    """Give the rows of indexed geometries whose bounds meet some boxes, sorted."""
    known = boxes[~np.isnan(boxes[:, 0])]
    return np.unique(tree.query(np.asarray(shapely.box(*known.T)))[1])


def held(boxes: Boxes, others: Boxes) -> NDArray[np.bool_]:
    """Say which boxes lie wholly in one of the others."""
    answer = np.zeros(len(boxes), dtype=bool)
    for west, south, east, north in others:
        answer |= (
            (boxes[:, 0] >= west)
            & (boxes[:, 1] >= south)
            & (boxes[:, 2] <= east)
            & (boxes[:, 3] <= north)
        )
    return answer


def _meet_one(boxes: Boxes, other: NDArray[np.float64]) -> NDArray[np.bool_]:
    west, south, east, north = other
    mask: NDArray[np.bool_] = (
        (boxes[:, 0] <= east)
        & (boxes[:, 2] >= west)
        & (boxes[:, 1] <= north)
        & (boxes[:, 3] >= south)
    )
    return mask
