"""Operations on whole communities: plan anew, take a file of grids, take an alignment."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories import alignments, open_grids, plan_sources
from gridgeo.domain.enums import AreaSetting, GridKind, GridStatus
from gridgeo.domain.errors import BadInputError, ConflictError
from gridgeo.planner.effort import Effort
from gridgeo.planner.given import Given
from gridgeo.planner.ground import Ground, Standards, plan_ground
from gridgeo.planner.present import label_grids
from gridgeo.services.accept_alignment import recompute
from gridgeo.services.align_units import complete, identify
from gridgeo.services.network_facts import count_points, load_of
from gridgeo.services.plan_operations.draft import NONE, Draft
from gridgeo.services.plan_operations.edit import Edit
from gridgeo.services.plan_operations.shape_grids import Arguments
from gridgeo.services.plan_operations.where import read_shape
from gridgeo.services.plan_wishes import usual_wishes
from gridgeo.topology.align.align import take
from gridgeo.topology.align.proposals import propose


def auto_plan(session: Session, draft: Draft, arguments: Arguments) -> Edit:
    """Let the planner plan a community of the draft anew; locks and pins hold."""
    area = arguments["area"]
    mine = np.flatnonzero(draft.units.area_codes == area)
    mine = np.flatnonzero(np.isin(draft.numbers, draft.numbers[mine]))
    numbers, present = np.unique(draft.numbers[mine], return_inverse=True)
    ground = _ground(session, draft, mine, present.astype(np.int64), numbers)
    seed = arguments.get("seed")
    answer = plan_ground(
        ground,
        Standards(draft.network.urban, draft.network.rural),
        seed=draft.plan.seed if seed is None else seed,
        effort=Effort.parse(arguments.get("effort") or "fast"),
        wishes=usual_wishes(ground.given, arguments.get("keep", 0.5)),
    )
    labels = label_grids(
        ground.graph, answer.assignment, present.astype(np.int64), ground.given.pinned
    )
    fresh = labels < 0
    names = np.where(fresh, 0, numbers[labels])
    names[fresh] = draft.last_number + 1 + np.arange(int(fresh.sum()))
    after = draft.numbers.copy()
    after[mine] = names[answer.assignment]
    return Edit(
        f"自动划分社区 {area}：{len(mine)} 个单元划为 {len(names)} 个网格。",
        f"Planned community {area} anew: {len(mine)} units into {len(names)} grids.",
        after,
    )


def _ground(
    session: Session,
    draft: Draft,
    mine: NDArray[np.intp],
    present: NDArray[np.int64],
    numbers: NDArray[np.int64],
) -> Ground:
    """Lay out what is planned: dedicated and reserved grids are set apart as they are."""
    apart = [number for number in numbers.tolist() if _set_apart(draft, number)]
    carved = np.searchsorted(apart, draft.numbers[mine])
    carved = np.where(np.isin(draft.numbers[mine], apart), carved, NONE)
    graph = draft.unit_graph.take(mine)
    buildings = count_points(
        draft.units.ground[mine],
        plan_sources.load_building_points(session, draft.communities.codes),
    )
    groups = draft.groups[mine]
    load = load_of(
        session,
        draft.network.workload,
        draft.units,
        draft.unit_graph.area_m2,
        _all(draft, mine, buildings),
    )
    return Ground(
        graph,
        draft.domains[mine],
        np.array([draft.setting_of(code) is AreaSetting.RURAL for code in draft.units.area_codes])[
            mine
        ],
        carved.astype(np.int64),
        Given(
            present,
            groups if (groups != NONE).any() else None,
            np.isin(draft.numbers[mine], sorted(draft.locked)),
            draft.pinned[mine],
            None if load is None else load[mine],
        ),
    )


def _all(draft: Draft, mine: NDArray[np.intp], some: NDArray[np.int64]) -> NDArray[np.int64]:
    everywhere = np.zeros(len(draft.units), dtype=np.int64)
    everywhere[mine] = some
    return everywhere


def _set_apart(draft: Draft, number: int) -> bool:
    row = draft.grids[number]
    return bool(
        row["kind"] == GridKind.DEDICATED.value or row["status"] == GridStatus.RESERVED.value
    )


def import_assignment(session: Session, draft: Draft, arguments: Arguments) -> Edit:
    """Take grids from outside: a table of units and grids, or polygons with codes."""
    wanted = np.full(len(draft.units), None, dtype=object)
    for row in arguments.get("assignment") or ():
        wanted[draft.places([row["unit"]])] = row["grid"]
    for feature in arguments.get("polygons") or ():
        inside = draft.units_in(read_shape(feature["geometry"], "polygons"))
        twice = inside[wanted[inside] != None]  # noqa: E711 - element by element
        if len(twice):
            code = draft.units.codes[twice[0]]
            raise BadInputError(f"Unit '{code}' is given to two grids.", field="polygons")
        wanted[inside] = feature["grid"]
    given = np.flatnonzero(wanted != None)  # noqa: E711 - element by element
    if not len(given):
        raise BadInputError("No unit of the plan lies in what is imported.", field="assignment")
    numbers, attributes = assign_codes(session, draft, wanted)
    grids = len(set(wanted[given]))
    return Edit(
        f"导入划分：{len(given)} 个单元归入 {grids} 个网格。",
        f"Imported an assignment: {len(given)} units in {grids} grids.",
        numbers,
        attributes=attributes,
    )


def assign_codes(
    session: Session,
    draft: Draft,
    wanted: NDArray[np.object_],
    labels: Mapping[int, str] | None = None,
) -> tuple[NDArray[np.int64], dict[int, dict[str, object]]]:
    """Turn the code that each unit's grid shall have (None: as it is) into numbers.

    ``labels`` stand for the codes of grids of the draft whose code now means another grid.

    Returns
    -------
    numbers : int64, shape (n,)
    attributes : dict
        Of grids that the plan does not have yet: their code, and the published grid that goes on.

    Raises
    ------
    BadInputError
        If a new code does not follow the template.
    """
    called = {number: record["code"] for number, record in draft.grids.items()}
    number_of = {code: number for number, code in {**called, **(labels or {})}.items()}
    codes = sorted({code for code in wanted.tolist() if code is not None} - number_of.keys())
    present = open_grids.open_grids_in(session, draft.network.code, draft.communities.codes)
    known = {str(code): place for place, code in enumerate(present.codes)}
    attributes: dict[int, dict[str, object]] = {}
    for number, code in enumerate(codes, start=draft.last_number + 1):
        if code in known:
            place = known[code]
            attributes[number] = {
                "code": code,
                "name": str(present.names[place]),
                "kind": str(present.kinds[place]),
                "continues_grid_id": int(present.grid_ids[place]),
            }
        elif draft.network.code_template.fits(code):
            attributes[number] = {"code": code, "name": code}
        else:
            template = draft.network.code_template.text
            raise BadInputError(
                f"The code '{code}' does not follow the template {template}.", field="grid"
            )
        number_of[code] = number
    numbers = draft.numbers.copy()
    for place in np.flatnonzero(wanted != None).tolist():  # noqa: E711 - element by element
        numbers[place] = number_of[wanted[place]]
    return numbers, attributes


def align(session: Session, draft: Draft, arguments: Arguments) -> Edit:
    """Take the proposals of an alignment into the draft."""
    row = alignments.load_alignment(session, arguments["alignment"])
    if row.network_code != draft.network.code:
        raise BadInputError("The alignment is one of another network.", field="alignment")
    task, whole = recompute(session, row)
    chosen = complete(take(whole, np.ones(whole.size, dtype=bool)))
    grids, identity = identify(session, task, chosen, propose(chosen))
    code_of = dict(zip(grids.tolist(), identity.codes, strict=True))
    place = {unit: i for i, unit in enumerate(draft.units.ids.tolist())}
    wanted = np.full(len(draft.units), None, dtype=object)
    for unit, owner in zip(task.units.ids.tolist(), chosen.owner.tolist(), strict=True):
        if unit not in place:
            raise ConflictError("The plan does not cover what the alignment covers.")
        wanted[place[unit]] = code_of[owner]
    numbers, attributes = assign_codes(session, draft, wanted)
    moved = int(draft.units.households[numbers != draft.numbers].sum())
    return Edit(
        f"按“{task.model.name}”对齐：{moved} 户调整归属。",
        f"Aligned to '{task.model.code}': {moved} households change hands.",
        numbers,
        attributes=attributes,
    )
