"""How long alignments of large networks take; ``make bench`` prints it, no time is asserted."""

import os
import time
from itertools import pairwise

import numpy as np
import pytest
import shapely

from gridgeo.domain.enums import Relation
from gridgeo.geometry.crosswalk import shared_ground
from gridgeo.topology.align.align import align
from gridgeo.topology.align.ground import common_ground
from gridgeo.topology.align.homes import add_points
from gridgeo.topology.align.outlines import draw
from gridgeo.topology.align.proposals import propose
from tests.support.coverages import ORIGIN, lattice

pytestmark = [pytest.mark.bench, pytest.mark.slow]
SIDE = 142  # 20,164 grids
HOMES = 2_000_000


def test_twenty_thousand_grids_to_twenty_thousand(capsys):
    model = lattice(SIDE, SIDE, seed=1).polygons()
    present = shapely.transform(lattice(SIDE, SIDE, seed=2).polygons(), lambda points: points + 30)
    rng = np.random.default_rng(0)
    homes = shapely.points(rng.uniform(ORIGIN, ORIGIN + 200.0 * SIDE, (HOMES, 2)))
    laps = [("", time.perf_counter())]
    ground, pieces = common_ground(model, present)
    laps.append(("cut", time.perf_counter()))
    ground, _ = add_points(ground, homes, np.ones(HOMES, dtype=np.int64))
    laps.append((f"count {HOMES:,} households", time.perf_counter()))
    for relation in (Relation.SAME_AS, Relation.WHOLE_GRIDS_OF, Relation.NESTS_IN):
        done = align(ground, relation)
        propose(done)
        laps.append((f"{relation.value}", time.perf_counter()))
        drawn = draw(done, pieces, present)
        laps.append((f"draw {relation.value}", time.perf_counter()))
        there = drawn[~shapely.is_empty(drawn)]
        assert shapely.coverage_is_valid(there)
        assert len(done.faults()) == 0
        assert done.least_households <= done.moved_households
        laps.append(("", time.perf_counter()))
    shared_ground(model, present)
    laps.append(("beside: common ground of all pairs", time.perf_counter()))
    with capsys.disabled():
        print(f"\n  load {os.getloadavg()[0]:.1f}, {len(present):,} grids")  # noqa: T201
        for (_, start), (name, end) in pairwise(laps):
            if name:
                print(f"  {name}: {end - start:.2f} s")  # noqa: T201
