"""Rows that imports added are kept as keys, and erased ones do not come back.

Going back spreads the keys into rows again; who was erased is then no longer known.
"""

from pathlib import Path

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision / "import_additions.sql"
_SPREAD = """
    INSERT INTO import_changes (import_id, key, before, after)
    SELECT a.import_id, u.key, NULL, u.after
    FROM import_additions AS a, unnest(a.keys, a.after) AS u (key, after)
"""


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql(_SPREAD)
    connection.exec_driver_sql("DROP VIEW import_touched")
    connection.exec_driver_sql("DROP TABLE import_additions, erased_keys")
