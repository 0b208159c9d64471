"""Workload and dedicated grids of a network, places, homes being built; locks and pins of a plan.

Going back forgets them; grids and assignments stay.
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision / "planning.sql"
_COLUMNS = {
    "plan_units": ("pinned",),
    "plan_grids": ("locked", "place_code", "expected_households", "active_from"),
    "units": ("key_persons", "shops"),
    "networks": ("dedicated_counts", "workload"),
}


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)  # a % is a %
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table, columns in _COLUMNS.items():
        op.execute(f"ALTER TABLE {table} {', '.join(f'DROP COLUMN {name}' for name in columns)}")
    for table in ("developments", "places", "dedicated_rules"):
        op.execute(f"DROP TABLE {table}")
