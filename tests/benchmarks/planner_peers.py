"""What others would run in the planner's place: METIS, best of 60 seeds, and GerryChain."""

import importlib
import random
import sys
import types
import warnings

import numpy as np
import pymetis

from tests.benchmarks.planner_scores import compactness, number

METIS_SEEDS = 60
CHAIN_SEEDS = 10
CHAIN_ATTEMPTS = 200  # trees for one cut before GerryChain gives up
CHAIN_EPSILON = 0.25  # a band of 300 to 500 around 400
GIVEN_UP = (RuntimeError, ValueError, IndexError)  # IndexError: a rest of two units


def partition_metis(graph, grids, unbalance):
    """Best of 60 seeds by grids in 300 to 500, then by compactness; k-way, contiguous, by border.

    ``unbalance`` is METIS's ufactor: thousandths over the even share.
    """
    best, score = np.zeros(graph.size, dtype=np.int64), (-1.0, -1.0)
    if grids == 1:
        return best
    open_edges = graph.passable
    starts = np.concatenate([[0], np.cumsum(open_edges)])[graph.indptr]
    rows = pymetis.CSRAdjacency(starts, graph.indices[open_edges])
    weights = np.maximum(1, np.rint(graph.shared_m[open_edges])).astype(np.int64)
    for seed in range(METIS_SEEDS):
        options = pymetis.Options(seed=seed, contig=1, ufactor=unbalance)
        _, found = pymetis.part_graph(
            grids, rows, vweights=graph.households, eweights=weights, recursive=False,
            options=options,
        )  # fmt: skip
        parts = np.asarray(found)
        figures = share_in_band(graph, parts), float(compactness(graph, parts).mean())
        if figures > score:
            best, score = parts, figures
    return best


def partition_gerrychain(graph, grids):
    """Recursive tree partition within a quarter of the target; None where it gives up.

    The first of ten seeds with every grid in 300 to 500; else the one with the most.
    """
    best, score = None, -1.0
    if grids == 1:
        return np.zeros(graph.size, dtype=np.int64)
    gerrychain, tree, networkx = load_gerrychain()
    network = networkx.Graph()
    for unit in range(graph.size):
        network.add_node(unit, households=int(graph.households[unit]))
    near = (graph.rows < graph.indices) & graph.passable
    network.add_edges_from(np.column_stack([graph.rows[near], graph.indices[near]]).tolist())
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
                    CHAIN_EPSILON,
                    method=_patient(tree),
                )
        except GIVEN_UP:
            continue
        parts = np.array([found[unit] for unit in range(graph.size)])
        in_band = share_in_band(graph, parts)
        if in_band > score:
            best, score = parts, in_band
        if in_band == 1.0:
            break
    return best


def share_in_band(graph, parts):
    """Share of the grids with 300 to 500 households."""
    counts = np.bincount(number(parts), weights=graph.households)
    return float(((counts >= 300) & (counts <= 500)).mean())


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
