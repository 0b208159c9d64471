"""*Same as*: every grid of the model becomes one grid of the network."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from gridgeo.geometry.reassembly import NOBODY
from gridgeo.topology.align.ground import CommonGround, Owners
from gridgeo.topology.align.rules import AlignRules


def choose_same(ground: CommonGround, rules: AlignRules) -> Owners:
    """Match grids of the model and of the network one to one, so that most households stay.

    Returns
    -------
    (models,) array of int
        The present grid that takes the shape of each grid of the model; numbers from
        ``ground.presents`` on stand for new grids, ``NOBODY`` for those the network stays away
        from. Present grids that are not named end.
    """
    table = ground.shares.tocoo()
    row, column, worth = table.coords[0], table.coords[1], table.data
    away = rules.stays_away(ground)
    row, column, worth = row[~away[row]], column[~away[row]], worth[~away[row]]
    choice = np.full(ground.models, NOBODY, dtype=np.intp)
    if len(row):
        rows, at = np.unique(row, return_inverse=True)
        choice[rows] = _match(at, column, worth, len(rows), ground.presents)
    fresh = (choice == NOBODY) & ~away
    choice[fresh] = ground.presents + np.arange(int(fresh.sum()))
    return choice


def _match(row: Owners, column: Owners, worth: np.ndarray, rows: int, columns: int) -> Owners:
    """Match rows and columns so that the worth of the matched pairs is the most there can be."""
    most = float(worth.max()) + 1.0
    # A place of its own for every row keeps a full matching possible; it is worth nothing.
    alone = np.arange(rows)
    cost = np.concatenate([most - worth, np.full(rows, most)])
    ends = (np.concatenate([row, alone]), np.concatenate([column, columns + alone]))
    matrix = coo_array((cost, ends), shape=(rows, columns + rows)).tocsr()
    chosen_row, chosen = min_weight_full_bipartite_matching(matrix)
    answer = np.full(rows, NOBODY, dtype=np.intp)
    answer[chosen_row] = np.where(chosen < columns, chosen, NOBODY)
    return answer
