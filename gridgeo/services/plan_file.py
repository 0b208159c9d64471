"""Use case: plan grids from a file of units into a file of grids, without a database."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from gridgeo.domain.enums import BandStatus
from gridgeo.geometry.dissolve import dissolve
from gridgeo.io.text import write_text
from gridgeo.io.vector import write_layers
from gridgeo.planner.alternatives import Alternative, make_alternatives
from gridgeo.planner.constrain import pins_named
from gridgeo.planner.disruption import Disruption
from gridgeo.planner.ground import plan_ground
from gridgeo.planner.partition import Partition
from gridgeo.planner.wishes import Wishes
from gridgeo.services.carving import CarvedGrid
from gridgeo.services.file_ground import FileGround, read_ground
from gridgeo.services.plan_communities import explain_communities
from gridgeo.services.plan_explain import (
    Explained,
    carved_last,
    continued_grids,
    disrupt,
    explain_grids,
    explain_misses,
    list_changes,
)
from gridgeo.services.plan_layers import PlanLayers, make_codes, make_layers
from gridgeo.services.plan_options import PlanOptions
from gridgeo.services.plan_wishes import usual_wishes

Progress = Callable[[int, int], None]
HANDED_OVER = ("households", "buildings")  # what is counted when it changes hands


@dataclass(frozen=True, eq=False)
class FilePlan:
    """A plan and all that is written about it."""

    partition: Partition
    layers: PlanLayers
    summary: dict[str, Any]
    disruption: Disruption | None


def plan_file(
    options: PlanOptions, progress: Progress | None = None, executor: Executor | None = None
) -> FilePlan:
    """Read units, plan them and lay out the answer; nothing is written yet.

    Raises
    ------
    BadInputError
        A file, layer, field or value that cannot be used.
    """
    start = perf_counter()
    task = read_ground(options)
    answer = _plan(task, options, usual_wishes(task.ground.given, options.keep), progress, executor)
    return lay_out(task, answer, options.seed, start)


def plan_alternatives(
    options: PlanOptions, progress: Progress | None = None, executor: Executor | None = None
) -> list[tuple[Alternative, FilePlan]]:
    """Make several distinct plans from one reading of the files; see `plan_file`."""
    start = perf_counter()
    task = read_ground(options)
    given = task.ground.given
    made = make_alternatives(
        task.ground.graph,
        lambda wishes, part: _plan(task, options, wishes, part, executor),
        usual_wishes(task.ground.given, options.keep),
        present=given.present,
        load=given.load,
        progress=progress,
    )
    plans = []
    for one in made:
        plan = lay_out(task, one.partition, options.seed, start)
        plan.summary["alternative"] = {
            "name": one.name.value,
            "same_as": one.same_as,
            **asdict(one.figures),
        }
        plans.append((one, plan))
    return plans


def write_plan(plan: FilePlan, output: Path, summary: Path | None) -> None:
    """Write OUT.gpkg and SUMMARY.json, each whole or not at all.

    Raises
    ------
    UnavailableError
        If the disk is full.
    """
    write_layers(output, plan.layers.by_name())
    if summary is not None:
        write_text(summary, orjson.dumps(plan.summary, option=orjson.OPT_INDENT_2).decode() + "\n")


def lay_out(
    task: FileGround,
    answer: Partition,
    seed: int,
    start: float,
    kept: NDArray[np.int64] | None = None,
    carved: Sequence[CarvedGrid | None] | None = None,
) -> FilePlan:
    """Name the grids of an answer, dissolve them, and say all that is to be said about them.

    Parameters
    ----------
    task, answer
        What was planned, and the plan.
    seed : int
        For the summary.
    start : float
        When the work began, by `time.perf_counter`.
    kept : int64, shape (k,), optional
        Present grid whose code each grid keeps, -1 for none; found by their people by default.
    carved : sequence of (CarvedGrid or None), optional
        What each grid was set apart for; by default the last ones, as the task says.
    """
    kept = continued_grids(task.ground, answer) if kept is None else kept
    if carved is None:
        carved = carved_last(len(answer.status), task.carving.grids)
    told = _explain(task, answer, kept, carved)
    ground = dissolve(task.units.polygons, answer.assignment, len(answer.status))
    counts = {name: task.counts[name] for name in HANDED_OVER if name in task.counts}
    found = disrupt(told, counts)
    layers = make_layers(task.units, told, task.carving, ground)
    summary = {
        **summarise(told, task.units.households, seed, perf_counter() - start),
        "laid_over": len(task.carving.overlays),
        "notes": [
            {"code": code, "sentence": text}
            for code, text in (*task.carving.notes, *_note_alone(task))
        ],
        "misses": explain_misses(told),
        "communities": explain_communities(task.ground, task.standards, answer),
        "disruption": None if found is None else list_changes(told, found),
        "each_grid": explain_grids(told),
    }
    return FilePlan(answer, layers, summary, found)


def _plan(
    task: FileGround,
    options: PlanOptions,
    wishes: Wishes,
    progress: Progress | None,
    executor: Executor | None,
) -> Partition:
    with pins_named(task.present.codes):
        return plan_ground(
            task.ground,
            task.standards,
            seed=options.seed,
            effort=options.effort,
            wishes=wishes,
            jobs=options.jobs,
            executor=executor,
            progress=progress,
        )


def _explain(
    task: FileGround,
    answer: Partition,
    kept: NDArray[np.int64],
    carved: Sequence[CarvedGrid | None],
) -> Explained:
    present = task.present.codes
    first = np.unique(answer.assignment, return_index=True)[1]
    names = task.units.communities
    prefixes = ["G" if names is None else f"{names[unit]}-" for unit in first]
    codes = make_codes(prefixes, ["" if one < 0 else present[one] for one in kept], set(present))
    return Explained(
        task.ground,
        task.standards,
        answer,
        codes,
        np.array(task.units.ids, dtype=object),
        carved,
        np.array(present, dtype=object),
    )


def _note_alone(task: FileGround) -> list[tuple[str, str]]:
    """Tell of units without a neighbour: often their borders were meant to meet."""
    alone = task.units.alone
    if not len(alone):
        return []
    first = task.units.ids[alone[0]]
    sentence = (
        f"{len(alone)} units share no border with any other, the first is '{first}'. Where they"
        " should, close the gaps between them (gridgeo fix) and plan again."
    )
    return [(first, sentence)]


def summarise(told: Explained, households: np.ndarray, seed: int, seconds: float) -> dict[str, Any]:
    """Give the figures of SUMMARY.json; all but the mean, the seconds and the seed are counts."""
    answer, graph = told.plan, told.ground.graph
    banded = [grid for grid in range(len(answer.status)) if told.banded(grid)]
    status = [answer.status[grid] for grid in banded]
    proved = [grid for grid in banded if (why := answer.reasons[grid]) is not None and why.proved]
    outside = [grid for grid in banded if answer.status[grid] is not BandStatus.IN_BAND]
    pieces = graph.bar(answer.assignment).components()
    first = np.unique(pieces, return_index=True)[1]
    pieces_of = np.bincount(answer.assignment[first], minlength=len(answer.status))
    return {
        "units": graph.size,
        "households": int(households.sum()),
        "grids": len(answer.status),
        "in_band": len(banded) - len(outside),
        "over": status.count(BandStatus.OVER),
        "under": status.count(BandStatus.UNDER),
        "explained": len(set(proved) & set(outside)),
        "contiguous": int((pieces_of == 1).sum()),
        "mean_polsby_popper": round(float(answer.polsby_popper.mean()), 6),
        "seconds": round(seconds, 3),
        "seed": seed,
        "set_apart": sum(one is not None for one in told.carved),
    }
