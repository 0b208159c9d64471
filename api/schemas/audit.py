"""The audit log."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.common import Schema


class AuditEntry(Schema):
    """Who did what to which object."""

    id: int
    at: datetime
    actor: str
    action: str = Field(examples=["publish"])
    object_kind: str = Field(examples=["plan"])
    object_key: str
    details: dict[str, Any]
    hash: str = Field(description="SHA-256 over the entry and the hash before, in hexadecimal")


class AuditPage(Schema):
    """A page of entries, the latest first."""

    items: list[AuditEntry]
    next: str | None


class AuditHead(Schema):
    """The last entry: kept elsewhere, it proves later that nothing was rewritten."""

    id: int
    at: datetime
    hash: str


class AuditVerdict(Schema):
    """Whether the chain holds."""

    entries: int
    holds: bool
    broken: int | None = Field(description="The first entry that was changed")
