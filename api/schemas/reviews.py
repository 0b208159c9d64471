"""The review of plans: steps, comments pinned to a place or a grid, rules."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.schemas.common import GridCode, Moment, Schema

Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\x00]*$"),
]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Submitting = Literal["administrator", "planner", "reviewer"]
Approving = Literal["administrator", "leader", "planner", "reviewer"]
Publishing = Literal["administrator", "reviewer"]


class Note(Schema):
    """A word beside a step."""

    reason: Text | None = Field(default=None, examples=["北苑网格已按意见调整"])


class Reason(Schema):
    """Why a plan goes back or is rejected."""

    reason: Text = Field(examples=["第 3 网格跨过铁路，请重划"])


class ScheduleRequest(Schema):
    """When an approved plan is to be published."""

    publish_at: Moment = Field(
        ge=datetime(2000, 1, 1, tzinfo=UTC),
        lt=datetime(2200, 1, 1, tzinfo=UTC),
        examples=["2027-03-01T00:00:00+08:00"],
    )


class Step(Schema):
    """An entry of a plan's review."""

    number: int = Field(description="Counts the entries of the plan's review, comments included")
    kind: str = Field(examples=["submit"])
    state: str = Field(description="Of the plan, afterwards", examples=["in_review"])
    revision: int
    text: str | None = Field(description="The reason or note")
    publish_at: datetime | None
    sentence: str
    sentence_zh: str
    actor: str
    at: datetime


class Leave(Schema):
    """Whether the caller may take a step, or what keeps them from it."""

    step: str = Field(examples=["approve"])
    allowed: bool
    why: str | None
    why_zh: str | None


class ReviewRules(Schema):
    """Who may do what with the plans of a network."""

    approval: bool = Field(
        default=True, description="A plan must be approved before it is published"
    )
    four_eyes: bool = Field(
        default=True,
        description="Who made, edited or submitted a plan cannot approve it",
    )
    submit: list[Submitting] = Field(
        default=["administrator", "planner", "reviewer"],
        max_length=3,
        description="Roles that submit, withdraw and open again",
    )
    approve: list[Approving] = Field(
        default=["administrator", "reviewer"],
        max_length=4,
        description="Roles that approve, send back and reject",
    )
    publish: list[Publishing] = Field(
        default=["administrator", "reviewer"],
        max_length=2,
        description="Roles that publish, now or on a date",
    )


class Review(Schema):
    """Where a plan stands in its review."""

    plan_id: int
    state: str = Field(examples=["in_review"])
    revision: int
    publish_at: datetime | None = Field(description="When it is published by itself")
    open_comments: int
    rules: ReviewRules
    steps: list[Step] = Field(description="The oldest first")
    may: list[Leave] = Field(description="What the caller may do now")


class CommentRequest(Schema):
    """A remark on a plan, on one of its grids, or on a place."""

    text: Text = Field(examples=["这里有一条新路"])
    grid: GridCode | None = None
    place: tuple[Longitude, Latitude] | None = Field(
        default=None, description="Longitude, latitude (EPSG:4326)", examples=[[116.31, 39.91]]
    )


class ReplyRequest(Schema):
    """An answer in a thread."""

    text: Text


class Remark(Schema):
    """An answer in a thread, or a note on what became of it."""

    number: int
    thread: int
    kind: Literal["reply", "resolve", "unresolve"]
    text: str | None
    actor: str
    at: datetime


class Comment(Schema):
    """A thread: its first comment, the answers, and whether it is resolved."""

    number: int = Field(description="Names the thread")
    text: str
    grid: str | None
    place: tuple[float, float] | None = Field(description="Longitude, latitude (EPSG:4326)")
    revision: int = Field(description="Of the plan, when it was written")
    actor: str
    at: datetime
    resolved: bool
    resolved_by: str | None
    resolved_at: datetime | None
    replies: list[Remark]


class CommentList(Schema):
    """Threads of a plan, the oldest first."""

    items: list[Comment]
