"""Why a plan is what it is: each grid in figures and a sentence, each community, what changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus, CountUnit
from gridgeo.planner.disruption import (
    Disruption,
    Shared,
    find_continued,
    find_successors,
    measure_disruption,
    share_people,
)
from gridgeo.planner.graph import Floats, UnitGraph
from gridgeo.planner.ground import NONE, Ground, Standards
from gridgeo.planner.partition import Partition
from gridgeo.planner.reasons import Reason
from gridgeo.services.carving import CarvedGrid

Counts = dict[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """A plan with what is known of its grids beside their figures.

    Attributes
    ----------
    ground, standards, plan
        What was planned, by which standard, and the answer.
    codes : list of str
        Code of each grid.
    unit_names : sequence of str
        Of the units that reasons name.
    carved : sequence of (CarvedGrid or None)
        What each grid was set apart for; None for one that was planned.
    present_codes : sequence of str
        Codes of the present grids; empty where there are none.
    counted : CountUnit
        What the band counts.
    """

    ground: Ground
    standards: Standards
    plan: Partition
    codes: list[str]
    unit_names: NDArray[np.object_]
    carved: Sequence[CarvedGrid | None]
    present_codes: NDArray[np.object_]
    counted: CountUnit = CountUnit.HOUSEHOLDS

    def sentence(self, reason: Reason) -> str:
        """Tell a reason with its unit's name and in the words of what is counted."""
        name = "" if reason.unit is None else str(self.unit_names[reason.unit])
        return name_counted(reason.tell(name), self.counted)

    def banded(self, grid: int) -> bool:
        """Say whether a grid is held against the band."""
        carved = self.carved[grid]
        return carved is None or carved.banded


def name_counted(sentence: str, counted: CountUnit) -> str:
    """Say persons where a band counts persons; the planner calls all that it counts households."""
    return sentence.replace(" households", f" {counted.value}")


def carved_last(grids: int, carved: Sequence[CarvedGrid]) -> list[CarvedGrid | None]:
    """Give what each grid was set apart for, where the last of ``grids`` were."""
    return [*([None] * (grids - len(carved))), *carved]


def find_shared(ground: Ground, plan: Partition) -> Shared | None:
    """Sum up what new and present grids share; None without present grids."""
    if ground.given.present is None:
        return None
    graph = ground.graph
    return share_people(plan.assignment, ground.given.present, graph.households, graph.area_m2)


def tell_reasons(told: Explained) -> list[str]:
    """Say why each grid misses the band, or what it was carved out for; empty for the others."""
    sentences = []
    for grid, reason in enumerate(told.plan.reasons):
        carved = told.carved[grid]
        if carved is not None:
            sentences.append(carved.note)
        elif reason is None:
            sentences.append(_beyond(told, grid))
        else:
            sentences.append(f"{reason.code.value}: {told.sentence(reason)}")
    return sentences


def explain_grids(told: Explained) -> list[dict[str, Any]]:
    """Give each grid's figures with a sentence: why it is as it is."""
    plan, reasons = told.plan, tell_reasons(told)
    first = np.unique(plan.assignment, return_index=True)[1]
    streets = _share_on_streets(told.ground.graph, plan.assignment, len(told.codes))
    source = _main_source(told)
    rows = []
    for grid, code in enumerate(told.codes):
        rural = told.ground.rural[first[grid]]
        band = told.standards.rural if rural else told.standards.urban
        count = int(plan.households[grid])
        row: dict[str, Any] = {
            "code": code,
            "households": count,
            "units": int(plan.units[grid]),
            "area_m2": round(float(plan.area_m2[grid]), 1),
            "polsby_popper": round(float(plan.polsby_popper[grid]), 4),
            "status": plan.status[grid].value if told.banded(grid) else None,
            "deviation": round(band.deviation(count), 4) if told.banded(grid) else None,
            "on_streets": None if streets is None else round(float(streets[grid]), 4),
            "from": None if source is None else source[grid],
        }
        rows.append({**row, "why": _sentence(row, band, reasons[grid])})
    return rows


