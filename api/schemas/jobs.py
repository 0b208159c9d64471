"""Jobs: long work that goes on behind an answer 202."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.common import Schema
from gridgeo.domain.enums import JobState


class Job(Schema):
    """A piece of long work."""

    id: int
    kind: str = Field(examples=["create_plan"])
    title: str = Field(examples=["Plan"])
    title_zh: str = Field(examples=["制定方案"])
    state: JobState
    progress: float = Field(ge=0, le=1, description="Share that is done")
    note: str | None = Field(description="What is being done just now")
    seconds_left: float | None = Field(description="At the present pace; null while unknown")
    cancel_requested: bool
    attempts: int = Field(description="How often a worker has taken it")
    error: str | None = Field(description="Why it failed, or why it is tried again")
    error_zh: str | None = Field(description="The same in Chinese, where there are words for it")
    result: dict[str, Any] | None = Field(description="What it led to, once it is done")
    requested_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    links: dict[str, str] = Field(examples=[{"self": "/api/v1/jobs/7"}])


class JobList(Schema):
    """Jobs, the latest first."""

    items: list[Job]
    next: str | None = Field(description="Pass as cursor to read on; null on the last page")
