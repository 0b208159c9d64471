"""The tables as SQLAlchemy classes, one file a group. Geometry is EPSG:4326 everywhere."""

from gridgeo.db.tables.access import ApiKey, AuditEntry, RoleGrant, User, UserSession
from gridgeo.db.tables.addresses import (
    AddressPlacement,
    GazetteerEntry,
    GazetteerName,
    GeocoderAnswer,
    StandardAddress,
)
from gridgeo.db.tables.alignments import AlignmentProposal, StoredAlignment
from gridgeo.db.tables.base import SRID, Base
from gridgeo.db.tables.events import Event, EventStepTaken
from gridgeo.db.tables.feed import Outbox, Webhook, WebhookDeadLetter
from gridgeo.db.tables.findings import FindingException, NetworkThreshold, StoredFinding
from gridgeo.db.tables.history import GridLineage, GridVersion, Publication
from gridgeo.db.tables.jobs import IdempotentAnswer, Job
from gridgeo.db.tables.networks import DedicatedRule, Grid, Network, NetworkStandard
from gridgeo.db.tables.patrols import (
    HeatDay,
    HeatMonth,
    MisdatedPoint,
    NetworkDay,
    PassedDay,
    PatrolDay,
    TrackDay,
    TrackGrid,
    VisitCampaign,
)
from gridgeo.db.tables.people import CoverPair, Posting, TrackPoint, Visit, Worker
from gridgeo.db.tables.places import (
    Area,
    Barrier,
    Building,
    Compound,
    Development,
    Household,
    Place,
    Unit,
    UsedLand,
)
from gridgeo.db.tables.plans import Plan, PlanArea, PlanGrid, PlanOperation, PlanUnit
from gridgeo.db.tables.review import PlanPresence, ReviewEntry
from gridgeo.db.tables.staffing import (
    Assessment,
    AssessmentMonth,
    AssessmentNote,
    Leave,
    NetworkRule,
)
from gridgeo.db.tables.work import (
    ErasedKey,
    Import,
    ImportAddition,
    ImportChange,
    ImportFile,
    ImportProfile,
    ImportRejection,
    SiteFact,
)

__all__ = [
    "SRID",
    "AddressPlacement",
    "AlignmentProposal",
    "ApiKey",
    "Area",
    "Assessment",
    "AssessmentMonth",
    "AssessmentNote",
    "AuditEntry",
    "Barrier",
    "Base",
    "Building",
    "Compound",
    "CoverPair",
    "DedicatedRule",
    "Development",
    "ErasedKey",
    "Event",
    "EventStepTaken",
    "FindingException",
    "GazetteerEntry",
    "GazetteerName",
    "GeocoderAnswer",
    "Grid",
    "GridLineage",
    "GridVersion",
    "HeatDay",
    "HeatMonth",
    "Household",
    "IdempotentAnswer",
    "Import",
    "ImportAddition",
    "ImportChange",
    "ImportFile",
    "ImportProfile",
    "ImportRejection",
    "Job",
    "Leave",
    "MisdatedPoint",
    "Network",
    "NetworkDay",
    "NetworkRule",
    "NetworkStandard",
    "NetworkThreshold",
    "Outbox",
    "PassedDay",
    "PatrolDay",
    "Place",
    "Plan",
    "PlanArea",
    "PlanGrid",
    "PlanOperation",
    "PlanPresence",
    "PlanUnit",
    "Posting",
    "Publication",
    "ReviewEntry",
    "RoleGrant",
    "SiteFact",
    "StandardAddress",
    "StoredAlignment",
    "StoredFinding",
    "TrackDay",
    "TrackGrid",
    "TrackPoint",
    "Unit",
    "UsedLand",
    "User",
    "UserSession",
    "Visit",
    "VisitCampaign",
    "Webhook",
    "WebhookDeadLetter",
    "Worker",
]
