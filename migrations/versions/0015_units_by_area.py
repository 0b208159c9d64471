"""Units are found by their community whether they are current or not."""

from pathlib import Path

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision / "units_by_area.sql"


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql("DROP INDEX ix_units_area_code")
    connection.exec_driver_sql(
        "CREATE INDEX ix_units_area_code ON units (area_code) WHERE superseded_at IS NULL"
    )
