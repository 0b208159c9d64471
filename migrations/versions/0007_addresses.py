"""The gazetteer, what became of each address, and answers of other geocoders.

Going back forgets them; positions of households stay.
"""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision / "addresses.sql"


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)  # a % is a %
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in ("geocoder_answers", "address_placements", "gazetteer", "gazetteer_names"):
        op.execute(f"DROP TABLE {table}")
