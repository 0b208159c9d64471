"""Requests of operations (操作) on a draft, one class a kind."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.schemas.common import AreaCode, GridCode, RowId, Schema
from gridgeo.domain.enums import GridKind, GridStatus

Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Position = tuple[Longitude, Latitude]
Ring = Annotated[list[Position], Field(min_length=4, max_length=20_000)]
Words = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$"),
]
GridCodes = Annotated[list[GridCode], Field(min_length=1, max_length=200)]
UnitCodes = Annotated[list[Words], Field(max_length=20_000)]
Seed = Annotated[int | None, Field(ge=0, le=2**31 - 1, description="The plan's when left out")]


class Line(Schema):
    """A line (RFC 7946, EPSG:4326)."""

    type: Literal["LineString"]
    coordinates: list[Position] = Field(min_length=2, max_length=20_000)


class Polygon(Schema):
    """A polygon (RFC 7946, EPSG:4326)."""

    type: Literal["Polygon"]
    coordinates: list[Ring] = Field(min_length=1, max_length=1_000)


class MultiPolygon(Schema):
    """Several polygons (RFC 7946, EPSG:4326)."""

    type: Literal["MultiPolygon"]
    coordinates: list[Annotated[list[Ring], Field(min_length=1)]] = Field(
        min_length=1, max_length=1_000
    )


Shape = Annotated[Polygon | MultiPolygon, Field(discriminator="type")]


class Split(Schema):
    """Split a grid into a number of grids, or into the fewest that the band allows."""

    kind: Literal["split"]
    grid: GridCode
    count: int | None = Field(default=None, ge=2, le=50)
    seed: Seed = None


class SplitByLine(Schema):
    """Split a grid along a line, snapped to its units or cutting their empty ground exactly."""

    kind: Literal["split_by_line"]
    grid: GridCode
    line: Line
    exact: bool = Field(
        default=False,
        description="Cut units along the line where it crosses no building and leaves their people"
        " on one side; the others stay whole",
    )


class Merge(Schema):
    """Merge neighbouring grids."""

    kind: Literal["merge"]
    grids: GridCodes
    resplit: bool = Field(
        default=False, description="Where one grid is too large, as few as the band allows"
    )
    seed: Seed = None


class Rebalance(Schema):
    """Divide the ground of some neighbouring grids anew."""

    kind: Literal["rebalance"]
    grids: GridCodes
    seed: Seed = None


class Reassign(Schema):
    """Give units to a grid: brush (by code) or lasso (inside a polygon)."""

    kind: Literal["reassign"]
    grid: GridCode
    units: UnitCodes = Field(default=[])
    polygon: Shape | None = None


class PushBorder(Schema):
    """Push the border of two grids to a line, snapped to the borders of their units."""

    kind: Literal["push_border"]
    grid: GridCode
    neighbour: GridCode
    line: Line


class Draw(Schema):
    """Make units a grid of their own."""

    kind: Literal["draw"]
    units: UnitCodes = Field(default=[])
    polygon: Shape | None = None
    name: Words | None = None


class Dedicate(Schema):
    """Cut out a dedicated grid, or lay it over the others, as the network says."""

    kind: Literal["dedicate"]
    units: UnitCodes = Field(default=[])
    polygon: Shape | None = None
    name: Words
    place: Words | None = Field(default=None, description="Code of the place that it is for")


class Dissolve(Schema):
    """End a grid: into one neighbour, or among all of them."""

    kind: Literal["dissolve"]
    grid: GridCode
    into: GridCode | None = None


class SetAttributes(Schema):
    """Set what a grid is called and is."""

    kind: Literal["set_attributes"]
    grid: GridCode
    name: Words | None = None
    grid_kind: GridKind | None = None
    status: GridStatus | None = None
    code: GridCode | None = None
    reason: Words | None = Field(default=None, description="Why the grid misses the band")
    trigger_count: int | None = Field(
        default=None,
        ge=1,
        le=1_000_000,
        description="Of a reserved grid: how many must have moved in until somebody is told",
    )


class LockGrids(Schema):
    """Lock or unlock grids; nothing changes a locked one, undo included."""

    kind: Literal["lock", "unlock"]
    grids: GridCodes


class PinUnits(Schema):
    """Pin units to their grid, or let them move again."""

    kind: Literal["pin", "unpin"]
    units: Annotated[UnitCodes, Field(min_length=1)]


class AssignedUnit(Schema):
    """The grid of one unit."""

    unit: Words
    grid: GridCode


class CodedPolygon(Schema):
    """A grid as a polygon: it gets the units whose inner point it holds."""

    grid: GridCode
    geometry: Shape


class Import(Schema):
    """Take grids from outside: a table of units, or polygons."""

    kind: Literal["import"]
    assignment: list[AssignedUnit] = Field(default=[], max_length=50_000)
    polygons: list[CodedPolygon] = Field(default=[], max_length=2_000)


class Align(Schema):
    """Take the proposals of an alignment into the draft."""

    kind: Literal["align"]
    alignment: RowId


class Repair(Schema):
    """Mend a community's grids that fall into parts, or repair polygons and take them in.

    Only told, not done, unless ``dry_run=false`` is said.
    """

    kind: Literal["repair"]
    area: AreaCode | None = None
    polygons: list[CodedPolygon] = Field(default=[], max_length=2_000)
    winner: Literal["smaller", "older", "households"] = Field(
        default="smaller", description="Who keeps ground that several claim; locked grids do"
    )
    filler: Literal["border", "older", "households"] = Field(
        default="border", description="Who is given a gap"
    )
    largest_gap_m2: float | None = Field(
        default=None, ge=0, description="Larger gaps stay with the grids that hold them today"
    )


class AutoPlan(Schema):
    """Let the planner plan a community of the draft anew."""

    kind: Literal["auto_plan"]
    area: AreaCode
    seed: Seed = None
    effort: Literal["fast", "normal"] = "fast"
    keep: float = Field(default=0.5, ge=0, le=1, description="0: ideal; 1: change nothing")


OperationRequest = Annotated[
    Split
    | SplitByLine
    | Merge
    | Rebalance
    | Reassign
    | PushBorder
    | Draw
    | Dedicate
    | Dissolve
    | SetAttributes
    | LockGrids
    | PinUnits
    | Import
    | Align
    | Repair
    | AutoPlan,
    Field(discriminator="kind"),
]
