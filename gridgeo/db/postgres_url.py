"""Database URLs for PostgreSQL's own programs, without the password on the command line."""

import os

from sqlalchemy.engine import URL, make_url


def libpq_url(url: str) -> str:
    """Return SQLAlchemy's URL in the spelling of libpq, password included."""
    return _render(make_url(url).set(drivername="postgresql"))


def with_database(url: str, name: str) -> str:
    """Return the URL of another database on the same server."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def database_name(url: str) -> str:
    """Return the name of the database that a URL leads to."""
    return make_url(url).database or "postgres"


def program_arguments(url: str) -> tuple[str, dict[str, str]]:
    """Return ``--dbname`` for psql, pg_dump and pg_restore, and the environment with the password.

    Everybody on the machine can read a command line, only its owner the environment. Other PG*
    variables are dropped: they could lead to another server.
    """
    parsed = make_url(url).set(drivername="postgresql")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    if parsed.password:
        environment["PGPASSWORD"] = str(parsed.password)
    bare = parsed._replace(password=None)
    return f"--dbname={_render(bare)}", environment


def _render(url: URL) -> str:
    """Write spaces as %20: SQLAlchemy writes a plus sign, which libpq takes for itself."""
    text, mark, query = url.render_as_string(hide_password=False).partition("?")
    return text + mark + query.replace("+", "%20")
