"""What is counted of workers, their leaves, rules of networks, assessments, and the loop of events.

Going back forgets all of it; events keep where they stand, as far as the three states tell.
"""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision / "staffing.sql"
_TABLES = (
    "event_steps",
    "assessment_notes",
    "assessments",
    "assessment_months",
    "network_rules",
    "leaves",
)


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)  # a % is a %
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in _TABLES:
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP INDEX ix_events_open")
    op.execute(
        "ALTER TABLE events DROP CONSTRAINT ck_events_eventstate, DROP CONSTRAINT ck_events_arealevel,"
        " DROP COLUMN level, DROP COLUMN area_code, DROP COLUMN description, DROP COLUMN address,"
        " DROP COLUMN photo, DROP COLUMN filed_at, DROP COLUMN due_at,"
        " ALTER COLUMN state TYPE TEXT, ALTER COLUMN state SET DEFAULT 'open'"
    )
    op.execute(
        "UPDATE events SET state = CASE WHEN state IN ('collected', 'filed') THEN 'open'"
        " WHEN state IN ('closed', 'rated', 'dismissed') THEN 'closed' ELSE 'in_work' END"
    )
    op.execute(
        "ALTER TABLE events"
        " ADD CONSTRAINT ck_events_state CHECK (state IN ('open', 'in_work', 'closed'))"
    )
    op.execute(
        "ALTER TABLE workers DROP COLUMN duty_phone, DROP COLUMN sex, DROP COLUMN birth_year,"
        " DROP COLUMN education, DROP COLUMN party_member"
    )
