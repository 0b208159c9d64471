"""Heat cells of whole months; the worker makes them when it next reckons days.

Going back forgets them: they are sums of heat_days.
"""

from pathlib import Path

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision / "heat_months.sql"


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)  # a % is a %
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE heat_months")