def explain_misses(told: Explained) -> list[dict[str, Any]]:
    """List the grids outside the band with the code of the reason and whether it is proved."""
    found = []
    for grid, reason in enumerate(told.plan.reasons):
        if told.banded(grid) and told.plan.status[grid] is not BandStatus.IN_BAND:
            found.append(
                {
                    "code": told.codes[grid],
                    "households": int(told.plan.households[grid]),
                    "reason": None if reason is None else reason.code.value,
                    "proved": reason is not None and reason.proved,
                    "sentence": _beyond(told, grid) if reason is None else told.sentence(reason),
                }
            )
    return found


def disrupt(
    told: Explained, counts: Counts, workers: NDArray[np.int64] | None = None
) -> Disruption | None:
    """Say what changes hands; None without present grids.

    Parameters
    ----------
    told : Explained
        The plan.
    counts : dict of str to int64, shape (n,)
        What to sum, households first.
    workers : int64, shape (p,), optional
        People posted at each present grid.
    """
    shared, present = find_shared(told.ground, told.plan), told.ground.given.present
    if shared is None or present is None:
        return None
    successor = find_successors(shared)
    return measure_disruption(told.plan.assignment, present, successor, counts, workers)


def list_changes(told: Explained, found: Disruption) -> dict[str, Any]:
    """Write what changes hands with the codes of the grids."""
    return {
        "units": found.units,
        **found.counts,
        "workers": found.workers,
        "grids": {
            "unchanged": found.unchanged,
            "changed": found.changed,
            "gone": found.gone,
            "new": found.new,
        },
        "moves": [
            {
                "from": str(told.present_codes[move.present]),
                "to": told.codes[move.new],
                "units": move.units,
                **move.counts,
            }
            for move in found.moves
        ],
    }


def continued_grids(ground: Ground, plan: Partition) -> NDArray[np.int64]:
    """Give the present grid that each grid still is, or -1."""
    shared = find_shared(ground, plan)
    if shared is None:
        return np.full(len(plan.status), NONE, dtype=np.int64)
    return find_continued(shared)


def _beyond(told: Explained, grid: int) -> str:
    """Say how far a grid misses the band where no reason was looked for; empty inside it."""
    status = told.plan.status[grid]
    if status is BandStatus.IN_BAND:
        return ""
    count = int(told.plan.households[grid])
    rural = told.ground.rural[int(np.argmax(told.plan.assignment == grid))]
    band = told.standards.rural if rural else told.standards.urban
    beyond = band.minimum - count if status is BandStatus.UNDER else count - band.maximum
    return f"{count} is {beyond} {status.value} the band {band}."


def _main_source(told: Explained) -> list[dict[str, Any] | None] | None:
    """Say from which present grid most people of each grid come, and which share of them."""
    shared = find_shared(told.ground, told.plan)
    if shared is None:
        return None
    source: list[dict[str, Any] | None] = [None] * len(told.codes)
    for place in np.argsort(shared.weight, kind="stable").tolist():  # the last write is the most
        new = int(shared.new[place])
        part = float(shared.weight[place] / shared.of_new[new]) if shared.of_new[new] else 0.0
        source[new] = {
            "code": str(told.present_codes[shared.present[place]]),
            "share": round(part, 4),
        }
    return source


def _share_on_streets(graph: UnitGraph, assignment: NDArray[np.int64], count: int) -> Floats | None:
    """Give the share of each grid's borders with others on streets, water or walls."""
    if not graph.follow.any():
        return None
    outer = assignment[graph.rows] != assignment[graph.indices]
    grid, length = assignment[graph.rows[outer]], graph.shared_m[outer]
    total = np.bincount(grid, weights=length, minlength=count)
    part = np.bincount(grid, weights=length * graph.follow[outer], minlength=count)
    return np.divide(part, total, out=np.ones(count), where=total > 0)


def _sentence(row: dict[str, Any], band: HouseholdBand, reason: str) -> str:
    if reason:
        return reason
    count, beside = row["households"], row["households"] - band.target
    where = f"{abs(beside)} {'above' if beside > 0 else 'below'}" if beside else "on"
    parts = [
        f"{count} in the band {band}, {where} the target",
        f"compact {row['polsby_popper']:.2f}",
    ]
    if row["on_streets"] is not None:
        parts.append(f"{row['on_streets']:.0%} of its borders on streets, water or walls")
    if row["from"] is not None:
        parts.append(f"{row['from']['share']:.0%} of it comes from {row['from']['code']}")
    return "; ".join(parts) + "."
