"""Jobs with progress, back-off and owners; kept answers of writes with an Idempotency-Key.

Going back forgets these answers, notes and owners; the jobs themselves stay.
"""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision / "jobs.sql"
_COLUMNS = (
    *("user_id", "note", "seconds_left", "worker", "max_attempts", "available_at"),
    *("result_file", "batch", "payload", "output"),
)


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)  # a % is a %
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    # Ended jobs of before may lack the instant of their end.
    connection.exec_driver_sql(
        "UPDATE jobs SET finished_at = CASE WHEN state IN ('done', 'failed', 'cancelled')"
        " THEN coalesce(finished_at, created_at) END"
    )
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE idempotent_answers")
    # A key was unique among one person's jobs only: the first one keeps it.
    op.execute(
        "UPDATE jobs SET idempotency_key = NULL WHERE id NOT IN"
        " (SELECT min(id) FROM jobs GROUP BY idempotency_key)"
    )
    op.execute("DROP INDEX ix_jobs_running, ix_jobs_finished_at")
    op.execute("ALTER TABLE jobs RESET (fillfactor)")
    op.execute("ALTER TABLE jobs DROP CONSTRAINT ck_jobs_finished")
    op.execute("ALTER TABLE jobs DROP CONSTRAINT uq_jobs_requested_by_idempotency_key")
    op.execute(f"ALTER TABLE jobs {', '.join(f'DROP COLUMN {name}' for name in _COLUMNS)}")
    op.execute("ALTER TABLE jobs ADD CONSTRAINT uq_jobs_idempotency_key UNIQUE (idempotency_key)")
