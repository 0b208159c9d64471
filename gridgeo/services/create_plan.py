"""A plan for some communities of a network: units in, grids out, kept as a draft.

The planner sees counts and borders only; everything is loaded and stored in bulk.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, replace
from typing import Any, Unpack

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, plan_sources, plans, publications
from gridgeo.db.tables import Plan
from gridgeo.planner.alternatives import Alternative, make_alternatives
from gridgeo.planner.constrain import pins_named
from gridgeo.planner.ground import plan_ground
from gridgeo.planner.partition import Partition
from gridgeo.planner.wishes import Wishes
from gridgeo.services.name_grids import name_plan
from gridgeo.services.network_ground import NetworkGround, load_ground
from gridgeo.services.plan_communities import explain_communities
from gridgeo.services.plan_explain import (
    Explained,
    carved_last,
    disrupt,
    explain_misses,
    list_changes,
)
from gridgeo.services.plan_frame import PlanSummary, make_grid_frame, summarise
from gridgeo.services.plan_request import PlanArguments, PlanRequest
from gridgeo.services.plan_wishes import usual_wishes

Progress = Callable[[int, int], None]


def create_plan(
    session: Session,
    network_code: str,
    area_codes: Sequence[str] | None = None,
    *,
    name: str | None = None,
    actor: str = "system",
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
    **arguments: Unpack[PlanArguments],
) -> PlanSummary:
    """Plan the communities in some areas for a network, and keep the plan as a draft.

    Parameters
    ----------
    session : Session
        The caller commits.
    network_code : str
        The network; its standard gives the bands, its workload what is balanced, its rules which
        places get dedicated grids, its relation which grids of another network bind it.
    area_codes : sequence of str, optional
        Communities, or areas above them; everything by default.
    name : str, optional
        Of the plan.
    actor : str
        Who asks.
    jobs, executor, progress
        As in `gridgeo.planner.ground.plan_ground`; the plan does not depend on them.
    **arguments
        Seed, effort, what stays: the fields of `gridgeo.services.plan_request.PlanRequest`.

    Raises
    ------
    NotFoundError
        If the network or an area is not known.
    BadInputError
        If there is no community in the areas, or no such grid or unit to lock or pin.
    RefusedError
        If a community has no units, or not enough codes.
    """
    wanted = PlanRequest(**arguments)
    task = load_ground(session, network_code, area_codes, wanted)
    wishes = usual_wishes(task.ground.given, wanted.keep)
    answer = _plan(task, wanted, wishes, jobs, executor, progress)
    title = name or f"{task.network.name}方案"
    return _keep(session, task, wanted, answer, title, actor, {})


def create_alternatives(
    session: Session,
    network_code: str,
    area_codes: Sequence[str] | None = None,
    *,
    name: str | None = None,
    actor: str = "system",
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
    **arguments: Unpack[PlanArguments],
) -> list[tuple[Alternative, PlanSummary]]:
    """Make a compact, a balanced and a least changing draft; arguments as of `create_plan`.

    An alternative that is no other plan than an earlier one is not kept; it names its twin.
    """
    wanted = PlanRequest(**arguments)
    task = load_ground(session, network_code, area_codes, wanted)
    made = make_alternatives(
        task.ground.graph,
        lambda wishes, part: _plan(task, wanted, wishes, jobs, executor, part),
        usual_wishes(task.ground.given, wanted.keep),
        present=task.ground.given.present,
        load=task.ground.given.load,
        progress=progress,
    )
    kept = []
    for one in made:
        if one.same_as is None:
            title = f"{name or task.network.name + '方案'}·{TITLES[one.name.value]}"
            figures = {"alternative": one.name.value, **asdict(one.figures)}
            summary = _keep(session, task, wanted, one.partition, title, actor, figures)
            kept.append((one, summary))
    return kept


TITLES = {"compact": "紧凑", "balanced": "均衡", "least_change": "少变动"}


def _plan(
    task: NetworkGround,
    wanted: PlanRequest,
    wishes: Wishes,
    jobs: int,
    executor: Executor | None,
    progress: Progress | None,
) -> Partition:
    with pins_named(task.base.codes.tolist()):
        return plan_ground(
            task.ground,
            task.standards,
            seed=wanted.seed,
            effort=wanted.how_long,
            wishes=wishes,
            jobs=jobs,
            executor=executor,
            progress=progress,
        )


def _keep(
    session: Session,
    task: NetworkGround,
    wanted: PlanRequest,
    answer: Partition,
    title: str,
    actor: str,
    figures: dict[str, Any],
) -> PlanSummary:
    """Name the grids of an answer, explain them and store all as a draft."""
    identity = name_plan(session, task, answer)
    told = Explained(
        task.ground,
        task.standards,
        answer,
        identity.codes[: len(answer.status)],
        task.units.codes,
        carved_last(len(answer.status), task.carving.grids),
        task.base.codes,
        task.network.unit,
    )
    grids = make_grid_frame(task, told, identity)
    summary = summarise(grids, task, wanted.seed)
    plan = Plan(
        network_code=task.network.code,
        name=title,
        base_version=publications.current_version(session, task.network.code),
        seed=wanted.seed,
        summary={**asdict(summary), **figures, "explanation": _explain(session, task, told)},
        created_by=actor,
    )
    pinned = task.ground.given.pinned
    assignment = pd.DataFrame(
        {
            "unit_id": task.units.ids,
            "grid_number": answer.assignment + 1,
            "pinned": np.zeros(len(task.units), np.bool_) if pinned is None else pinned,
        }
    )
    operation = _operation(summary, wanted)
    codes = task.communities.codes
    plan_id = plans.store_plan(session, plan, codes, grids, assignment, operation)
    audit.append(session, actor, "create", "plan", str(plan_id), {"network": task.network.code})
    return replace(summary, plan_id=plan_id)


def _explain(session: Session, task: NetworkGround, told: Explained) -> dict[str, Any]:
    """Say what a plan's readers ask: what misses the band and why, what could be, what changes."""
    counts = {
        "households": task.units.households,
        "persons": task.units.persons,
        "buildings": task.buildings,
    }
    workers = plan_sources.count_workers(session, task.base.grid_ids)
    found = disrupt(told, counts, workers)
    return {
        "misses": explain_misses(told),
        "communities": explain_communities(
            task.ground, task.standards, told.plan, task.network.unit
        ),
        "disruption": None if found is None else list_changes(told, found),
        "notes": [{"code": code, "sentence": text} for code, text in task.carving.notes],
    }


def _operation(summary: PlanSummary, wanted: PlanRequest) -> dict[str, object]:
    return {
        "kind": "auto_plan",
        "arguments": wanted.as_arguments(),
        "sentence_zh": f"自动划分：{summary.units} 个单元划为 {summary.grids} 个网格，"
        f"其中 {summary.in_band} 个符合户数标准。",
        "sentence_en": f"Automatic plan: {summary.units} units into {summary.grids} grids,"
        f" {summary.in_band} of them in the band.",
    }
