"""The database for commands: started and migrated where it is ours, asked for where it is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@contextmanager
def database_session() -> Iterator["Session"]:
    """Give a session on the configured database; its work is committed at the end.

    Raises
    ------
    UnavailableError
        If the database cannot be reached or started.
    RefusedError
        If somebody else's database has not the schema of this version.
    """
    from gridgeo.db.session import make_engine, open_session

    engine = make_engine(ready_url())
    try:
        with open_session(engine) as session:
            yield session
    finally:
        engine.dispose()


def ready_url() -> str:
    """Give the URL of a database that answers and has this version's schema.

    Raises
    ------
    UnavailableError
        If the database cannot be reached or started.
    RefusedError
        If somebody else's database has not the schema of this version.
    """
    from gridgeo.config import get_settings
    from gridgeo.domain.errors import RefusedError
    from gridgeo.embedded import ensure_cluster
    from gridgeo.services.migrate_database import (
        head_revision,
        migrate_database,
        schema_revision,
    )

    settings = get_settings()
    url = ensure_cluster(settings)
    if schema_revision(url) != head_revision():
        if settings.database_url:
            raise RefusedError(
                "The database has not the schema of this version; run: gridgeo db migrate."
            )
        migrate_database(url)
    return url
