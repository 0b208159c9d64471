"""A repair as a job: a dry run whose result is a file."""

from typing import Any

from gridgeo.services.jobs.context import FileResult, JobContext
from gridgeo.services.repair_network import repair_network, sum_up, write_repair
from gridgeo.topology.repair import Filler, RepairRules, Winner

MOST_TOLD = 100  # changes in the job's document; the file holds all of them


def repair_job(context: JobContext, arguments: dict[str, Any]) -> FileResult:
    """Repair a published network and write what came of it.

    Parameters
    ----------
    context : JobContext
    arguments : dict
        ``network``, ``winner``, ``filler``, ``locked``, ``largest_gap_m2`` (None: no limit),
        ``min_area_m2``.
    """
    largest = arguments["largest_gap_m2"]
    rules = RepairRules(
        winner=Winner(arguments["winner"]),
        filler=Filler(arguments["filler"]),
        locked=tuple(arguments["locked"]),
        largest_gap_m2=float("inf") if largest is None else largest,
    )
    context.progress(0, 2, "repair")
    with context.session() as session:
        result = repair_network(session, arguments["network"], rules, arguments["min_area_m2"])
    context.progress(1, 2, "write")
    path = context.folder / "repaired.gpkg"
    write_repair(result, path)
    return FileResult(path, sum_up(result, MOST_TOLD))
