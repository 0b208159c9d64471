"""What others would run in the planner's place: METIS, best of 60 seeds, and GerryChain."""

import importlib
import random
import sys
import types
import warnings

import numpy as np
import pymetis

from gridgeo.geometry.compactness import polsby_popper

METIS_SEEDS = 60
CHAIN_SEEDS = 3
CHAIN_ATTEMPTS = 200  # trees for one cut before GerryChain gives up
GIVEN_UP = (RuntimeError, ValueError, IndexError)  # IndexError: a rest of two units
METIS_UNBALANCE = 100  # thousandths over the even share


def partition_metis(graph, grids):
    """Best of 60 seeds by grids in the band, then by compactness; k-way, contiguous, by border."""
    rows = pymetis.CSRAdjacency(graph.indptr, graph.indices)
    weights = np.maximum(1, np.rint(graph.shared_m)).astype(np.int64)
    best, score = np.zeros(graph.size, dtype=np.int64), (-1.0, -1.0)
    for seed in range(METIS_SEEDS if grids > 1 else 0):
        options = pymetis.Options(seed=seed, contig=1, ufactor=METIS_UNBALANCE)
        _, parts = pymetis.part_graph(
            grids, rows, vweights=graph.households, eweights=weights, recursive=False,
            options=options,
        )  # fmt: skip
        found = score_parts(graph, np.asarray(parts))
        if found > score:
            best, score = np.asarray(parts), found
    return best


def score_parts(graph, parts):
    """Share of the grids in 300 to 500, and mean Polsby-Popper."""
    compactness, households = measure(graph, parts)
    return float(((households >= 300) & (households <= 500)).mean()), float(compactness.mean())


def measure(graph, parts):
    """Compactness and households of each grid that has units."""
    parts = np.unique(parts, return_inverse=True)[1]
    inside = parts[graph.rows] == parts[graph.indices]
    perimeter = np.bincount(parts, weights=graph.perimeter_m)
    perimeter -= np.bincount(
        parts[graph.rows[inside]], weights=graph.shared_m[inside], minlength=len(perimeter)
    )
    area = np.bincount(parts, weights=graph.area_m2)
    return polsby_popper(area, perimeter), np.bincount(parts, weights=graph.households)


def partition_gerrychain(graph, grids):
    """Recursive tree partition within a quarter of the target; None where it gives up."""
    if grids == 1:
        return np.zeros(graph.size, dtype=np.int64)
    gerrychain, tree, networkx = load_gerrychain()
    network = networkx.Graph()
    for unit in range(graph.size):
        network.add_node(unit, households=int(graph.households[unit]))
    near = graph.rows < graph.indices
    pairs = np.column_stack(
        [graph.rows[near & graph.passable], graph.indices[near & graph.passable]]
    )
    network.add_edges_from(pairs.tolist())
    target = graph.households.sum() / grids
    for seed in range(CHAIN_SEEDS):
        random.seed(seed)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = tree.recursive_tree_part(
                    gerrychain.Graph.from_networkx(network),
                    range(grids),
                    target,
                    "households",
                    0.25,
                    method=_patient(tree),
                )
        except GIVEN_UP:
            continue
        return np.array([found[unit] for unit in range(graph.size)])
    return None


def _patient(tree):
    def bipartition(*arguments, **options):
        return tree.bipartition_tree(*arguments, **{**options, "max_attempts": CHAIN_ATTEMPTS})

    return bipartition


def load_gerrychain():
    """Import GerryChain 0.3 beside geopandas 1, which has no ``options.use_pygeos`` any more."""
    import geopandas

    if "gerrychain" not in sys.modules and not hasattr(geopandas.options, "use_pygeos"):
        known = geopandas.options
        shim = types.SimpleNamespace(use_pygeos=False)
        geopandas.options = shim
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                importlib.import_module("gerrychain.tree")
        finally:
            geopandas.options = known
    import gerrychain
    import networkx
    from gerrychain import tree

    return gerrychain, tree, networkx
