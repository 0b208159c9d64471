"""The review of plans, their publication on a date, who is at work in which; redo without the log.

Going back forgets comments and steps; the states of plans stay.
"""

from pathlib import Path

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision / "review.sql"


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)  # a % is a %
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP INDEX ix_plan_operations_to_undo")
    op.execute("DROP INDEX ix_plan_operations_to_redo")
    op.execute("ALTER TABLE plan_operations DROP COLUMN left_behind")
    op.execute("DROP TABLE plan_presences")
    op.execute("DROP TABLE review_entries")
    op.execute("DROP FUNCTION review_entries_refuse()")
    op.execute("ALTER TABLE plans DROP CONSTRAINT ck_plans_publish_at, DROP COLUMN publish_at")
