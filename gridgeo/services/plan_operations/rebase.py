"""Use case: bring a draft onto what has been published since, grid by grid where both changed.

A unit that only the publication moved follows it; one that only the draft moved stays. Where both
moved it, to different grids, somebody chooses for the grid that it came from. A unit that only the
publication cut is cut in the draft too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import plans, publications
from gridgeo.domain.errors import RefusedError
from gridgeo.services.plan_operations.adopt_cuts import adopt_cuts
from gridgeo.services.plan_operations.draft import Draft, load_draft
from gridgeo.services.plan_operations.edit import Edit
from gridgeo.services.plan_operations.operate import carry_out, open_for_writing, require_revision
from gridgeo.services.plan_operations.published_codes import Codes, codes_at, grids_at
from gridgeo.services.plan_operations.whole_areas import assign_codes

ATTRIBUTES = ("name", "kind", "status")


def rebase_plan(
    session: Session,
    plan_id: int,
    choices: Mapping[str, str] | None = None,
    *,
    revision: int | None = None,
    actor: str = "system",
) -> dict[str, Any]:
    """Move a draft onto the network's present version; as every operation it can be undone.

    Parameters
    ----------
    session : Session
        The caller commits.
    plan_id : int
        A draft.
    choices : mapping of str to str
        ``mine`` or ``theirs`` by the code of a grid that both changed.
    revision, actor
        As of `operate`.

    Returns
    -------
    dict
        ``plan_id``, ``revision``, ``base_version``, ``conflicts``, and the ``answer`` of the
        operation, which is None while there are conflicts without a choice: then nothing is done.

    Raises
    ------
    RefusedError
        If the draft is based on the present version already, or a locked grid would change.
    """
    plan = open_for_writing(session, plan_id)
    require_revision(session, plan, revision)
    version = publications.current_version(session, plan.network_code)
    if version == plan.base_version:
        raise RefusedError(f"Plan {plan_id} is based on version {version}, the present one.")
    draft = load_draft(session, plan, plans.plan_areas(session, plan_id))
    draft = adopt_cuts(session, draft)
    base, theirs = (grids_at(session, draft, one) for one in (plan.base_version, version))
    labels = _clashing(draft, theirs)
    codes = _Sides(draft, base, theirs, labels)
    conflicts = codes.conflicts(choices or {})
    head = {"plan_id": plan_id, "conflicts": conflicts}
    if conflicts:
        return {
            **head,
            "revision": plan.revision,
            "base_version": plan.base_version,
            "answer": None,
        }
    numbers, attributes = assign_codes(session, draft, codes.merged(choices or {}), labels)
    attributes |= {number: {"code": ""} for number in labels if (numbers == number).any()}
    for number, wanted in _their_attributes(draft, base, theirs).items():
        if (numbers == number).any():
            attributes[number] = wanted
    edit = Edit(
        f"方案的依据由第 {plan.base_version} 版改为第 {version} 版。",
        f"Moved the plan from version {plan.base_version} to version {version}.",
        numbers,
        attributes=attributes,
        base_version=version,
    )
    arguments = {"choices": dict(choices or {}), "version": version}
    answer = carry_out(session, draft, edit, "rebase", arguments, actor)
    return {**head, "revision": answer["revision"], "base_version": version, "answer": answer}


def _clashing(draft: Draft, theirs: Sequence[RowMapping]) -> dict[int, str]:
    """Find new grids of the draft whose code was published for another grid: they get a new one."""
    published = {row["code"]: row["grid_id"] for row in theirs}
    return {
        number: f"{record['code']} (draft)"
        for number, record in draft.grids.items()
        if published.get(record["code"], record["continues_grid_id"]) != record["continues_grid_id"]
    }


class _Sides:
    """The grid code of each unit in the base, in the draft, and in what is published."""

    def __init__(
        self,
        draft: Draft,
        base: Sequence[RowMapping],
        theirs: Sequence[RowMapping],
        labels: Mapping[int, str],
    ) -> None:
        self.draft = draft
        self.base, self.theirs = codes_at(draft, base), codes_at(draft, theirs)
        own = [labels.get(n, draft.grids[n]["code"]) for n in draft.numbers.tolist()]
        self.mine = np.array(own, dtype=object)
        both = (self.mine != self.base) & (self.theirs != self.base)
        self.at_odds = both & (self.mine != self.theirs) & (self.theirs != "")
        self.about = np.where(self.base == "", self.theirs, self.base)

    def conflicts(self, choices: Mapping[str, str]) -> list[dict[str, Any]]:
        """List the grids that wait for a choice."""
        waiting = sorted(set(self.about[self.at_odds].tolist()) - choices.keys())
        return [self._conflict(code) for code in waiting]

    def merged(self, choices: Mapping[str, str]) -> Codes:
        """Give the code of each unit's grid after the rebase."""
        follows = (self.theirs != self.base) & (self.mine == self.base) & (self.theirs != "")
        chosen = [choices.get(code) == "theirs" for code in self.about.tolist()]
        takes = follows | (self.at_odds & np.array(chosen, dtype=bool))
        return np.where(takes, self.theirs, self.mine)

    def _conflict(self, code: str) -> dict[str, Any]:
        held = self.at_odds & (self.about == code)
        return {
            "code": code,
            "units": self.draft.units.codes[held].tolist(),
            "mine": sorted(set(self.mine[held].tolist())),
            "theirs": sorted(set(self.theirs[held].tolist())),
            "households": int(self.draft.units.households[held].sum()),
        }


def _their_attributes(
    draft: Draft, base: Sequence[RowMapping], theirs: Sequence[RowMapping]
) -> dict[int, dict[str, Any]]:
    """Give what the publication renamed and the draft left as it was."""
    before = {row["code"]: row for row in base}
    after = {row["code"]: row for row in theirs}
    wanted: dict[int, dict[str, Any]] = {}
    for number, record in draft.grids.items():
        old, new = before.get(record["code"]), after.get(record["code"])
        if old is None or new is None:
            continue
        taken = {
            name: new[name]
            for name in ATTRIBUTES
            if new[name] != old[name] and record[name] == old[name]
        }
        if taken:
            wanted[number] = taken
    return wanted
