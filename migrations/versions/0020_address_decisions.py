"""What a decision about a queued address changed, so that it can be taken back.

Going back keeps the decisions; they can then no longer be taken back.
"""

from pathlib import Path

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision / "address_decisions.sql"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(_SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE address_placements DROP COLUMN decided_with, DROP COLUMN before")
