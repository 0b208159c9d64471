"""Days of patrols and what is reckoned from them, points with a wrong clock, campaigns of visits.

Going back forgets all of it except the points in their months.
"""

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision / "patrols.sql"
_TABLES = (
    *("visit_campaigns", "heat_days", "passed_days", "track_grids", "network_days", "track_days"),
    *("patrol_days", "misdated_points"),
)


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)  # a % is a %
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in _TABLES:
        op.execute(f"DROP TABLE {table}")
    op.execute(
        "ALTER TABLE track_points ADD CONSTRAINT fk_track_points_worker_code_workers"
        " FOREIGN KEY (worker_code) REFERENCES workers (code)"
    )
