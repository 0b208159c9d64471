"""Events and their loop."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas.common import Moment, NetworkCode, Schema
from api.schemas.people import WorkerCode
from gridgeo.domain.event_loop import EventState, EventStep

Note = Annotated[str, Field(min_length=1, max_length=2000)]


class EventRequest(Schema):
    """What is reported, and where."""

    network: NetworkCode
    lon: float = Field(ge=-180, le=180, allow_inf_nan=False, examples=[116.305])
    lat: float = Field(ge=-90, le=90, allow_inf_nan=False, examples=[39.91])
    kind: str = Field(min_length=1, max_length=60, examples=["安全隐患"])
    urgency: int = Field(default=3, ge=1, le=5, description="1 is the most urgent")
    description: Note | None = None
    address: str | None = Field(default=None, min_length=1, max_length=300)
    photo: str | None = Field(
        default=None, min_length=1, max_length=300, description="Where the picture is kept"
    )
    worker: WorkerCode | None = Field(default=None, description="Who reports it")
    reported_at: Moment | None = Field(default=None, description="Now when left out")
    external_code: str | None = Field(default=None, min_length=1, max_length=100)


class StepRequest(Schema):
    """The next step of an event."""

    step: EventStep
    worker: WorkerCode | None = Field(default=None, description="Who is to handle it: dispatch")
    note: Note | None = Field(default=None, description="Why: reopen, return, escalate, dismiss")
    rating: int | None = Field(default=None, ge=1, le=5, description="rate")
    urgency: int | None = Field(default=None, ge=1, le=5, description="Put right: file")


class StepTaken(Schema):
    """A step that was taken."""

    number: int
    step: str
    state: str
    level: str
    worker: str | None
    note: str | None
    rating: int | None
    actor: str
    at: datetime


class EventLine(Schema):
    """An event in a list."""

    id: int
    external_code: str | None
    network: str | None
    grid: str | None = Field(description="Found by the point; null outside of all grids")
    area: str | None
    reported_by: str | None
    kind: str
    state: EventState
    level: str
    urgency: int
    reported_at: datetime
    filed_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    description: str | None
    address: str | None
    photo: str | None
    lon: float
    lat: float
    overdue: bool


class Event(EventLine):
    """An event with its steps."""

    steps: list[StepTaken]
    next_steps: list[str] = Field(examples=[["file", "dismiss"]])


class EventPage(Schema):
    """Events, the latest first."""

    items: list[EventLine]
    next: str | None = Field(description="Pass as cursor to read on; null on the last page")


class GridEvents(Schema):
    """The events of one grid in a time."""

    grid: str
    area: str | None
    events: int
    open: int
    closed: int
    closed_in_time: int
    late: int


class EventCounts(Schema):
    """Events by grid."""

    items: list[GridEvents]


class Limits(Schema):
    """Hours from filing to closing."""

    hours: tuple[float, float, float, float, float] = Field(
        description="By urgency 1 to 5", examples=[[4, 24, 72, 168, 360]]
    )
    level_factor: tuple[float, float, float] = Field(
        default=(1.0, 1.5, 2.0), description="In a community, a town, a district"
    )
