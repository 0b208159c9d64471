"""Patrols: uploads of track points, coverage of grids, heat maps."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas.common import STORABLE, Moment, Schema

MOST_POINTS = 200_000


class TrackPointIn(Schema):
    """One position of a handheld."""

    worker: str = Field(max_length=64, examples=["W00017"])
    device: str = Field(max_length=64, examples=["D00017"])
    recorded_at: datetime | float = Field(
        description="ISO 8601 (China's time where no zone stands), or seconds or ms since 1970"
    )
    lon: float = Field(description="Degrees; what is nowhere is kept and flagged")
    lat: float
    accuracy_m: float | None = Field(default=None, ge=0)


class TrackUpload(Schema):
    """A batch of positions; sent again it adds nothing, in any order it means the same."""

    crs: Literal["4326", "gcj02"] = "4326"
    points: list[TrackPointIn] = Field(max_length=MOST_POINTS)


class RejectedPoint(Schema):
    """A point that could not be read."""

    row: int
    column: str
    reason: str


class UploadAnswer(Schema):
    """What became of an upload."""

    received: int
    added: int = Field(description="New points, those of a wrong clock too")
    misdated: int = Field(description="New points with a wrong clock: kept apart, never counted")
    off_duty: int = Field(description="Not kept: outside posting or hours of duty")
    unknown_worker: int = Field(description="Not kept: of nobody who is known")
    days: dict[date, int] = Field(description="New points by local day")
    rejected: list[RejectedPoint]


class GridDivision(Schema):
    """Why a grid cannot be patrolled as drawn."""

    parts: int = Field(description="Parts between which nobody walks inside the grid")
    causes: list[Literal["water", "railway", "road", "wall", "corner", "apart"]]
    beyond_m2: float = Field(description="Ground apart from the part where most people live")
    beyond_households: int | None
    beyond_share: float | None = Field(description="Share of it that was passed all the same")
    zh: str
    en: str


class GridCoverage(Schema):
    """One grid over a period; shares are from 0 to 1, none where there is nothing to pass."""

    rank: int | None = None
    grid: str
    name: str | None
    area_code: str | None
    urban: bool
    days: int = Field(description="Days that count")
    days_due: int = Field(description="Days that the network's rule asks for")
    met: bool
    rounds: int
    minutes: float
    distance_m: float
    has_data: bool = Field(description="Whether any position in it was received")
    state: Literal["patrolled", "not_patrolled", "cannot_be_patrolled"]
    division: GridDivision | None = Field(
        description="What divides a grid that cannot be patrolled"
    )
    households: int
    buildings: int
    streets_m: float
    households_share: float | None
    buildings_share: float | None
    streets_share: float | None
    ground_share: float | None
    trend: float | None = Field(description="Change of households_share against the period before")
    last_day: date | None
    longest_gap_days: int
    mean_interval_days: float | None


class CoverageTotals(Schema):
    """All grids together, weighed by what they hold."""

    grids: int
    met: int
    divided: int = Field(description="Grids that cannot be patrolled as drawn")
    without_data: int
    minutes: float
    distance_m: float
    households_share: float | None
    buildings_share: float | None
    streets_share: float | None
    ground_share: float | None
    trend: float | None


class CoverageList(Schema):
    """Grids of a network as a ranking."""

    network: str
    from_: date = Field(alias="from")
    to: date
    waiting_days: int = Field(description="Days that are being reckoned: figures will still grow")
    rules: dict[str, float] = Field(description="Every threshold by which this was reckoned")
    totals: CoverageTotals
    items: list[GridCoverage]


class GridDay(Schema):
    """One day of one grid."""

    day: date
    minutes: float
    distance_m: float
    rounds: int
    tracks: int
    counts: bool


class BuildingPassed(Schema):
    """When a building was last passed, and how many days before the period's end."""

    code: str
    last_passed: date | None
    days_ago: int | None


class GridCoverageDetail(GridCoverage):
    """One grid with its days and its buildings."""

    exact_ground_share: float | None = Field(description="By overlay with the paths, where asked")
    from_: date = Field(alias="from")
    to: date
    daily: list[GridDay]
    buildings_passed: list[BuildingPassed]


class PatrolDay(Schema):
    """Points of one day, and why some do not count."""

    day: date
    points: int
    used: int
    flags: dict[str, int]
    waits: bool


class PatrolDays(Schema):
    """Days with points, and the span of all of them."""

    first: date | None
    last: date | None
    items: list[PatrolDay]


class PatrolRulesDocument(Schema):
    """Settings of a network: all that hold, and those that it has of its own."""

    rules: dict[str, float]
    own: dict[str, float]


class PatrolRulesRequest(Schema):
    """Settings that a network shall have of its own; all others are the defaults."""

    own: dict[str, float] = Field(max_length=40)


class HeatDescription(Schema):
    """What a heat map holds, and the addresses of its tiles."""

    token: str
    bounds: list[float] | None
    cells: int
    passes: int
    minutes: float
    roles: list[str]
    legends: dict[str, list[dict[str, Any]]]
    pictures: dict[str, str] = Field(description="Addresses of PNG tiles by measure")
    vector_tiles: str


class VisitIn(Schema):
    """One visit to a household."""

    code: str = Field(
        max_length=64,
        pattern=STORABLE,
        description="The source's own key: sent again it adds nothing",
    )
    worker: str = Field(max_length=64, pattern=STORABLE)
    household: str = Field(max_length=64, pattern=STORABLE)
    kind: str = Field(max_length=40, pattern=STORABLE, examples=["走访"])
    at: Moment


class VisitUpload(Schema):
    """Some visits."""

    visits: list[VisitIn] = Field(max_length=5000)


class VisitAnswer(Schema):
    """How many were new; visits to unknown households are not kept."""

    received: int
    added: int


class CampaignRequest(Schema):
    """A campaign: every household of a network within some days."""

    name: str = Field(min_length=1, max_length=80)
    kind: str = Field(max_length=40, examples=["走访"])
    first: date
    last: date


class GridVisits(Schema):
    """Visits in one grid."""

    grid: str
    households: int
    visited: int
    behind: bool = Field(description="Fewer than the days gone by would have it")


class CampaignProgress(Schema):
    """How far a campaign is."""

    id: int
    network: str
    name: str
    kind: str
    from_: date = Field(alias="from")
    to: date
    days_left: int
    households: int
    visited: int
    items: list[GridVisits]


class GridFeasibility(Schema):
    """What a campaign asks of one grid."""

    grid: str
    households: int
    staff: int
    staff_needed: int
    days_needed: float | None = Field(description="None where nobody is posted")
    feasible: bool


class CampaignFeasibility(Schema):
    """Whether a campaign can be done, grid by grid."""

    network: str
    days: int
    feasible: int
    items: list[GridFeasibility]
