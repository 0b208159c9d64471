import pickle
import zipfile
from dataclasses import dataclass

import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus
from gridgeo.domain.errors import BadInputError
from gridgeo.planner.effort import NORMAL
from gridgeo.planner.plan_task import plan_task
from gridgeo.planner.search import make_task
from gridgeo.planner.wishes import Wishes
from gridgeo.services.schedulers.packing import function_of, name_of, pack, unpack, weigh
from tests.support.maps import lattice


def make():
    graph = lattice(6, 5, [60, 80, 90] * 10)
    present = np.arange(30) // 6
    return make_task(graph, HouseholdBand(), Wishes(keep=0.75), NORMAL, 30, 2**64 - 1, present)


def test_a_task_comes_back_as_it_was():
    task = make()
    again = unpack(pack(task))
    assert type(again) is type(task)
    assert (again.band, again.wishes, again.seed) == (task.band, task.wishes, 2**64 - 1)
    assert again.graph.size == 30
    for name in ("indptr", "indices", "shared_m", "passable", "follow", "households", "area_m2"):
        before, after = getattr(task.graph, name), getattr(again.graph, name)
        assert (before.dtype, before.tobytes()) == (after.dtype, after.tobytes())
    assert again.present.tobytes() == task.present.tobytes()


def test_the_same_task_gives_the_same_answer_after_the_way():
    task = make()
    there = unpack(pack(plan_task(unpack(pack(task)))))
    here = plan_task(task)
    assert (there.miss, there.energy) == (here.miss, here.energy)
    assert there.grid.tobytes() == here.grid.tobytes()


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -7,
        0.1,
        float("inf"),
        "网格",
        (1, (2, [3.5, None])),
        [],
        BandStatus.OVER,
        np.float32(1.25),
        np.int64(2**62),
    ],
)
def test_plain_values_keep_value_and_type(value):
    again = unpack(pack(value))
    assert again == value
    assert type(again) is type(value)


def test_nan_stays_nan():
    assert np.isnan(unpack(pack(float("nan"))))


def test_empty_and_two_dimensional_arrays_keep_their_shape():
    for array in (np.zeros((0, 2)), np.arange(6, dtype=np.uint8).reshape(2, 3)):
        again = unpack(pack(array))
        assert (again.shape, again.dtype) == (array.shape, array.dtype)


@dataclass(frozen=True)
class Foreign:
    """A class that no other process must make."""

    text: str


@pytest.mark.parametrize("value", [Foreign("x"), {"a": 1}, object(), b"x", Foreign])
def test_what_is_not_of_the_core_is_not_sent(value):
    with pytest.raises(TypeError):
        pack(value)


def test_an_array_of_objects_is_not_sent():
    with pytest.raises(ValueError, match="Object arrays"):
        pack(np.array([object()]))


@pytest.mark.parametrize("content", [b"", b"PK", pickle.dumps([1, 2]), b"\x93NUMPY" + b"x" * 40])
def test_other_bytes_are_refused(content):
    with pytest.raises(BadInputError):
        unpack(content)


@pytest.mark.parametrize(
    "skeleton",
    [
        b'["made", "subprocess:Popen", {"args": "true"}]',
        b'["made", "gridgeo.planner.search:plan_domain", {}]',
        b'["made", "gridgeo.planner.search:np.ndarray", {}]',
        b'["enum", "gridgeo.domain.enums:BandStatus", "none"]',
        b'["made", "gridgeo.planner.effort:Effort", {"unknown": 1}]',
        b'["array", 7]',
        b'["strange"]',
        b"no json",
    ],
)
def test_a_skeleton_that_asks_for_something_else_is_refused(tmp_path, skeleton):
    with zipfile.ZipFile(tmp_path / "x", "w") as archive:
        archive.writestr("skeleton", skeleton)
    with pytest.raises(BadInputError):
        unpack((tmp_path / "x").read_bytes())


def test_functions_of_the_planner_are_found_by_name():
    assert function_of(name_of(plan_task)) is plan_task


@pytest.mark.parametrize(
    "name",
    [
        "os:system",
        "gridgeo.planner.large:_part",
        "gridgeo.planner.large:np.load",
        "gridgeo.planner.surroundings:SEEDS",
        "gridgeo.planner.search:Task",
        "gridgeo.services.plan_file:plan_file",
        "nothing",
    ],
)
def test_other_functions_are_not(name):
    with pytest.raises(BadInputError):
        function_of(name)


def test_a_task_weighs_its_arrays():
    assert weigh(np.zeros(10)) == 80
    assert weigh((1, "x", None)) == 0
