"""Which table the rows of a kind go to, and by which columns they are held against it."""

from gridgeo.db.repositories.import_target import Target
from gridgeo.domain.errors import BadInputError
from gridgeo.io.kinds import UNITS, Kind


def target_of(kind: Kind) -> Target:
    """Give the table of a kind whose rows are merged by their key.

    Raises
    ------
    BadInputError
        If the kind is a network: its grids become a version.
    """
    if kind.of_network:
        raise BadInputError(f"The kind {kind.name} is not merged by key.", field="kind")
    columns = tuple(column.name for column in kind.columns)
    shape = ("geometry",) if kind.geometry else ()
    current = "t.superseded_at IS NULL" if kind is UNITS else "TRUE"
    return Target(kind.table, kind.key, (*columns, *shape), current)
