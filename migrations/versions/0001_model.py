"""The whole model: ground, networks, plans, history, people, findings, access, work.

The statements stand in ``migrations/sql/0001``, one file a group of tables.
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision
_GROUPS = (
    "places",
    "networks",
    "plans",
    "history",
    "people",
    "findings",
    "access",
    "work",
    "rules",
)
_TABLES = (
    *("site_facts", "jobs", "outbox", "import_rejections", "imports"),
    *("audit_log", "api_keys", "role_grants", "users"),
    *("finding_exceptions", "findings"),
    *("events", "visits", "track_points", "cover_pairs", "postings", "workers"),
    *("grid_lineage", "grid_versions", "publications"),
    *("plan_operations", "plan_units", "plan_grids", "plan_areas", "plans"),
    *("grids", "network_standards", "networks"),
    *("units", "households", "buildings", "compounds", "barriers", "areas"),
)
_FUNCTIONS = (
    "track_points_retire_before(date)",
    "track_points_make_months(date, date)",
    "audit_log_first_broken()",
    "audit_log_refuse()",
    "audit_log_append()",
    "audit_entry_hash(audit_log)",
    "grid_versions_keep_history()",
    "grids_keep_code()",
)


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)  # a % is a %
    connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS postgis")
    connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS btree_gist")
    for group in _GROUPS:
        connection.exec_driver_sql((_SQL / f"{group}.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    # The extensions stay: other schemas of the database may use them.
    for function in _FUNCTIONS:
        op.execute(f"DROP FUNCTION {function} CASCADE")
    for table in _TABLES:
        op.execute(f"DROP TABLE {table}")
