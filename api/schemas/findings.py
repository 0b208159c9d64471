"""Findings (问题) of the checks, and exceptions (例外) from them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from api.schemas.common import Moment, Schema

FindingId = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-f]{16}$",
        description="Id of a finding: the same fault keeps it",
        examples=["1f0c5d3b9a7e6842"],
    ),
]


class Fix(Schema):
    """One way to mend a finding, and what it costs."""

    action: str = Field(examples=["give_to"])
    codes: list[str] = Field(description="Grids that change, or receive the ground")
    zh: str
    en: str
    households: int | None = Field(default=None, description="Households that change hands")
    area_m2: float | None = Field(default=None, description="Ground that changes hands")


class Part(Schema):
    """What one grid of the other network has of a grid that is cut."""

    code: str = Field(description="Empty for ground that none has")
    area_m2: float
    households: int | None = None


class GrantedException(Schema):
    """Why a finding stays, who answers for it, and until when."""

    reason: str
    granted_by: str
    granted_at: datetime
    ends_at: datetime | None = None


class Finding(Schema):
    """One fault of a network or plan."""

    id: str = Field(description="Stays the same while the fault stays")
    rule: str = Field(examples=["overlap"])
    severity: str = Field(examples=["error"])
    network: str
    networks: list[str] = Field(default=[], description="Both networks of a rule between two")
    plan_id: int | None = None
    grids: list[str]
    sentence: str
    sentence_zh: str
    area_m2: float | None = None
    width_m: float | None = Field(default=None, description="Mean width of the ground")
    sliver_of: str | None = Field(
        default=None, description="Of the rule sliver: overlap or gap", examples=["gap"]
    )
    households: int | None = None
    fixes: list[Fix] = Field(default=[], description="The best first")
    parts: list[Part] = Field(
        default=[], description="Of nesting and crossing: who has how much, the largest first"
    )
    may_be_accepted: bool = Field(default=False, description="Whether there are exceptions")
    accepted: GrantedException | None = None
    first_seen_at: datetime | None = None
    last_seen_at: datetime | None = None
    geometry: dict[str, Any] | None = Field(default=None, description="RFC 7946, EPSG:4326")


class FindingPage(Schema):
    """A page of findings, in the order in which they were first seen."""

    items: list[Finding]
    next: str | None = Field(description="Pass as cursor to read on; null on the last page")


class FindingCount(Schema):
    """How many findings of a rule there are."""

    rule: str
    severity: str
    findings: int
    households: int | None = Field(description="Concerned, as far as that is known")


class FindingCounts(Schema):
    """Findings by rule and severity."""

    items: list[FindingCount]


class ExceptionRequest(Schema):
    """Why a finding is to stay as it is."""

    reason: str = Field(min_length=1, max_length=2000, pattern=r"\S")
    ends_at: Moment | None = Field(default=None, description="When it has to be looked at again")
