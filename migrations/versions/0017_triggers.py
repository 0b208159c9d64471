"""Triggers of reserved grids: how many must have moved in; units are found by their code.

Going back forgets them: the minimum of the band is what counts again.
"""

from pathlib import Path

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision


def upgrade() -> None:
    _run("triggers", "unit_codes")


def downgrade() -> None:
    _run("back")


def _run(*parts: str) -> None:
    connection = op.get_bind().execution_options(no_parameters=True)  # a % is a %
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    for part in parts:
        connection.exec_driver_sql((_SQL / f"{part}.sql").read_text(encoding="utf-8"))
