"""What imports changed, profiles of mappings, files that wait to be imported.

Going back forgets them; what was imported stays, and can no longer be undone.
"""

from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision / "imports.sql"
_ADDED = ("dataset", "layer", "encoding", "mapping", "accuracy_m", "removed", "version",
          "undone_by", "undone_at")  # fmt: skip


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)  # a % is a %
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in ("import_files", "import_profiles", "import_changes"):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP INDEX ix_imports_kind_dataset")
    op.execute("ALTER TABLE imports " + ", ".join(f"DROP COLUMN {name}" for name in _ADDED))
