"""The chain of the audit log tells of changed and missing lines; an exported head of rewriting."""

import pytest
from sqlalchemy import text

from gridgeo.db.repositories import audit
from gridgeo.domain.errors import BadInputError
from gridgeo.services.read_audit import audit_head, read_head, verify_audit

pytestmark = pytest.mark.db


@pytest.fixture
def log(session):
    for number in range(5):
        audit.append(session, "tests", "write", "thing", str(number))
    session.execute(text("ALTER TABLE audit_log DISABLE TRIGGER ALL"))
    return session


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE audit_log SET actor = 'nobody' WHERE id = 2", 2),
        ("UPDATE audit_log SET details = '{\"a\": 1}' WHERE id = 5", 5),
        ("DELETE FROM audit_log WHERE id = 3", 4),
        ("UPDATE audit_log SET at = at - interval '1 day' WHERE id = 1", 1),
    ],
)
def test_tampering_is_found_where_it_was_done(log, tampering, broken):
    assert verify_audit(log).holds
    log.execute(text(tampering))
    assert verify_audit(log).broken == broken


def test_a_head_tells_of_a_log_that_was_cut_or_written_anew(log):
    head = audit_head(log)
    assert verify_audit(log, (head,)).holds
    log.execute(text("DELETE FROM audit_log WHERE id = 5"))
    assert verify_audit(log).holds  # the chain alone does not know how long it was
    assert "missing" in verify_audit(log, (head,)).heads[0]
    log.execute(text("ALTER TABLE audit_log ENABLE TRIGGER ALL"))
    audit.append(log, "tests", "write", "thing", "another")
    assert "rewritten" in verify_audit(log, (head,)).heads[0]


def test_what_is_no_head_is_refused(tmp_path):
    path = tmp_path / "head.json"
    path.write_text("{}")
    with pytest.raises(BadInputError, match="export-head"):
        read_head(path)
