"""The demo's own database: made beside and renamed when complete, so a half-made one never serves.

It lies on the same server as the real one but is never the same database: a demo cannot mix
synthetic households with a district's own.
"""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql
from sqlalchemy.engine import make_url

from gridgeo.db.postgres_url import libpq_url
from gridgeo.domain.errors import UnavailableError
from gridgeo.services.migrate_database import head_revision

# Two builders of the same demo at once would drop each other's work; the second waits.
_BUILD_LOCK = 0x6772_6964


@dataclass(frozen=True, slots=True)
class DemoFacts:
    """What the demo tells its user again at every start.

    Attributes
    ----------
    size, seed, stamp : str, int, str
        Which demo it is, and by which version of gridgeo it was made.
    passwords : dict of str to str
        Password of each demo user; made at random with the demo.
    lon, lat : float
        A point inside a published grid, EPSG:4326, to try a look-up with.
    summary : dict
        Figures of the plan that was published.
    """

    size: str
    seed: int
    stamp: str
    passwords: dict[str, str]
    lon: float
    lat: float
    summary: dict[str, Any]


@dataclass(frozen=True, slots=True)
class DemoHome:
    """Where one demo lives: a database on a server, and a folder for its facts and its report."""

    server_url: str
    data_dir: Path
    size: str
    seed: int

    @property
    def database(self) -> str:
        """Name of the demo's database."""
        return f"gridgeo_demo_{self.size}_{self.seed}"

    @property
    def url(self) -> str:
        """SQLAlchemy's URL of the demo's database."""
        return self._url(self.database)

    @property
    def folder(self) -> Path:
        """Folder of this demo's files."""
        return self.data_dir / "demo" / f"{self.size}-{self.seed}"

    @property
    def report(self) -> Path:
        """The HTML report of the published network."""
        return self.folder / "report.html"

    @property
    def _facts_file(self) -> Path:
        return self.folder / "facts.json"

    def find(self) -> DemoFacts | None:
        """Give the facts of a complete demo made by this version; None when there is none."""
        file = self._facts_file
        if not file.is_file() or not self.report.is_file():
            return None
        facts = DemoFacts(**json.loads(file.read_text(encoding="utf-8")))
        with self._server() as connection:
            complete = _exists(connection, self.database)
        return facts if complete and facts.stamp == demo_stamp() else None

    @contextmanager
    def rebuild(self) -> Iterator[str]:
        """Give the URL of an empty database that becomes the demo's at the end, or is dropped.

        Raises
        ------
        UnavailableError
            If the server does not answer, or does not let us make a database.
        """
        draft = f"{self.database}_making"
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._server() as connection:
            _execute(connection, "SELECT pg_advisory_lock(%s)", _BUILD_LOCK)
            _drop(connection, draft)
            _create(connection, draft)
            try:
                yield self._url(draft)
            except BaseException:
                _drop(connection, draft)
                raise
            # Without facts there is no demo: a kill from here on means that it is made anew.
            self._facts_file.unlink(missing_ok=True)
            _drop(connection, self.database)
            _rename(connection, draft, self.database)

    def write_facts(self, facts: DemoFacts) -> None:
        """Keep the facts, last of all; only their owner may read the demo users' passwords."""
        beside = self.folder / "facts.new"
        beside.unlink(missing_ok=True)
        beside.touch(mode=0o600)
        beside.write_text(json.dumps(asdict(facts), ensure_ascii=False, indent=1), encoding="utf-8")
        beside.replace(self._facts_file)

    def _url(self, database: str) -> str:
        return make_url(self.server_url).set(database=database).render_as_string(False)

    @contextmanager
    def _server(self) -> Iterator["psycopg2.extensions.connection"]:
        try:
            connection = psycopg2.connect(libpq_url(self.server_url), connect_timeout=10)
        except psycopg2.OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            raise UnavailableError(f"The database does not answer: {reason}.") from error
        with closing(connection):
            connection.autocommit = True
            yield connection


def demo_stamp() -> str:
    """Say which gridgeo and which schema a demo is made by; another stamp means: make it anew."""
    return f"{version('gridgeo')} {head_revision()}"


def _execute(
    connection: "psycopg2.extensions.connection", statement: str | sql.Composable, *values: object
) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def _exists(connection: "psycopg2.extensions.connection", database: str) -> bool:
    return bool(_execute(connection, "SELECT 1 FROM pg_database WHERE datname = %s", database))


def _create(connection: "psycopg2.extensions.connection", database: str) -> None:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(database))
    try:
        _execute(connection, statement)
    except psycopg2.errors.InsufficientPrivilege as error:
        raise UnavailableError(
            "The demo needs a database of its own, but this role may not create one; grant it"
            " CREATEDB, or unset GRIDGEO_DATABASE_URL to use gridgeo's own cluster."
        ) from error


def _drop(connection: "psycopg2.extensions.connection", database: str) -> None:
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    _execute(connection, statement.format(sql.Identifier(database)))


def _rename(connection: "psycopg2.extensions.connection", old: str, new: str) -> None:
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    _execute(connection, statement.format(sql.Identifier(old), sql.Identifier(new)))
