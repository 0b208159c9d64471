"""Findings (问题) of the checks."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.common import Schema


class Finding(Schema):
    """One fault of a network or plan."""

    id: str = Field(description="Stays the same while the fault stays")
    rule: str = Field(examples=["overlap"])
    severity: str = Field(examples=["error"])
    network: str
    plan_id: int | None = None
    grids: list[str]
    sentence: str
    sentence_zh: str
    area_m2: float | None = None
    width_m: float | None = None
    households: int | None = None
    first_seen_at: datetime | None = None
    last_seen_at: datetime | None = None
    geometry: dict[str, Any] | None = Field(default=None, description="RFC 7946, EPSG:4326")


class FindingPage(Schema):
    """A page of findings, in the order in which they were first seen."""

    items: list[Finding]
    next: str | None = Field(description="Pass as cursor to read on; null on the last page")
