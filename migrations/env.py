"""Alembic's entry: which database, which objects are ours, how long a migration may wait."""

import os
import re

from alembic import context
from alembic.util import CommandError
from geoalchemy2.alembic_helpers import render_item
from sqlalchemy import Connection, NullPool, create_engine, text

from gridgeo.db.session import database_url
from gridgeo.db.tables import Base

# Partitions come and go by month; PostGIS brings a table of its own.
_NOT_OURS = re.compile(r"track_points_\d{6}|spatial_ref_sys")
_MIGRATION_LOCK = 0x67726964  # two commands at once migrate one after the other


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or _NOT_OURS.fullmatch(name or "") is None


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=_is_ours,
        render_item=render_item,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _url() -> str:
    url = context.config.get_main_option("sqlalchemy.url") or os.environ.get("GRIDGEO_DATABASE_URL")
    if not url:
        raise CommandError("Set GRIDGEO_DATABASE_URL to the database that is to be migrated.")
    return url


def run() -> None:
    """Migrate the database that the caller, or GRIDGEO_DATABASE_URL, names."""
    engine = create_engine(database_url(_url()), poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _MIGRATION_LOCK})
        # A migration that cannot get its locks gives up: waiting would block the readers behind.
        connection.execute(text("SET lock_timeout = '5s'"))
        connection.commit()
        _migrate(connection)


run()
