"""What an exception was granted for, which findings it covers, and thresholds of a network.

Going back keeps the exceptions and forgets the rest.
"""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision / "exceptions.sql"


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)  # a % is a %
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE network_thresholds")
    op.execute("DROP INDEX ix_findings_grid_codes")
    op.execute("ALTER TABLE findings DROP COLUMN exception_id")
    op.execute(
        "ALTER TABLE finding_exceptions DROP COLUMN rule, DROP COLUMN grid_codes,"
        " DROP COLUMN area_m2, DROP COLUMN households"
    )
