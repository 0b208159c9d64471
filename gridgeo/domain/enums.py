"""The closed lists of the model. Values are what the database and the API say."""

from enum import StrEnum


class AreaLevel(StrEnum):
    """Level of an administrative area (行政区)."""

    DISTRICT = "district"
    TOWN = "town"  # subdistrict (街道) or town (镇、乡)
    COMMUNITY = "community"  # community (社区) or village (村)


class GridKind(StrEnum):
    """What a grid (网格) is for."""

    BASE = "base"
    MICRO = "micro"
    DEDICATED = "dedicated"


class GridStatus(StrEnum):
    """Where a grid stands in its life."""

    DRAFT = "draft"
    ACTIVE = "active"
    RESERVED = "reserved"  # drawn for homes that are being built
    SUSPENDED = "suspended"  # nobody to staff it; a neighbour covers
    RETIRED = "retired"


class PlanState(StrEnum):
    """Where a plan (方案) stands on its way to publication."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Relation(StrEnum):
    """What a network must keep towards another one."""

    SAME_AS = "same_as"
    NESTS_IN = "nests_in"
    WHOLE_GRIDS_OF = "whole_grids_of"
    FREE = "free"


class CountUnit(StrEnum):
    """What a network's standard counts."""

    HOUSEHOLDS = "households"
    PERSONS = "persons"


class UnitSource(StrEnum):
    """What units are made from."""

    BUILDINGS = "buildings"  # the ground around each building, compound or hamlet
    BLOCKS = "blocks"  # what streets, water, walls and railways enclose
    POINTS = "points"  # the ground around households that are near to each other


class BarrierKind(StrEnum):
    """A line that people do not simply cross."""

    ROAD = "road"
    WATER = "water"
    WALL = "wall"
    RAILWAY = "railway"


class LandUse(StrEnum):
    """What ground is used for, by the classes of GB/T 21010 that a grid planner tells apart."""

    RESIDENTIAL = "residential"
    COMMERCIAL = "commercial"
    INDUSTRIAL = "industrial"  # with mines and warehouses
    PUBLIC = "public"  # administration, education, health, culture
    GREEN = "green"  # parks and squares
    FARMLAND = "farmland"  # with orchards
    FOREST = "forest"
    GRASS = "grass"
    WATER = "water"
    TRANSPORT = "transport"
    SPECIAL = "special"  # military, cemeteries, shrines
    OTHER = "other"


class Severity(StrEnum):
    """How much a finding matters; an error stops a publication."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class BandStatus(StrEnum):
    """A grid's count held against its band."""

    UNDER = "under"
    IN_BAND = "in_band"
    OVER = "over"


class AreaSetting(StrEnum):
    """Whether the urban or the rural standard applies to an area."""

    URBAN = "urban"
    RURAL = "rural"


class PositionQuality(StrEnum):
    """Where the position of a household comes from."""

    SURVEYED = "surveyed"
    GEOCODED = "geocoded"
    BY_HAND = "by_hand"


class Role(StrEnum):
    """What a user may do, within a scope of areas and networks."""

    ADMINISTRATOR = "administrator"
    PLANNER = "planner"
    REVIEWER = "reviewer"
    LEADER = "leader"
    WORKER = "worker"
    INTEGRATOR = "integrator"


class JobState(StrEnum):
    """Where a piece of long work stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
