"""The actions do what the shared vectors say; the web application's preview reads the same file."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import RefusedError
from gridgeo.planner.actions.merge import merge
from gridgeo.planner.actions.outcome import Outcome
from gridgeo.planner.actions.push_border import push_border
from gridgeo.planner.actions.reassign import reassign
from tests.support.maps import lattice

CASES = json.loads((Path(__file__).parents[3] / "vectors" / "plan_actions.json").read_text())[
    "cases"
]
GRAPH = lattice(6, 3, [50] * 18)


def cells(rows: list[str]) -> np.ndarray:
    return np.array([int(one) for row in rows for one in row], dtype=np.int64)


def act(case: dict[str, Any]) -> Outcome:
    before, grids, locked = cells(case["before"]), case["grids"], case.get("locked", ())
    if case["action"] == "merge":
        band = HouseholdBand(300, 400, 500)
        return merge(GRAPH, before, grids, band, resplit=False, locked=locked)
    if case["action"] == "reassign":
        return reassign(GRAPH, before, case["units"], grids[0], locked=locked)
    near = cells(case["near"]).astype(bool)
    return push_border(GRAPH, before, grids[0], grids[1], near, locked=locked)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_an_action_does_what_the_vector_says(case):
    if "refused" in case:
        with pytest.raises(RefusedError, match=case["refused"][1]):
            act(case)
    else:
        assert act(case).assignment.tolist() == cells(case["after"]).tolist()
