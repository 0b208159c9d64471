"""How compact the grids of a domain can be at all: an upper bound on the mean Polsby-Popper.

All contiguous sets of units in the band are listed. Choosing so many of them that every unit is
held once is a whole-number programme; without the whole numbers it is a linear one, whose optimum
no division can pass.
"""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from gridgeo.planner.columns import Strip, compactness_of, list_in_order
from gridgeo.planner.kernels.model import make_control
from gridgeo.planner.sizes import possible_sizes

MOST_SETS, MOST_STEPS = 60_000, 20_000_000


def bound_compactness(graph, band):
    """Give the mean Polsby-Popper that no division in the band can pass; None if it is unknown.

    Also None where no division exists: then there is nothing to bound.
    """
    strip = Strip.of(graph)
    columns = list_in_order(strip, band, most=MOST_SETS, steps=MOST_STEPS, control=make_control())
    if not columns.complete or not len(columns.masks):
        return None
    members = columns.members(graph.size)[:, np.argsort(strip.order)]
    shapes = compactness_of(graph, members)
    held = csr_array(members.T.astype(np.float64))
    every = vstack([held, csr_array(np.ones((1, len(shapes))))])
    sizes = possible_sizes(int(graph.households.sum()), band)
    found = [_best_mean(shapes, every, graph.size, grids) for grids in sizes]
    return max((mean for mean in found if mean is not None), default=None)


def _best_mean(shapes, every, units, grids):
    answer = linprog(
        -shapes, A_eq=every, b_eq=np.append(np.ones(units), grids), bounds=(0, None),
        method="highs",
    )  # fmt: skip
    return -answer.fun / grids if answer.success else None
