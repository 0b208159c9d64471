"""Whether anything that workers show has changed: asked several times a second by each of them.

One statement on a connection of its own, by the driver alone. Nearly all of its time is the
database's, during which the interpreter is free to answer; a session's work would keep it from that
for milliseconds, each time.
"""

from contextlib import suppress
from typing import cast

import psycopg2
from psycopg2 import extensions
from sqlalchemy import Engine

from gridgeo.db.repositories.base_map import GROUND_STAMP
from gridgeo.db.repositories.snapshots import NETWORKS_AT
from gridgeo.domain.errors import UnavailableError

_MARK = f"""
    SELECT (SELECT md5(string_agg(one::text, '/' ORDER BY one.code COLLATE "C"))
            FROM ({NETWORKS_AT.format(instant="now()")}) AS one), ({GROUND_STAMP})
"""  # noqa: S608 - of our own texts

Mark = tuple[str | None, str]


class PublishedMark:
    """Reads a mark that differs after each publication, new name or standard, and import of ground.

    Parameters
    ----------
    engine : Engine
        Whose database is asked; the connection is made by the first question, and anew after a
        failure.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: extensions.connection | None = None

    def read(self) -> Mark:
        """Give the mark of this moment.

        Raises
        ------
        UnavailableError
            If the database does not answer.
        """
        try:
            if self._connection is None:
                self._connection = self._connect()
            with self._connection.cursor() as cursor:
                cursor.execute(_MARK)
                [(networks, ground)] = cursor.fetchall()
        except psycopg2.Error as error:
            self.close()
            reason = str(error).strip().partition("\n")[0]
            raise UnavailableError(f"The database does not answer: {reason}") from error
        return networks, ground

    def close(self) -> None:
        """Let the connection go."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg2.Error):
                connection.close()

    def _connect(self) -> extensions.connection:
        borrowed = self._engine.raw_connection()
        connection = cast("extensions.connection", borrowed.driver_connection)
        borrowed.detach()  # for good: the pool's connections are for those who come and go
        connection.autocommit = True
        return connection
