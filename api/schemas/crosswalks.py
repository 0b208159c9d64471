"""Crosswalks (对照表) of two networks, and repairs."""

from typing import Literal

from pydantic import Field, model_validator

from api.schemas.common import GridCode, Moment, NetworkCode, PlanId, Schema


class Side(Schema):
    """One of the two networks: what is published, at an instant perhaps, or a draft."""

    network: NetworkCode | None = None
    as_of: Moment | None = Field(default=None, description="Now when left out")
    plan: PlanId | None = Field(default=None, description="Instead of a published network")

    @model_validator(mode="after")
    def _one_of_both(self) -> "Side":
        if (self.network is None) == (self.plan is None):
            raise ValueError("name either a network or a plan")
        return self


class CrosswalkRequest(Schema):
    """Which networks to lay over each other, and the form of the file."""

    a: Side
    b: Side
    format: Literal["xlsx", "csv", "json", "gpkg"] = "xlsx"
    sliver_width_m: float = Field(default=3.0, ge=0, le=1000)


class CrosswalkRow(Schema):
    """What two grids share; an empty code stands for outside of that network.

    1 to 4 households or persons are told to those alone who may see the households themselves;
    for all others they are null, with one more pair of the same grid.
    """

    a: str
    b: str
    kind: str = Field(examples=["crossing"])
    community: str
    area_m2: float
    share_of_a: float
    share_of_b: float
    households: int | None
    households_share_of_a: float | None
    households_share_of_b: float | None
    persons: int | None
    persons_share_of_a: float | None
    persons_share_of_b: float | None
    same: bool = Field(description="Whether nobody in both changes hands")


class Agreement(Schema):
    """Households whose grid is the same in both networks, by community."""

    community: str
    households: int
    same: int
    share: float


class Crosswalk(Schema):
    """The crosswalk of two networks as they are published."""

    a: str
    b: str
    households: int | None
    persons: int | None
    agreement: float | None = Field(description="Share of households with the same grid in both")
    communities: list[Agreement]
    rows: list[CrosswalkRow] = Field(description="The worst pairs first")


class RepairRequest(Schema):
    """Which network to repair, and by which rules."""

    network: NetworkCode
    winner: Literal["smaller", "older", "households"] = Field(
        default="smaller", description="Who keeps ground that several grids claim"
    )
    filler: Literal["border", "older", "households"] = Field(
        default="border",
        description="Who is given a gap: the longest shared border, or the older grid, or the one"
        " with the fewest households",
    )
    locked: list[GridCode] = Field(
        default=[], max_length=10_000, description="Grids that give nothing away"
    )
    largest_gap_m2: float | None = Field(
        default=None, ge=0, le=1e12, description="Larger gaps stay; no limit when left out"
    )
    min_area_m2: float = Field(default=1.0, ge=0, le=1e9)
