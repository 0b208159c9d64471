"""Units that drafts cut along a line.

Going back is refused while a plan holds such a unit: its grids are made of them.
"""

from pathlib import Path

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision / "cut_units.sql"
# Whoever still has a grid made of parts is told by the foreign key of plan_units.
_BACK = """
    DELETE FROM units WHERE cut_from IS NOT NULL;
    ALTER TABLE units DROP COLUMN cut_from
"""


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)  # a % is a %
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql(_BACK)
