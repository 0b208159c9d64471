"""Reading within a scope: the database itself hides the rows of other areas and networks.

What a scope holds and which tables heed it is in the migration ``row_scope``. Everything is set
for one transaction, so that a pool of connections between us and the server carries nothing over.
"""

from collections.abc import Mapping, Sequence

import orjson
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session, SessionTransaction

READER = "gridgeo_app"
# By task the pairs of area and network in which it is somebody's; None is all.
Tasks = Mapping[str, Sequence[tuple[str | None, str | None]]]

_CONFINE = text("SELECT set_config('gridgeo.scope', :scope, true), set_config('role', :role, true)")


def confine(session: Session, tasks: Tasks, worker: str | None = None) -> None:
    """Let every transaction of a session read rows of a scope alone, and change none.

    Parameters
    ----------
    session : Session
        Has not begun yet.
    tasks : mapping
        ``plans``, ``findings``, ``households``, ``people``, ``tracks``, ``events``, ``addresses``;
        one that is left out is not somebody's at all.
    worker : str, optional
        Code of the worker that the account belongs to, who sees what is kept of them.
    """
    content: dict[str, object] = {name: list(pairs) for name, pairs in tasks.items()}
    if worker is not None:
        content["worker"] = worker
    scope = orjson.dumps(content).decode()

    def begin(_: Session, __: SessionTransaction, connection: Connection) -> None:
        connection.execute(_CONFINE, {"scope": scope, "role": READER})

    event.listen(session, "after_begin", begin)
