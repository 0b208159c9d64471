"""Alignment as a job: the proposals and the job's end are committed together."""

from typing import Any

from gridgeo.domain.enums import Relation
from gridgeo.services.align_networks import align_networks
from gridgeo.services.jobs.context import JobContext


def align_job(context: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Align networks; arguments as of `gridgeo.services.align_networks.align_networks`.

    Returns
    -------
    dict
        The summary, with ``alignment_id``.
    """
    row = align_networks(
        context.transaction,
        arguments["network"],
        arguments["model"],
        Relation(arguments["relation"]),
        arguments["areas"],
        with_band=arguments["with_band"],
        actor=context.actor,
        progress=context.progress,
    )
    return {"alignment_id": row.id, **row.summary}
