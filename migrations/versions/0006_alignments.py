"""Alignments of one network to another: proposals and handover lists.

Going back forgets them; plans that were made of them stay.
"""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision / "alignments.sql"


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)  # a % is a %
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DROP TABLE alignment_proposals")
    op.execute("DROP TABLE alignments")
