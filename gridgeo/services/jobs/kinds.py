"""The kinds of jobs there are: a name, and the function that does the work.

Functions are named, not imported: a worker loads the libraries of a kind with its first job.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from gridgeo.domain.errors import BadInputError

# What a kind's function takes is a JobContext and the arguments as submitted.
JobFunction = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of job.

    Attributes
    ----------
    name : str
        What is stored with the job.
    function : str
        ``package.module:function``; called with the context and the arguments.
    title, title_zh : str
        What people read.
    max_attempts : int
        How often a job is tried when its worker dies or something outside is away.
    """

    name: str
    function: str
    title: str
    title_zh: str
    max_attempts: int = 3

    def load(self) -> JobFunction:
        """Import the function."""
        module, _, name = self.function.partition(":")
        function: JobFunction = getattr(import_module(module), name)
        return function


KINDS: dict[str, JobKind] = {
    kind.name: kind
    for kind in (
        JobKind(
            "create_plan", "gridgeo.services.create_plan_job:create_plan_job", "Plan", "制定方案"
        ),
        JobKind(
            "plan_part", "gridgeo.services.schedulers.queue:run_part", "Part of a plan", "方案分块"
        ),
        JobKind("align", "gridgeo.services.align_job:align_job", "Align networks", "网络对齐"),
        JobKind(
            "crosswalk", "gridgeo.services.crosswalk_job:crosswalk_job", "Crosswalk", "生成对照表"
        ),
        JobKind("locate", "gridgeo.services.locate_job:locate_job", "Look-up", "批量查询"),
        JobKind(
            "reckon_patrols",
            "gridgeo.services.patrols.refresh:reckon_job",
            "Reckon patrols",
            "核算巡查",
        ),
        JobKind(
            "preview_import",
            "gridgeo.services.imports.jobs:preview_job",
            "Preview of an import",
            "预览导入",
        ),
        JobKind("import", "gridgeo.services.imports.jobs:import_job", "Import", "导入数据"),
        JobKind(
            "publish_plan",
            "gridgeo.services.review.publish:publish_on_date",
            "Publication on a date",
            "定期发布",
        ),
        JobKind("repair", "gridgeo.services.repair_job:repair_job", "Repair a network", "修复网络"),
    )
}


def find_kind(name: str) -> JobKind:
    """Give a kind by name.

    Raises
    ------
    BadInputError
        If there is none.
    """
    if name not in KINDS:
        raise BadInputError(
            f"There is no kind of job '{name}'; there are: {', '.join(sorted(KINDS))}.",
            field="kind",
        )
    return KINDS[name]
