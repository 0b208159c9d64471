"""Where an import's rows go, and the pieces of SQL that are made of its columns."""

from dataclasses import dataclass

from psycopg2.sql import SQL, Composable, Composed, Identifier, Literal


@dataclass(frozen=True, slots=True)
class Target:
    """A table that rows are merged into.

    Attributes
    ----------
    table, key : str
    columns : tuple of str
        All that an import writes, with the key and the geometry.
    current : str
        SQL that tells the rows which count, where the table keeps earlier ones too.
    """

    table: str
    key: str
    columns: tuple[str, ...]
    current: str = "TRUE"


def names(target: Target) -> dict[str, Composable]:
    """Give the table, its key and its condition by these names."""
    return {
        "table": Identifier(target.table),
        "key": Identifier(target.key),
        "current": SQL(target.current),
    }


def columns(target: Target, table: str) -> Composed:
    """List the columns of a table that goes by another name."""
    return SQL(", ").join(Identifier(table, name) for name in target.columns)


def as_json(target: Target) -> Composed:
    """Give the columns of ``t`` as JSON; the geometry as the text that leads back to the bit."""
    pairs = SQL(", ").join(
        SQL("{}, {}").format(
            Literal(name),
            SQL("t.{}::text" if name == "geometry" else "t.{}").format(Identifier(name)),
        )
        for name in target.columns
    )
    return SQL("jsonb_build_object({})").format(pairs)


def hashed(target: Target, table: str) -> Composed:
    """Hash the columns: whether a row is as an import left it."""
    return SQL("hashtextextended(ROW({})::text, 0)").format(columns(target, table))
