import numpy as np
import pytest

from gridgeo.domain.errors import BadInputError
from gridgeo.domain.workload import Workload, walking_minutes


def test_the_load_is_the_weighted_sum_of_what_is_counted():
    workload = Workload(households=1.0, key_persons=5.0, hectares=2.0)
    load = workload.load(
        {"households": [100, 50], "key_persons": [3, 0], "hectares": [1.5, 2.0], "shops": [9, 9]}
    )
    assert load.tolist() == [118.0, 54.0]


def test_households_alone_are_the_load_unless_told_otherwise():
    assert Workload().load({"households": np.array([7, 8])}).tolist() == [7.0, 8.0]


def test_a_count_that_weighs_something_must_be_there():
    with pytest.raises(BadInputError, match="weighs shops"):
        Workload(shops=1.0).load({"households": [1]})


@pytest.mark.parametrize("count", [-1.0, np.nan, np.inf])
def test_counts_are_finite_and_not_negative(count):
    with pytest.raises(BadInputError, match="households is negative or no number"):
        Workload().load({"households": [count]})


@pytest.mark.parametrize("weights", [{"households": -1.0}, {"shops": np.nan}, {"households": 0.0}])
def test_weights_that_mean_nothing_are_refused(weights):
    with pytest.raises(BadInputError):
        Workload(**weights)


def test_the_walk_from_door_to_door_grows_with_the_root_of_doors_and_ground():
    one, four = walking_minutes([10_000.0, 10_000.0], [10, 40])
    assert four == pytest.approx(2 * one)
    assert one == pytest.approx(0.7124 * (10 * 10_000) ** 0.5 / 70)
