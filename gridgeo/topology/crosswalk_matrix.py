"""The crosswalk as matrices that fit on paper: grids of A down, those that they meet across."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from gridgeo.topology.crosswalk import Crosswalk
from gridgeo.topology.crosswalk_rows import Row

MOST_ROWS = 30
MOST_COLUMNS = 18


@dataclass(frozen=True, slots=True)
class Matrix:
    """One matrix.

    Parameters
    ----------
    community : str
        Of the rows; empty where nobody knows.
    a, b : tuple of str
        Codes down and across; an empty one, always last, is outside of the network.
    cells : mapping of (str, str) to Row
        By the two codes; where two grids do not meet there is none.
    """

    community: str
    a: tuple[str, ...]
    b: tuple[str, ...]
    cells: Mapping[tuple[str, str], Row]


def matrices(
    crosswalk: Crosswalk, most_rows: int = MOST_ROWS, most_columns: int = MOST_COLUMNS
) -> list[Matrix]:
    """Cut a crosswalk into matrices: community by community, each no larger than a page.

    A grid that meets more grids than a page has columns is continued in a further matrix. What
    network A does not cover stands at the end.
    """
    grids = _by_grid(crosswalk)
    made: list[Matrix] = []
    for community, group in groupby(grids, key=lambda rows: rows[0].community):
        for page in _pages(list(group), most_rows, most_columns):
            made += _cut(community, page, most_columns)
    return made


def _by_grid(crosswalk: Crosswalk) -> list[list[Row]]:
    """Gather rows by grid of A, without slivers that nobody lives in; communities together."""
    wanted = [row for row in crosswalk.rows if row.kind != "sliver" or row.households]
    grids = [list(rows) for _, rows in groupby(wanted, key=lambda row: row.a)]
    return sorted(grids, key=lambda rows: (not rows[0].a, rows[0].community, rows[0].a))


def _pages(
    grids: Sequence[list[Row]], most_rows: int, most_columns: int
) -> Iterator[list[list[Row]]]:
    """Put grids on a page as long as it has room for them and for those that they meet."""
    page: list[list[Row]] = []
    columns: set[str] = set()
    for rows in grids:
        wider = columns | {row.b for row in rows}
        if page and (len(page) == most_rows or len(wider) > most_columns):
            yield page
            page, wider = [], {row.b for row in rows}
        page, columns = [*page, rows], wider
    if page:
        yield page


def _cut(community: str, page: list[list[Row]], most_columns: int) -> Iterator[Matrix]:
    """Cut a page that is wider than paper."""
    down = tuple(rows[0].a for rows in page)
    across = sorted({row.b for rows in page for row in rows}, key=lambda code: (not code, code))
    cells = {(row.a, row.b): row for rows in page for row in rows}
    for first in range(0, len(across), most_columns):
        part = tuple(across[first : first + most_columns])
        shown = {key: row for key, row in cells.items() if key[1] in part}
        yield Matrix(
            community, tuple(a for a in down if any((a, b) in shown for b in part)), part, shown
        )
