"""Plans (方案): drafts over some areas of one network."""

from datetime import UTC, datetime
from typing import Literal

from pydantic import AwareDatetime, Field

from api.schemas.common import AreaCode, NetworkCode, Schema
from api.schemas.findings import Finding


class PlanRequest(Schema):
    """What to plan."""

    network: NetworkCode
    areas: list[AreaCode] = Field(min_length=1, max_length=500)
    seed: int = Field(default=0, ge=0, le=2**31 - 1, description="Same seed, same plan")
    effort: Literal["fast", "normal"] = Field(
        default="normal", description="Normal takes longer and gives more compact grids"
    )
    name: str | None = Field(default=None, min_length=1, max_length=100, examples=["春季调整"])


class Plan(Schema):
    """A plan in figures."""

    id: int
    network: str
    name: str
    state: str = Field(examples=["draft"])
    revision: int
    areas: list[str]
    seed: int
    base_version: int
    published_version: int | None
    created_by: str
    grids: int
    households: int
    in_band: int
    under: int
    over: int
    created_at: datetime


class PlanList(Schema):
    """Plans, the latest first."""

    items: list[Plan]
    next: str | None = Field(description="Pass as cursor to read on; null on the last page")


class PlanGrid(Schema):
    """One grid of a plan."""

    code: str
    name: str
    kind: str
    status: str
    area_code: str | None
    households: int
    persons: int
    units: int
    area_m2: float
    polsby_popper: float
    band_status: str = Field(examples=["in_band"])
    reason: str | None = Field(description="Why the band is missed, where it is")


class PlanDetail(Plan):
    """A plan with its grids."""

    grid_list: list[PlanGrid]


class CheckResult(Schema):
    """What the checks found in a plan."""

    errors: int
    warnings: int
    findings: list[Finding]


class PublishRequest(Schema):
    """When the plan comes into force."""

    valid_from: AwareDatetime | None = Field(
        default=None,
        ge=datetime(2000, 1, 1, tzinfo=UTC),
        lt=datetime(2200, 1, 1, tzinfo=UTC),
        description="Now when left out; not before the last version",
        examples=["2026-03-01T00:00:00+08:00"],
    )


class Published(Schema):
    """What a publication changed."""

    version: int
    opened: int = Field(description="Grid versions that begin")
    closed: int = Field(description="Grid versions that end")
