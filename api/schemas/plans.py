"""Plans (方案): drafts over some areas of one network."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.schemas.common import AreaCode, Moment, NetworkCode, Schema
from api.schemas.findings import Finding

KeptCode = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class PlanRequest(Schema):
    """What to plan."""

    network: NetworkCode
    areas: list[AreaCode] = Field(min_length=1, max_length=500)
    seed: int = Field(default=0, ge=0, le=2**31 - 1, description="Same seed, same plan")
    effort: Literal["fast", "normal", "deep"] = Field(
        default="normal", description="The longer it takes, the more compact are the grids"
    )
    keep: float = Field(
        default=0.5, ge=0, le=1, description="0: ideal; 1: change nothing that need not change"
    )
    locked: list[KeptCode] = Field(
        default_factory=list, max_length=500, description="Present grids that stay, by code"
    )
    pinned: list[KeptCode] = Field(
        default_factory=list,
        max_length=500,
        description="Units that stay in their present grid, by code",
    )
    reserve_on: date | None = Field(
        default=None,
        ge=date(2000, 1, 1),
        lt=date(2200, 1, 1),
        description="Reserve grids for homes being built, sized for this day",
        examples=["2028-06-01"],
    )
    alternatives: bool = Field(
        default=False, description="Make several distinct drafts instead of one"
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


class Miss(Schema):
    """A grid outside the band, and why."""

    code: str
    households: int = Field(description="Or persons, as the network counts")
    reason: str | None = Field(examples=["unit_over_maximum"])
    proved: bool = Field(description="False: no solution was found, none was excluded")
    sentence: str


class CommunityPart(Schema):
    """Units of a community that hang together, without those above the maximum."""

    units: int
    households: int
    feasible: list[int] | None = Field(description="Fewest and most grids; null: none")
    why: str = Field(description="The arithmetic")


class PlannedCommunity(Schema):
    """How many grids a community could have, and has."""

    community: str = Field(description="Code; with a slash, the grid that micro-grids nest in")
    units: int
    households: int
    feasible: list[int] | None = Field(
        description="Fewest and most grids that the band allows; null where no number does"
    )
    grids: int
    in_band: int
    parts: list[CommunityPart]


class Move(Schema):
    """Units that go from one present grid to one of the plan."""

    from_: str = Field(alias="from")
    to: str
    units: int
    households: int
    persons: int
    buildings: int


class ChangedGrids(Schema):
    """What becomes of the present grids."""

    unchanged: int
    changed: int
    gone: int
    new: int


class Disruption(Schema):
    """What changes hands."""

    units: int
    households: int
    persons: int
    buildings: int
    workers: int | None = Field(description="People posted at present grids that are gone")
    grids: ChangedGrids
    moves: list[Move] = Field(description="The most households first")


class PlanNote(Schema):
    """Why a place, or a unit with homes being built, gets no grid."""

    code: str
    sentence: str


class Explanation(Schema):
    """Why the plan is what it is."""

    misses: list[Miss]
    communities: list[PlannedCommunity]
    disruption: Disruption | None = Field(description="Null where nothing was published yet")
    notes: list[PlanNote]


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
    band_status: str | None = Field(
        examples=["in_band"], description="Null for grids that no band holds for"
    )
    reason: str | None = Field(
        description="Why the band is missed, or what a grid was set apart for"
    )
    locked: bool
    place_code: str | None = Field(description="The place that a dedicated grid is for")
    expected_households: int | None = Field(description="Of a reserved grid, when people moved in")
    active_from: date | None = Field(
        description="Day from which a reserved grid is expected to hold the minimum"
    )
    trigger_count: int | None = Field(
        description="How many must have moved into a reserved grid until somebody is told;"
        " null: the minimum of the band"
    )


class PlanDetail(Plan):
    """A plan with its grids."""

    grid_list: list[PlanGrid]
    explanation: Explanation | None = Field(description="Null for plans older than explanations")


class CheckResult(Schema):
    """What the checks found in a plan."""

    errors: int
    warnings: int
    findings: list[Finding]


class PublishRequest(Schema):
    """When the plan comes into force."""

    valid_from: Moment | None = Field(
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
