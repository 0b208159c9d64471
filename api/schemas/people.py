"""Workers, postings and leaves."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from api.schemas.common import GridCode, Moment, NetworkCode, Schema
from gridgeo.domain.posting import PostingRole

WorkerCode = Annotated[
    str,
    Field(
        pattern=r"^[\w.\-]{1,64}$",
        description="The office's number of a worker",
        examples=["W00012"],
    ),
]
LeaveKind = Literal["annual", "sick", "training", "other"]
Phone = Annotated[str, Field(pattern=r"^[0-9+\- ()#*]{3,32}$", examples=["0551-6000 0000"])]


class WorkerRequest(Schema):
    """Who somebody is; what is left out is unknown."""

    name: str = Field(min_length=1, max_length=100)
    phone: Phone | None = Field(default=None, description="Private: never shown again")
    duty_phone: Phone | None = Field(default=None, description="May stand on a notice sheet")
    sex: Literal["female", "male"] | None = None
    birth_year: int | None = Field(default=None, ge=1900, le=2100)
    education: (
        Literal["primary", "junior", "senior", "college", "bachelor", "postgraduate"] | None
    ) = None
    party_member: bool | None = None


class SavedWorker(Schema):
    """What became of it."""

    code: str
    added: bool = Field(description="False: was known and is changed")


class Worker(Schema):
    """A worker, without private numbers."""

    code: str
    name: str
    duty_phone: str | None
    sex: str | None
    birth_year: int | None
    education: str | None
    party_member: bool | None
    grids: int = Field(description="Grids that they are posted to now")
    away: bool = Field(description="On leave now")


class WorkerPage(Schema):
    """Workers by code."""

    items: list[Worker]
    next: str | None = Field(description="Pass as cursor to read on; null on the last page")


class PostingRequest(Schema):
    """Who is to serve which grid, in which role, from when to when."""

    worker: WorkerCode
    network: NetworkCode
    grid: GridCode
    role: PostingRole = PostingRole.WORKER
    since: Moment | None = Field(default=None, description="Now when left out")
    until: Moment | None = Field(default=None, description="Open when left out")


class Posting(Schema):
    """A posting (派岗)."""

    id: int
    worker: str
    network: str
    grid: str
    role: str
    valid_from: datetime
    valid_to: datetime | None


class PostingList(Schema):
    """Postings of one worker, the earliest first."""

    items: list[Posting]


class Posted(Schema):
    """Somebody who is posted to a grid."""

    worker: str
    name: str
    role: PostingRole
    duty_phone: str | None
    valid_from: datetime
    valid_to: datetime | None
    away: bool = Field(description="On leave at that instant")


class Covering(Schema):
    """Somebody who covers a grid from the one that it is paired with."""

    grid: str = Field(description="The grid that they serve")
    worker: str
    name: str
    away: bool


class GridPeople(Schema):
    """The people of a grid at an instant."""

    network: str
    grid: str
    at: datetime
    people: list[Posted]
    cover: list[Covering] = Field(description="Cover (AB岗); empty where no pair is in force")


class EndRequest(Schema):
    """When a posting ends."""

    at: Moment | None = Field(default=None, description="Now when left out")


class LeaveRequest(Schema):
    """Who is away, and when."""

    worker: WorkerCode
    kind: LeaveKind = "annual"
    since: Moment
    until: Moment | None = Field(default=None, description="Unknown when left out")


class Leave(Schema):
    """A leave."""

    id: int
    worker: str
    name: str
    kind: str
    valid_from: datetime
    valid_to: datetime | None
    noted_by: str


class LeaveList(Schema):
    """The calendar of leaves."""

    items: list[Leave]


class NewLeave(Schema):
    """The key of a leave."""

    id: int
