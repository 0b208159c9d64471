"""Alignments (对齐): what brings one network into its relation to another."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.common import AreaCode, GridCode, NetworkCode, Schema

RelationName = Literal["same_as", "nests_in", "whole_grids_of"]


class AlignmentRequest(Schema):
    """Which network to align to which."""

    network: NetworkCode
    model: NetworkCode | None = Field(
        default=None, description="The network to fit; its related network when left out"
    )
    relation: RelationName | None = Field(
        default=None, description="The network's own relation when left out"
    )
    areas: list[AreaCode] = Field(min_length=1, max_length=500)
    with_band: bool = Field(
        default=False, description="Wish for the network's household band as well"
    )


class AlignmentSummary(Schema):
    """Figures of an alignment."""

    households: int
    moved_households: int = Field(description="That change hands")
    least_households: int = Field(description="No alignment moves fewer")
    proposals: int
    groups: int = Field(description="Sets of proposals that hang together")
    faults: int = Field(description="Grids that would still break the relation")
    with_band: bool
    cut_units: int | None = Field(
        default=None,
        description="Units that the model's borders cut, though they go to one side whole; null"
        " where an earlier release computed the alignment",
    )


class Alignment(Schema):
    """An alignment as it was computed."""

    id: int
    network: str = Field(examples=["dangjian"])
    model: str = Field(examples=["zongzhi"])
    relation: str = Field(examples=["same_as"])
    areas: list[str]
    network_version: int
    model_version: int
    summary: AlignmentSummary
    plan_id: int | None = Field(description="The draft that was made of it last")
    created_by: str
    created_at: datetime


class AlignmentList(Schema):
    """Alignments, the latest first."""

    items: list[Alignment]
    next: str | None = Field(description="Pass as cursor to read on; null on the last page")


class Proposal(Schema):
    """What is proposed for one grid."""

    number: int
    code: str
    former_code: str | None = Field(description="null for a new grid")
    kind: Literal["redrawn", "created", "retired"]
    keeps_code: bool
    households_before: int
    households_after: int
    households_in: int
    households_out: int
    area_in_m2: float
    area_out_m2: float
    partners: list[str] = Field(description="Grids with which it exchanges ground")
    group: int


class ProposalDetail(Proposal):
    """A proposal with its ground; a retired grid with the ground that it had."""

    geometry: dict[str, Any] = Field(description="RFC 7946, EPSG:4326")


class ProposalPage(Schema):
    """A page of proposals."""

    items: list[ProposalDetail]
    next: str | None = Field(description="Pass as cursor to read on; null on the last page")


class Place(Schema):
    """A place that changes hands."""

    code: str
    name: str | None
    kind: str


class HandoverLine(Schema):
    """What goes from one grid to another; null for no grid."""

    giver: str | None
    taker: str | None
    households: int
    persons: int
    buildings: int
    area_m2: float
    places: list[Place]
    workers: list[str] = Field(description="Codes of workers whose grid ends")


class Handover(Schema):
    """The handover list (移交清单), the most households first."""

    items: list[HandoverLine]


class MovedHousehold(Schema):
    """A household that changes hands."""

    code: str
    giver: str | None
    taker: str | None


class MovedHouseholds(Schema):
    """Households that change hands, in the order of their codes."""

    items: list[MovedHousehold]
    next: str | None = Field(description="Pass as cursor to read on; null on the last page")


class UnitPart(Schema):
    """What of a unit lies in one grid of the model."""

    grid: str | None = Field(description="null where the model has none")
    area_m2: float
    share: float = Field(description="Of the unit's ground")
    households: int | None = Field(description="null where only the unit's sum is known or told")


class CutUnit(Schema):
    """A unit that the model's borders cut."""

    unit: str = Field(examples=["110199001001-07"])
    area_code: str
    households: int
    goes_to: str | None = Field(description="The grid of the model that gets it whole")
    place: tuple[float, float] = Field(description="Longitude and latitude of a point inside")
    parts: list[UnitPart] = Field(description="The largest first; slivers are left out")


class CutUnits(Schema):
    """Units that the model's borders cut, in the order of their codes."""

    items: list[CutUnit]
    next: str | None = Field(description="Pass as cursor to read on; null on the last page")


class Acceptance(Schema):
    """What to take of an alignment."""

    codes: list[GridCode] | None = Field(
        default=None,
        min_length=1,
        max_length=10_000,
        description="Grids whose proposals are taken, by new or former code; all when left out."
        " Ground changes hands where both sides are taken",
    )
    name: str | None = Field(default=None, min_length=1, max_length=100, examples=["党建并网"])


class Accepted(Schema):
    """The draft plan that came of it."""

    plan_id: int
