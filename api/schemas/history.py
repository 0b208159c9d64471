"""History: versions of a network, lives of grids, changes of borders, going back."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.common import Schema
from api.schemas.reviews import Text


class Version(Schema):
    """A publication of a network."""

    version: int
    source: str = Field(examples=["plan"], description="import, plan or rollback")
    plan_id: int | None
    plan_name: str | None
    valid_from: datetime
    published_at: datetime
    published_by: str
    opened: int
    closed: int


class VersionPage(Schema):
    """Publications, the latest first."""

    items: list[Version]
    next: str | None = Field(description="Pass as cursor to read on; null on the last page")


class OperationReason(Schema):
    """An operation of the plan that stands and touched the grid."""

    sequence: int
    kind: str
    sentence: str
    sentence_zh: str
    actor: str
    at: datetime


class ReviewReason(Schema):
    """A step of the plan's review."""

    number: int
    kind: str
    text: str | None
    sentence: str
    sentence_zh: str
    actor: str
    at: datetime


class LifeVersion(Schema):
    """What a grid was for a while, who made it so, and by which operations."""

    opened_in: int
    closed_in: int | None
    valid_from: datetime
    valid_to: datetime | None
    name: str
    kind: str
    status: str
    area_code: str | None
    households: int | None
    persons: int | None
    reason: str | None
    area_m2: float
    source: str
    plan_id: int | None
    published_by: str
    published_at: datetime
    changed: list[str] = Field(
        description="What is another than before", examples=[["border", "name"]]
    )
    operations: list[OperationReason]
    review: list[ReviewReason]


class Relative(Schema):
    """A grid that this one came from or went into."""

    code: str
    version: int
    households: int
    area_share: float = Field(description="Of the older grid's ground")


class Life(Schema):
    """The life of a code."""

    code: str
    versions: list[LifeVersion] = Field(description="The oldest first")
    parents: list[Relative]
    children: list[Relative]


class BorderChange(Schema):
    """A publication that moved a border."""

    version: int
    source: str
    plan_id: int | None
    plan_name: str | None
    valid_from: datetime
    published_at: datetime
    published_by: str
    grids: list[str] = Field(description="Grids on either side that this version changed")
    moved_m: float = Field(description="Metres of border that went, or came")
    length_m: float
    border: dict[str, Any] | None = Field(description="Afterwards; GeoJSON in EPSG:4326")
    operations: list[OperationReason]
    review: list[ReviewReason]


class BorderHistory(Schema):
    """How a border came to lie where it does."""

    grids: list[str]
    changes: list[BorderChange] = Field(description="The oldest first")


class Task(Schema):
    """A published grid that waits for somebody."""

    kind: str = Field(examples=["activate"], description="activate, split, look or cover")
    grid: str
    name: str
    area: str | None
    since: datetime
    sentence: str
    sentence_zh: str
    operation: dict[str, Any] | None = Field(
        description="What to send to a draft to do it; with dry_run=true it is shown first"
    )
    covered_by: str | None = Field(description="Who covers a suspended grid")
    neighbour: str | None = Field(description="Who could: the longest shared border")


class TaskList(Schema):
    """Tasks of a network."""

    items: list[Task]


class ProposedPart(Schema):
    """One grid of a proposed split."""

    count: int = Field(description="Households, or persons, as the network's standard counts")
    deviation: float = Field(description="From the target of the band, as a share")
    units: int
    geometry: dict[str, Any] = Field(description="GeoJSON, EPSG:4326")


class SplitProposal(Schema):
    """How a reserved grid that has filled up would be split."""

    grid: str
    operation: dict[str, Any] = Field(description="What to send to a draft to do it")
    parts: list[ProposedPart] = Field(description="The largest first")


class RollbackRequest(Schema):
    """To which version a network goes back, and why."""

    version: int = Field(ge=1, le=2**31 - 1)
    reason: Text = Field(examples=["新版误并了两个社区"])


class RolledBack(Schema):
    """The new version that is what an old one was."""

    version: int
    opened: int
    closed: int
    valid_from: datetime
