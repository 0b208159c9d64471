"""The planner as a job: the plan and the job's end are committed together."""

from dataclasses import asdict
from typing import Any

from gridgeo.services.create_plan import create_plan
from gridgeo.services.jobs.context import JobContext


def create_plan_job(context: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Make a plan; arguments as of `gridgeo.services.create_plan.create_plan`.

    Returns
    -------
    dict
        The plan's summary, with ``plan_id``.
    """
    summary = create_plan(
        context.transaction,
        arguments["network"],
        arguments["areas"],
        seed=arguments["seed"],
        effort=arguments["effort"],
        progress=context.progress,
        name=arguments["name"],
        actor=context.actor,
    )
    return asdict(summary)
