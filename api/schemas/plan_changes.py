"""Answers of operations on a draft: what changed, the log, comparisons, rebases."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.common import GridCode, Schema


class GridFigures(Schema):
    """A grid of a draft in figures."""

    code: str
    name: str
    kind: str
    status: str
    reason: str | None
    trigger_count: int | None = None
    households: int
    persons: int
    units: int
    area_m2: float
    polsby_popper: float
    band_status: str | None
    deviation: float | None = Field(description="Share of the target; null where no band holds")


class ChangedGrid(Schema):
    """A grid that an operation changed, made or ended."""

    number: int
    code: str
    change: Literal["new", "changed", "gone"]
    before: GridFigures | None
    after: GridFigures | None
    geometry: dict[str, Any] | None = Field(description="Where it is new: RFC 7946, EPSG:4326")


class DraftFinding(Schema):
    """A finding that an operation made or ended."""

    id: str
    rule: str
    severity: str
    grids: list[str]
    households: int | None
    area_m2: float
    sentence: str
    sentence_zh: str
    geometry: dict[str, Any]


class FindingsChange(Schema):
    """Findings gone and new."""

    gone: list[DraftFinding]
    new: list[DraftFinding]


class HandoverMove(Schema):
    """What goes from one grid to another."""

    from_: str = Field(alias="from")
    to: str
    units: int
    households: int
    persons: int


class HandoverSum(Schema):
    """Households that change hands."""

    households: int
    persons: int
    moves: list[HandoverMove] = Field(description="The most households first")


class RepairStep(Schema):
    """Ground that a repair gives to another grid."""

    fault: str = Field(
        description="overlap, gap, outside, edge_match; unit: units are not cut; contiguity",
        examples=["overlap"],
    )
    from_: str = Field(alias="from", description="Empty for nobody")
    to: str = Field(description="Empty for nobody")
    area_m2: float
    households: int
    geometry: dict[str, Any] = Field(description="RFC 7946, EPSG:4326")


class OperationSentence(Schema):
    """An operation in words; of one that was only tried, nothing but kind and sentences."""

    sequence: int | None = None
    revision: int | None = None
    kind: str
    sentence: str = Field(validation_alias="sentence_en")
    sentence_zh: str
    actor: str | None = None
    at: datetime | None = None


class OperationAnswer(Schema):
    """What an operation changed, or would change."""

    plan_id: int
    revision: int = Field(description="Of the plan by now; the next If-Match")
    operation: OperationSentence
    grids: list[ChangedGrid]
    findings: FindingsChange
    handover: HandoverSum
    dry_run: bool = Field(default=False, description="Whether it was only tried")
    repairs: list[RepairStep] = Field(default=[], description="Of a repair: every step")


class LoggedOperation(OperationSentence):
    """An entry of the log."""

    arguments: dict[str, Any]
    undone_at: datetime | None = Field(description="When it was taken back, if it is")


class OperationPage(Schema):
    """The log, the latest first."""

    items: list[LoggedOperation]
    next: str | None = Field(description="Pass as cursor to read on; null on the last page")


class JumpRequest(Schema):
    """The point of the log to go to."""

    sequence: int = Field(ge=1, le=2**31 - 1, description="The last edit that shall stand")


class JumpAnswer(Schema):
    """The steps that led there."""

    plan_id: int
    revision: int
    operations: list[OperationSentence]


class BranchRequest(Schema):
    """What the copy is called."""

    name: str | None = Field(
        default=None, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$"
    )


class Branched(Schema):
    """A copy of a plan, with its log."""

    plan_id: int
    revision: int


class GridDifference(Schema):
    """A grid that two plans do not have alike."""

    code: str
    change: Literal["new", "changed", "gone"]
    households_before: int | None
    households_after: int | None
    units_before: int | None
    units_after: int | None


class UnitMove(Schema):
    """A unit that has another grid in the other plan."""

    unit: str
    from_: str = Field(alias="from")
    to: str
    households: int


class Difference(Schema):
    """What is not alike in two divisions of the same ground."""

    plan_id: int
    same: int = Field(description="Grids that are alike in both")
    grids: list[GridDifference]
    units: list[UnitMove]
    handover: HandoverSum


class PlanComparison(Difference):
    """The difference between two plans, from the first to the second."""

    other_id: int


class PublishedComparison(Difference):
    """The difference between what is published and a plan, from the first to the second."""

    version: int = Field(description="The network's present version; 0 if nothing is published")


class RebaseRequest(Schema):
    """Which side each grid is taken from where both changed it."""

    choices: dict[GridCode, Literal["mine", "theirs"]] = Field(default={}, max_length=2_000)


class RebaseConflict(Schema):
    """A grid that both the draft and a publication changed."""

    code: str
    units: list[str] = Field(description="Units that both gave away, to different grids")
    mine: list[str] = Field(description="Grids that these units have in the draft")
    theirs: list[str] = Field(description="Grids that they have in what is published")
    households: int


class RebaseAnswer(Schema):
    """A draft on the present version, or what has to be chosen first."""

    plan_id: int
    revision: int
    base_version: int
    conflicts: list[RebaseConflict] = Field(description="Choose for each, then send again")
    answer: OperationAnswer | None = Field(description="Null while there are conflicts")
