"""Rule ``cut`` after an edit: only footprints that touched grids may reach are judged."""

from collections.abc import Mapping
from dataclasses import dataclass

from gridgeo.topology import cut
from gridgeo.topology.finding import Finding
from gridgeo.topology.incremental.boxes import boxes_of, indexed
from gridgeo.topology.incremental.edit import Edit
from gridgeo.topology.surroundings import Footprints
from gridgeo.topology.view import NetworkView


@dataclass(frozen=True, eq=False)
class Cuts:
    """The footprints that are cut.

    Parameters
    ----------
    by_row : mapping of str to mapping of int to Finding
        By the footprint's kind and row.
    """

    by_row: Mapping[str, Mapping[int, Finding]]

    @classmethod
    def start(cls, view: NetworkView) -> "Cuts":
        """Judge all footprints."""
        kinds = cut.footprints(view).items()
        return cls({what: cut.find_among(view, what, things) for what, things in kinds})

    @property
    def found(self) -> list[Finding]:
        """All findings."""
        return [finding for kind in self.by_row.values() for finding in kind.values()]

    def renewed(self, edit: Edit) -> "Cuts":
        """Judge the footprints within reach anew."""
        kinds = cut.footprints(edit.view).items()
        return Cuts({what: self._renewed(edit, what, things) for what, things in kinds})

    def _renewed(self, edit: Edit, what: str, things: Footprints) -> Mapping[int, Finding]:
        rows = indexed(things.tree, edit.reach)
        if not len(rows):
            return self.by_row[what]
        some = Footprints(tuple(things.codes[row] for row in rows), things.ground[rows])
        _, around = edit.near(boxes_of(some.ground))
        again = cut.find_among(around, what, some)
        judged = set(rows.tolist())
        known = {row: one for row, one in self.by_row[what].items() if row not in judged}
        return known | {int(rows[number]): one for number, one in again.items()}
