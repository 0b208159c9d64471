"""The planner as a job: the plans and the job's end are committed together."""

from concurrent.futures import Executor
from dataclasses import asdict
from datetime import date
from typing import Any

from gridgeo.services.create_plan import create_alternatives, create_plan
from gridgeo.services.jobs.context import JobContext
from gridgeo.services.plan_request import PlanArguments
from gridgeo.services.schedulers import open_scheduler


def create_plan_job(context: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Make a plan, or alternatives.

    Parameters
    ----------
    context : JobContext
        The session of the job is used, its progress told.
    arguments : dict
        ``network``, ``areas``, ``name``, and the fields of
        `gridgeo.services.plan_request.PlanRequest`; ``alternatives`` asks for several drafts.

    Returns
    -------
    dict
        The plan's summary, with ``plan_id``; of several, the first one's, with ``alternatives``.
    """
    settings = context.settings
    with open_scheduler(settings.scheduler, settings.planner_jobs, settings) as executor:
        return _plan(context, arguments, executor)


def _plan(
    context: JobContext, arguments: dict[str, Any], executor: Executor | None
) -> dict[str, Any]:
    if not arguments.get("alternatives"):
        return asdict(
            create_plan(
                context.transaction,
                arguments["network"],
                arguments["areas"],
                name=arguments["name"],
                actor=context.actor,
                jobs=context.settings.planner_jobs,
                executor=executor,
                progress=context.progress,
                **_request(arguments),
            )
        )
    made = create_alternatives(
        context.transaction,
        arguments["network"],
        arguments["areas"],
        name=arguments["name"],
        actor=context.actor,
        jobs=context.settings.planner_jobs,
        executor=executor,
        progress=context.progress,
        **_request(arguments),
    )
    compared = [
        {"plan_id": summary.plan_id, "name": one.name.value, **asdict(one.figures)}
        for one, summary in made
    ]
    return {**asdict(made[0][1]), "alternatives": compared}


def _request(arguments: dict[str, Any]) -> PlanArguments:
    """Read the request as it stands in the queue; what is not there keeps its default."""
    day = arguments.get("reserve_on")
    return {
        "seed": arguments["seed"],
        "effort": arguments["effort"],
        "keep": arguments.get("keep", 0.5),
        "locked": tuple(arguments.get("locked", ())),
        "pinned": tuple(arguments.get("pinned", ())),
        "reserve_on": None if day is None else date.fromisoformat(day),
    }
