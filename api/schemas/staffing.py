"""Staffing: figures, loads, cover pairs, who serves which grid."""

from datetime import datetime

from pydantic import Field

from api.schemas.common import AreaCode, Moment, NetworkCode, Schema
from api.schemas.people import WorkerCode

Counts = dict[str, int | None]


class StaffedPart(Schema):
    """Staffing of some grids in figures."""

    grids: int
    households: int
    persons: int
    workers: int = Field(description="Who serve grids here")
    on_leave: int
    leads: int
    workers_per_grid: float
    workers_per_10000: float | None = Field(description="For 10,000 residents")
    vacant: list[str] = Field(description="Grids to which nobody but a stand-in is posted")
    vacant_and_stood_in: int


class StaffedCommunity(StaffedPart):
    """Staffing of a community."""

    code: str
    name: str
    town: str | None


class Structure(Schema):
    """The staff in counts; null stands for fewer than 5, or what would tell them."""

    sex: Counts
    age: Counts
    education: Counts
    party: Counts


class StaffingFigures(StaffedPart):
    """Staffing of an area."""

    network: str
    area: str | None
    at: datetime
    structure: Structure
    communities: list[StaffedCommunity]


class WorkerLoad(Schema):
    """What one worker has to do."""

    worker: str
    name: str
    town: str | None
    grids: list[str]
    households: float
    persons: float
    area_ha: float
    walking_min: float = Field(description="To call at every building once")
    load: float = Field(description="By the network's weights")
    ratio: float = Field(description="Of the mean of the town")
    uneven: bool


class FlatCommunity(Schema):
    """A community, and how many workers its size would give it."""

    code: str
    name: str
    households: int
    fair: int


class FlatTown(Schema):
    """A town that gives every community the same number of workers whatever its size."""

    town: str
    name: str | None
    workers_each: int
    communities: list[FlatCommunity]


class Loads(Schema):
    """Loads of the workers, the most burdened first."""

    network: str
    area: str | None
    tolerance: float
    towns: int
    uneven: int
    workers: list[WorkerLoad]
    flat_towns: list[FlatTown]


class NamedGrid(Schema):
    """A grid by code and name."""

    code: str
    name: str
    community: str


class Weights(Schema):
    """What makes a good pair; only the ratios matter."""

    border: float = Field(default=1, ge=0, le=1000)
    walking: float = Field(default=1, ge=0, le=1000)
    balance: float = Field(default=1, ge=0, le=1000)


class CoverRequest(Schema):
    """For which grids pairs are wanted."""

    network: NetworkCode
    area: AreaCode | None = None
    weights: Weights = Weights()
    at: Moment | None = Field(default=None, description="Now when left out")


class ProposedPair(Schema):
    """Two grids that would stand in for each other."""

    grids: list[NamedGrid]
    score: int = Field(description="0 to 1,000")
    border_share: float
    walking_min: float
    loads: list[float]
    third: bool = Field(description="Takes a grid that was left over into a neighbour's pair")


class CoverProposal(Schema):
    """The best pairs over each town: most grids paired, then the best sum of scores."""

    network: str
    area: str | None
    grids: int
    pairs: list[ProposedPair]
    alone: list[NamedGrid] = Field(description="No neighbour can stand in for these")


class KeptCover(Schema):
    """Pairs that were put in force."""

    pairs: int
    ended: int = Field(description="Former pairs that ended")
    alone: int
    valid_from: datetime


class CoverPair(Schema):
    """A cover pair (AB岗)."""

    grids: list[NamedGrid]


class CoverPairs(Schema):
    """Cover pairs in force."""

    items: list[CoverPair]


class ServiceRequest(Schema):
    """Who serves each grid, on a day and with whoever is away."""

    network: NetworkCode
    area: AreaCode | None = None
    at: Moment | None = Field(default=None, description="Now when left out")
    absent: list[WorkerCode] = Field(
        default=[], max_length=1000, description="Away too, beside those on leave"
    )
    most_load: float | None = Field(
        default=None, gt=0, le=1e9, description="What one bears; 1.8 times the mean when left out"
    )
    only_stood_in: bool = False


class ServedGrid(NamedGrid):
    """Who serves a grid."""

    worker: str | None
    by: str = Field(examples=["partner"], description="own, partner, lead or nobody")
    load: float
    behind: bool = Field(description="Nobody serves it, or a stand-in who has too much")


class HeavyLoad(Schema):
    """Somebody who gets more than they bear."""

    worker: str
    load: float
    ordinary_load: float


class Service(Schema):
    """Who serves the grids of an area."""

    network: str
    area: str | None
    most_load: float
    away: list[str]
    stood_in: int
    behind: int
    grids: list[ServedGrid]
    heavy: list[HeavyLoad]
