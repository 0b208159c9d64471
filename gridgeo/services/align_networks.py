"""Use case: propose the grids that bring a network into its relation to another, and keep them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories import alignments, audit
from gridgeo.db.tables import StoredAlignment
from gridgeo.domain.enums import Relation
from gridgeo.geometry.dissolve import dissolve
from gridgeo.services.align_units import (
    AlignTask,
    align_units,
    digest,
    identify,
    load_align_task,
)
from gridgeo.services.cut_units import find_cut_parts
from gridgeo.services.handover_list import list_handover
from gridgeo.topology.align.align import Alignment
from gridgeo.topology.align.proposals import Proposal, propose

Progress = Callable[[float, float, str], None]
STEPS = ("load", "align", "propose", "name", "list handover", "store")


def align_networks(
    session: Session,
    network_code: str,
    model_code: str,
    relation: Relation,
    area_codes: Sequence[str] | None = None,
    *,
    with_band: bool = False,
    actor: str = "system",
    progress: Progress | None = None,
) -> StoredAlignment:
    """Align a network in some areas to a model, by units, and keep the proposals.

    Parameters
    ----------
    session : Session
        The caller commits.
    network_code, model_code : str
        The network to be aligned, and the one that it has to fit.
    relation : Relation
    area_codes : sequence of str, optional
        Communities, or areas above them; everything by default.
    with_band : bool
        Whether the network's own band is wished for.
    actor : str
        Who asks.
    progress : callable, optional
        Told the steps that are done, their number, and what comes next.

    Raises
    ------
    NotFoundError, BadInputError, RefusedError
        As `gridgeo.services.align_units.load_align_task` and `gridgeo.topology.align.align.align`.
    """

    def say(step: str) -> None:
        if progress is not None:
            progress(STEPS.index(step), len(STEPS), step)

    say("load")
    task = load_align_task(session, network_code, model_code, area_codes)
    say("align")
    done = align_units(task, relation, with_band=with_band)
    say("propose")
    proposals = propose(done)
    say("name")
    grids, identity = identify(session, task, done, proposals)
    codes = dict(zip(grids.tolist(), identity.codes, strict=True))
    say("list handover")
    former = {grid: str(code) for grid, code in enumerate(task.present.codes)}
    cut = len(np.unique(find_cut_parts(session, task).unit))
    row = StoredAlignment(
        network_code=network_code,
        model_code=model_code,
        relation=relation,
        area_codes=task.communities.codes,
        network_version=task.network_version,
        model_version=task.model_version,
        digest=digest(task, done),
        summary=_summary(done, proposals) | {"with_band": with_band, "cut_units": cut},
        handover=list_handover(session, task, done, former, codes),
        created_by=actor,
    )
    say("store")
    alignments.store_alignment(session, row, _frame(task, done, proposals, former, codes))
    audit.append(session, actor, "create", "alignment", str(row.id), {"network": network_code})
    return row


def _summary(done: Alignment, proposals: Sequence[Proposal]) -> dict[str, Any]:
    return {
        "households": int(done.ground.households.sum()),
        "moved_households": done.moved_households,
        "least_households": done.least_households,
        "proposals": len(proposals),
        "groups": max((one.group for one in proposals), default=0),
        "faults": len(done.faults()),
    }


def _frame(
    task: AlignTask,
    done: Alignment,
    proposals: Sequence[Proposal],
    former: dict[int, str],
    codes: dict[int, str],
) -> pd.DataFrame:
    """Write proposals as rows; a grid that ends with the ground that it had."""
    now = dissolve(task.units.ground, done.owner, done.size)
    there = done.ground.present >= 0
    before = dissolve(task.units.ground[there], done.ground.present[there], done.size)
    drawn = np.where(shapely.is_empty(now), before, now)
    names = former | codes
    return pd.DataFrame(
        {
            "code": [names[one.grid] for one in proposals],
            "former_code": [former.get(one.grid) for one in proposals],
            "kind": [one.kind.value for one in proposals],
            "keeps_code": [one.keeps_code for one in proposals],
            "households_before": [one.households_before for one in proposals],
            "households_after": [one.households_after for one in proposals],
            "households_in": [one.households_in for one in proposals],
            "households_out": [one.households_out for one in proposals],
            "area_in_m2": [one.area_in_m2 for one in proposals],
            "area_out_m2": [one.area_out_m2 for one in proposals],
            "partners": [[names[grid] for grid in one.partners] for one in proposals],
            "group_number": [one.group for one in proposals],
            "geometry": [
                shapely.multipolygons(shapely.get_parts(drawn[one.grid])) for one in proposals
            ],
        }
    )
