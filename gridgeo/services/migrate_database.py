"""Bring a database to the schema of this version of gridgeo."""

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from gridgeo.domain.errors import RefusedError, UnavailableError


@dataclass(frozen=True)
class Migration:
    """Revisions before and after; equal when there was nothing to do, None before the first."""

    before: str | None
    after: str | None


def migrate_database(url: str) -> Migration:
    """Apply every migration that the database lacks.

    Parameters
    ----------
    url : str
        SQLAlchemy's URL; its role must be allowed to create tables, and PostGIS where that is
        not there yet.

    Raises
    ------
    RefusedError
        A newer gridgeo made the database.
    UnavailableError
        The database does not answer.
    """
    config = _configuration(url)
    before = schema_revision(url)
    if before is not None and not _is_known(config, before):
        raise RefusedError(
            f"The database is at revision {before}, which this version of gridgeo does not know: "
            "a newer version made it. Update gridgeo, or restore a backup made by this version."
        )
    if before != head_revision():
        command.upgrade(config, "head")
    return Migration(before, schema_revision(url))


def schema_revision(url: str) -> str | None:
    """Return the revision that a database is at, None when it was never migrated."""
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise UnavailableError(f"The database does not answer: {reason}.") from error


def head_revision() -> str | None:
    """Return the newest revision that this version of gridgeo knows."""
    return ScriptDirectory.from_config(_configuration("")).get_current_head()


def _is_known(config: Config, revision: str) -> bool:
    known = ScriptDirectory.from_config(config).walk_revisions()
    return any(script.revision == revision for script in known)


def _configuration(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_script_folder()).replace("%", "%%"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def _script_folder() -> Path:
    """Return the migrations of the checkout, or those that an installed package brings along."""
    package = Path(__file__).resolve().parents[1]
    checkout = package.parent / "migrations"
    return checkout if (checkout / "env.py").is_file() else package / "migrations"
