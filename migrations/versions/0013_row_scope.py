"""Rows are read within a scope: row-level security for the role that the API reads as.

Going back takes the policies away; the role itself belongs to the server and stays.
"""

from pathlib import Path

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parents[1] / "sql" / revision / "row_scope.sql"
_GUARDED = (
    *("households", "address_placements", "plans", "plan_areas", "plan_grids", "plan_units"),
    *(
        "review_entries",
        "plan_presences",
        "plan_operations",
        "alignments",
        "alignment_proposals",
        "workers",
        "leaves",
    ),
    *("track_points", "assessments", "assessment_notes", "postings", "visits", "events"),
    *("event_steps", "misdated_points", "track_days"),
)
_FUNCTIONS = (
    "households_counted(float8, float8, float8, float8, integer)",
    "households_in_view(float8, float8, float8, float8, integer)",
    *("scope_grids()", "scope_workers(text)", "scope_plans()", "scope_shape(text)"),
    *("scope_areas(text)", "scope_ground(text)", "scope_all_ground(text)"),
    *("scope_everywhere(text)", "scope_pairs(text)"),
)
_OPEN_PARTITIONS = """
DO $$
DECLARE
    partition regclass;
BEGIN
    FOR partition IN
        SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'track_points'::regclass LOOP
        EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', partition);
    END LOOP;
END $$
"""


def upgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)  # a % is a %
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql(_SQL.read_text(encoding="utf-8"))


def downgrade() -> None:
    connection = op.get_bind().execution_options(no_parameters=True)
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    for table in _GUARDED:
        connection.exec_driver_sql(f"DROP POLICY scope ON {table}")
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    connection.exec_driver_sql("DROP POLICY scope_plans ON findings")
    connection.exec_driver_sql("DROP POLICY scope_published ON findings")
    connection.exec_driver_sql("ALTER TABLE findings DISABLE ROW LEVEL SECURITY")
    connection.exec_driver_sql(_OPEN_PARTITIONS)
    for function in _FUNCTIONS:
        connection.exec_driver_sql(f"DROP FUNCTION {function}")
    connection.exec_driver_sql("ALTER FUNCTION audit_log_append() SECURITY INVOKER RESET ALL")
    connection.exec_driver_sql("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM gridgeo_app")
    connection.exec_driver_sql(
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON TABLES FROM gridgeo_app"
    )
    connection.exec_driver_sql("REVOKE USAGE ON SCHEMA public FROM gridgeo_app")
