"""One measure for all methods: grids in the band where that can be, contiguity, shape, streets."""

import time
from dataclasses import dataclass

import numpy as np

from gridgeo.geometry.compactness import polsby_popper
from gridgeo.planner.domains import find_domains
from gridgeo.planner.graph import UnitGraph
from gridgeo.planner.partition import Partition


@dataclass(frozen=True, eq=False)
class Answer:
    """What a method made of the domains of a case.

    Attributes
    ----------
    parts : list of (int64 or None)
        Part of each unit of each domain; None where the method gave up.
    seconds, processor_s : float
        By the wall's clock and by the processors'.
    unproved : set of int
        Domains with misses of which none carries a proof that the domain cannot be divided.
    not_found : int
        Misses in all that carry none of their own.
    """

    name: str
    parts: list
    seconds: float
    processor_s: float
    unproved: frozenset = frozenset()
    not_found: int = 0


@dataclass(frozen=True)
class Score:
    """The figures of one method; shares of grids, and of the borders between them."""

    in_band: float
    in_band_where_solvable: float
    contiguous: float
    compactness: float
    on_streets: float
    given_up: int


class Domains:
    """The domains of a case, and how answers for them are measured."""

    def __init__(self, case, band):
        self.case, self.band = case, band
        self.units = [d.units for d in find_domains(case.graph, case.communities, band.maximum)]
        self.graphs = [case.graph.take(units) for units in self.units]

    def ask(self, name, method) -> Answer:
        """Let a peer plan every domain, in one process."""
        start, worked = time.perf_counter(), time.process_time()
        parts = []
        for graph in self.graphs:
            wanted = max(1, round(int(graph.households.sum()) / self.band.target))
            parts.append(method(graph, min(wanted, graph.size)))
        return Answer(name, parts, time.perf_counter() - start, time.process_time() - worked)

    def ask_ours(self, name, plan) -> Answer:
        """Time the planner on the whole case."""
        start, worked = time.perf_counter(), time.process_time()
        answer: Partition = plan()
        seconds, processor_s = time.perf_counter() - start, time.process_time() - worked
        reasons = answer.reasons
        parts = [answer.assignment[units] for units in self.units]
        misses = [[why for grid in np.unique(part) if (why := reasons[grid])] for part in parts]
        open_ones = frozenset(
            place
            for place, found in enumerate(misses)
            if found and not any(why.proved for why in found)
        )
        not_found = sum(why is not None and not why.proved for why in reasons)
        return Answer(name, parts, seconds, processor_s, open_ones, not_found)

    def solved(self, answer: Answer) -> set:
        """Give the domains with every grid in the band and in one piece."""
        return {
            place
            for place, part in enumerate(answer.parts)
            if part is not None
            and self._in_band(place, part).all()
            and whole(self.graphs[place], part).all()
        }

    def score(self, answer: Answer, solvable: set) -> Score:
        """Measure an answer; what it gave up is left out."""
        known = [place for place, part in enumerate(answer.parts) if part is not None]
        if not known:
            return Score(np.nan, np.nan, np.nan, np.nan, np.nan, len(answer.parts))
        in_band = [self._in_band(place, answer.parts[place]) for place in known]
        could = [found for place, found in zip(known, in_band, strict=True) if place in solvable]
        shapes, pieces, streets, borders = [], [], 0.0, 0.0
        for place in known:
            graph, part = self.graphs[place], answer.parts[place]
            shapes.append(compactness(graph, part))
            pieces.append(whole(graph, part))
            between = part[graph.rows] != part[graph.indices]
            streets += (graph.shared_m * graph.follow)[between].sum()
            borders += graph.shared_m[between].sum()
        return Score(
            float(np.concatenate(in_band).mean()),
            float(np.concatenate(could).mean()),
            float(np.concatenate(pieces).mean()),
            float(np.concatenate(shapes).mean()),
            streets / borders,
            len(answer.parts) - len(known),
        )

    def ratio(self, ours: Answer, peer: Answer) -> float:
        """Compare the compactness where both have an answer, and ours has several grids."""
        both = [
            place
            for place, part in enumerate(peer.parts)
            if part is not None and len(np.unique(ours.parts[place])) > 1
        ]
        mean = [
            np.concatenate([compactness(self.graphs[place], one.parts[place]) for place in both])
            for one in (ours, peer)
        ]
        return float(mean[0].mean() / mean[1].mean())

    def _in_band(self, place, part):
        counts = np.bincount(number(part), weights=self.graphs[place].households)
        return (counts >= self.band.minimum) & (counts <= self.band.maximum)


def number(part):
    """Number the parts from 0 without a gap."""
    return np.unique(part, return_inverse=True)[1]


def compactness(graph: UnitGraph, part):
    """Polsby-Popper of each part."""
    part = number(part)
    inside = part[graph.rows] == part[graph.indices]
    perimeter = np.bincount(part, weights=graph.perimeter_m)
    perimeter -= np.bincount(
        part[graph.rows[inside]], weights=graph.shared_m[inside], minlength=len(perimeter)
    )
    return polsby_popper(np.bincount(part, weights=graph.area_m2), perimeter)


def whole(graph: UnitGraph, part):
    """Whether each part hangs together over passable borders."""
    part = number(part)
    pieces = graph.bar(part).components()
    first = np.unique(pieces, return_index=True)[1]
    return np.bincount(part[first]) == 1
