"""The audit log (审计日志), for administrators of everything."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.access import Action
from api.deps import SystemSessionDep, allow
from api.params import Cursor, Limit
from api.schemas.audit import AuditEntry, AuditHead, AuditPage, AuditVerdict
from api.schemas.common import STORABLE
from gridgeo.services import read_audit

router = APIRouter(
    prefix="/audit", tags=["audit"], dependencies=[Depends(allow(Action.READ_AUDIT))]
)

Filter = Annotated[str | None, Query(max_length=200, pattern=STORABLE)]


@router.get("", operation_id="list_audit_entries")
def read_entries(
    session: SystemSessionDep,
    actor: Filter = None,
    action: Filter = None,
    kind: Filter = None,
    key: Filter = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> AuditPage:
    """Who did what, the latest first."""
    items, following = read_audit.list_entries(
        session, actor=actor, action=action, kind=kind, key=key, cursor=cursor, limit=limit
    )
    return AuditPage(items=[AuditEntry(**row) for row in items], next=following)


@router.get("/head", operation_id="get_audit_head")
def read_head(session: SystemSessionDep) -> AuditHead:
    """Give the last entry's number and hash, to be kept where nobody of here can write."""
    return AuditHead(**read_audit.audit_head(session))


@router.get("/verdict", operation_id="verify_audit")
def verify(session: SystemSessionDep) -> AuditVerdict:
    """Go through the whole chain of hashes: a million entries take some seconds."""
    found = read_audit.verify_audit(session)
    return AuditVerdict(entries=found.entries, holds=found.holds, broken=found.broken)
