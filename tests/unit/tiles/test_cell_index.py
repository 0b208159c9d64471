import numpy as np
import pytest

from gridgeo.tiles.cell_index import candidates, index_cells


def meeting(boxes, box):
    with np.errstate(invalid="ignore"):
        return np.flatnonzero(
            (boxes[:, 0] <= box[2])
            & (boxes[:, 2] >= box[0])
            & (boxes[:, 1] <= box[3])
            & (boxes[:, 3] >= box[1])
        )


def random_boxes(seed, count, width):
    rng = np.random.default_rng(seed)
    low = rng.uniform(0, 1000, (count, 2))
    return np.hstack([low, low + rng.exponential(width, (count, 2))])


@pytest.mark.parametrize(("count", "width"), [(1, 5), (40, 20), (2000, 8), (2000, 300)])
def test_nothing_that_meets_a_box_is_missed(count, width):
    boxes = random_boxes(3, count, width)
    boxes[::7] = np.nan
    index = index_cells(boxes)
    rng = np.random.default_rng(4)
    for _ in range(200):
        low = rng.uniform(-100, 1100, 2)
        box = tuple(map(float, [*low, *(low + rng.exponential(40, 2))]))
        found = candidates(index, count, box)
        assert (np.diff(found) > 0).all()
        assert set(meeting(boxes, box)) <= set(found.tolist())


def test_a_small_box_looks_at_few_features():
    boxes = random_boxes(5, 5000, 5)
    found = candidates(index_cells(boxes), len(boxes), (500.0, 500.0, 510.0, 510.0))
    assert len(found) < 50
    everything = candidates(index_cells(boxes), len(boxes), (0.0, 0.0, 1000.0, 1000.0))
    assert everything.tolist() == list(range(5000))


def test_no_feature_and_no_place_are_no_fault():
    nothing = index_cells(np.empty((0, 4)))
    assert candidates(nothing, 0, (0.0, 0.0, 1.0, 1.0)).size == 0
    empty = index_cells(np.full((3, 4), np.nan))
    assert set(candidates(empty, 3, (5.0, 5.0, 6.0, 6.0)).tolist()) <= {0, 1, 2}
    point = index_cells(np.array([[7.0, 7.0, 7.0, 7.0]]))
    assert candidates(point, 1, (6.0, 6.0, 8.0, 8.0)).tolist() == [0]
