"""The change feed: ordered messages, webhooks with dead letters, limits of API keys.

Going back drops the webhooks and their dead letters; messages stay.
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision / "change_feed.sql"


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)  # a % is a %
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("ALTER TABLE api_keys DROP COLUMN requests_per_minute")
    op.execute("DROP TABLE webhook_dead_letters, webhooks")
    op.execute("ALTER TABLE outbox ADD COLUMN delivered_at TIMESTAMP WITH TIME ZONE")
    op.execute("CREATE INDEX ix_outbox_undelivered ON outbox (id) WHERE delivered_at IS NULL")
    op.execute("DROP FUNCTION outbox_number() CASCADE")
