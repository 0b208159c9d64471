"""Rule ``doubly_covered`` after an edit: only homes within reach are looked at anew."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.topology import doubly_covered
from gridgeo.topology.finding import Finding
from gridgeo.topology.homes import Homes
from gridgeo.topology.incremental.boxes import indexed
from gridgeo.topology.incremental.edit import Edit
from gridgeo.topology.view import NetworkView

Codes = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Doubled:
    """The homes in several grids.

    Parameters
    ----------
    grids : mapping of int to tuple of str
        Codes of the grids of each such home, sorted, by the home's row.
    by_grids : mapping of tuple of str to Finding
    """

    grids: Mapping[int, Codes]
    by_grids: Mapping[Codes, Finding]

    @classmethod
    def start(cls, view: NetworkView) -> "Doubled":
        """Look at all homes."""
        if view.homes is None:
            return cls({}, {})
        grids = _grids(view, view.homes, np.arange(len(view.homes.points)))
        return cls(grids, _findings(view, view.homes, grids, grids.values()))

    @property
    def found(self) -> list[Finding]:
        """All findings."""
        return list(self.by_grids.values())

    def renewed(self, edit: Edit) -> "Doubled":
        """Look at the homes within reach anew."""
        homes = edit.view.homes
        rows = np.empty(0, dtype=np.intp) if homes is None else indexed(homes.tree, edit.reach)
        if homes is None or not len(rows):
            return self
        again = _grids(edit.local(), Homes(homes.points[rows], homes.households[rows]), rows)
        seen = rows.tolist()
        changed = {home for home in seen if self.grids.get(home) != again.get(home)}
        if not changed:
            return self
        grids = {home: codes for home, codes in self.grids.items() if home not in changed}
        grids |= {home: again[home] for home in changed if home in again}
        stale = {one[home] for one in (self.grids, again) for home in changed if home in one}
        kept = {codes: one for codes, one in self.by_grids.items() if codes not in stale}
        return Doubled(grids, kept | _findings(edit.view, homes, grids, stale))


def _grids(view: NetworkView, homes: Homes, rows: NDArray[np.intp]) -> dict[int, Codes]:
    """Give the codes of the grids of each home in several, by its row among all homes."""
    codes = defaultdict(list)
    home, grid = doubly_covered.held_twice(view, homes)
    for one, index in zip(rows[home].tolist(), grid.tolist(), strict=True):
        codes[one].append(view.codes[index])
    return {one: tuple(sorted(names)) for one, names in codes.items()}


def _findings(
    view: NetworkView, homes: Homes, grids: Mapping[int, Codes], wanted: Iterable[Codes]
) -> dict[Codes, Finding]:
    """Report the homes in some sets of grids."""
    members: dict[Codes, list[int]] = {codes: [] for codes in wanted}
    for home, codes in grids.items():
        if codes in members:
            members[codes].append(home)
    named = {name for codes in members for name in codes}
    row = {name: index for index, name in enumerate(view.codes) if name in named}
    return {
        codes: doubly_covered.finding_of(
            view, homes, [row[name] for name in codes], np.array(found)
        )
        for codes, found in members.items()
        if found
    }
