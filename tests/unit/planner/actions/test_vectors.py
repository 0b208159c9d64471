"""The actions do what the shared vectors say; the web application's preview reads the same file."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import shapely

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import RefusedError
from gridgeo.planner.actions.merge import merge
from gridgeo.planner.actions.outcome import Outcome
from gridgeo.planner.actions.push_border import push_border
from gridgeo.planner.actions.reassign import reassign
from gridgeo.services.plan_operations.line_parts import parts_beside_line
from tests.support.maps import SIDE_M, lattice, lattice_polygons

CASES = json.loads((Path(__file__).parents[3] / "vectors" / "plan_actions.json").read_text())[
    "cases"
]
GRAPH = lattice(6, 3, [50] * 18)
ADDED = 9  # the grid that a split adds
GROUND = SimpleNamespace(ground=lattice_polygons(6, 3), pieces=np.arange(18), graph=GRAPH)


def cells(rows: list[str]) -> np.ndarray:
    return np.array([int(one) for row in rows for one in row], dtype=np.int64)


def split_by_line(before: np.ndarray, grid: int, corners: list[list[float]]) -> np.ndarray:
    """The part with the first unit keeps the number, as it keeps most of its households here."""
    units = np.flatnonzero(before == grid)
    parts = parts_beside_line(GROUND, units, shapely.LineString(np.array(corners) * SIDE_M))
    after = before.copy()
    after[units[parts != parts[0]]] = ADDED
    return after


def act(case: dict[str, Any]) -> Outcome:
    before, grids, locked = cells(case["before"]), case["grids"], case.get("locked", ())
    if case["action"] == "split_by_line":
        return Outcome.between(before, split_by_line(before, grids[0], case["line"]))
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
