"""A plan for some communities of a network: units in, grids out, kept as a draft.

The planner sees counts and borders only; everything is loaded and stored in bulk.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

import numpy as np
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, networks, open_grids, plans, publications
from gridgeo.db.repositories.areas import Communities, communities_below
from gridgeo.db.repositories.open_grids import OpenGrids
from gridgeo.db.repositories.plans import UnitRows
from gridgeo.db.tables import Plan
from gridgeo.domain.enums import GridKind
from gridgeo.domain.errors import BadInputError, RefusedError
from gridgeo.domain.network import NetworkSpec
from gridgeo.geometry.crs import metric_crs
from gridgeo.planner.effort import Effort
from gridgeo.services.plan_continuity import (
    Identity,
    find_continued,
    name_grids,
    present_grid_of_units,
)
from gridgeo.services.plan_frame import PlanSummary, make_grid_frame, summarise
from gridgeo.services.plan_graph import WGS84, build_graph, counts_of
from gridgeo.services.plan_solution import PlanTask, Solution, solve

Progress = Callable[[int, int], None]


def create_plan(
    session: Session,
    network_code: str,
    area_codes: Sequence[str] | None = None,
    seed: int = 0,
    jobs: int = 1,
    progress: Progress | None = None,
    *,
    effort: str = "normal",
    name: str | None = None,
    actor: str = "system",
) -> PlanSummary:
    """Plan the communities in some areas for a network, and keep the plan as a draft.

    Parameters
    ----------
    session : Session
        The caller commits.
    network_code : str
        The network; its standard gives the bands.
    area_codes : sequence of str, optional
        Communities, or areas above them; everything by default.
    seed, jobs, progress
        As in `gridgeo.planner.partition.partition`; the plan depends on the seed alone.
    effort : str
        ``fast``, ``normal``, ``deep`` or seconds.
    name : str, optional
        Of the plan.
    actor : str
        Who asks.

    Raises
    ------
    NotFoundError
        If the network or an area is not known.
    BadInputError
        If there is no community in the areas, or the effort cannot be read.
    RefusedError
        If a community has no units, or not enough codes.
    """
    how_long = Effort.parse(effort)
    network = networks.load_network(session, network_code)
    communities = communities_below(session, area_codes)
    units = _load_units(session, communities)
    present = open_grids.open_grids_in(session, network.code, communities.codes)
    crs = metric_crs(WGS84, list(shapely.total_bounds(units.ground)))
    barriers = plans.load_barriers(session, communities.codes)
    dedicated = _of_kind(present, GridKind.DEDICATED, wanted=network.dedicated == "cut_out")
    task = PlanTask(
        build_graph(units, network.unit, barriers, crs),
        units.codes,
        units.area_codes,
        _settings(communities, units),
        present_grid_of_units(units.ground, dedicated),
    )
    solution = solve(task, network, seed=seed, jobs=jobs, effort=how_long, progress=progress)
    identity = _identify(session, network, communities, units, task, solution, present)
    grids = make_grid_frame(units, solution, _with_dedicated(identity, solution, dedicated), crs)
    summary = summarise(grids, network.code, len(communities), seed)
    plan = Plan(
        network_code=network.code,
        name=name or f"{network.name}方案",
        base_version=publications.current_version(session, network.code),
        seed=seed,
        summary=asdict(summary),
        created_by=actor,
    )
    plan_id = plans.store_plan(
        session,
        plan,
        communities.codes,
        grids,
        units.ids,
        solution.assignment + 1,
        _operation(summary, effort),
    )
    audit.append(session, actor, "create", "plan", str(plan_id), {"network": network.code})
    return replace(summary, plan_id=plan_id)


def _load_units(session: Session, communities: Communities) -> UnitRows:
    if not len(communities):
        raise BadInputError("There is no community in these areas; import areas.", field="area")
    units = plans.load_units(session, communities.codes)
    empty = sorted(set(communities.codes) - set(units.area_codes))
    if empty:
        shown = ", ".join(empty[:5]) + (" …" if len(empty) > 5 else "")
        raise RefusedError(
            f"{len(empty)} communities have no units ({shown}); make them with gridgeo units, or"
            " import them with gridgeo import units."
        )
    return units


def _settings(communities: Communities, units: UnitRows) -> np.ndarray:
    setting = dict(zip(communities.codes, communities.settings, strict=True))
    return np.array([setting[code].value for code in units.area_codes], dtype=object)


def _of_kind(present: OpenGrids, kind: GridKind, *, wanted: bool = True) -> OpenGrids:
    return present.take(np.flatnonzero((present.kinds == kind.value) & wanted))


def _identify(
    session: Session,
    network: NetworkSpec,
    communities: Communities,
    units: UnitRows,
    task: PlanTask,
    solution: Solution,
    present: OpenGrids,
) -> Identity:
    """Name the planned grids: codes of present ones that they continue, or new ones."""
    based = _of_kind(present, GridKind.BASE)
    continued = find_continued(
        solution.assignment,
        present_grid_of_units(units.ground, based),
        counts_of(units, network.unit),
        task.graph.area_m2,
        len(solution),
    )
    planned = np.flatnonzero(solution.dedicated < 0)
    areas = units.area_codes[solution.first_unit][planned]
    names = dict(zip(communities.codes, communities.names, strict=True))
    return name_grids(
        network.code_template,
        list(areas),
        [names[code] for code in areas],
        continued[planned],
        based,
        plans.used_codes(session, network.code, communities.codes),
    )


def _with_dedicated(identity: Identity, solution: Solution, dedicated: OpenGrids) -> Identity:
    """Add the dedicated grids, which keep code and name, behind the planned ones."""
    kept = dedicated.take(solution.dedicated[solution.dedicated >= 0])
    return Identity(
        identity.codes + list(kept.codes),
        identity.names + list(kept.names),
        identity.continues + list(kept.grid_ids),
    )


def _operation(summary: PlanSummary, effort: str) -> dict[str, object]:
    return {
        "kind": "auto_plan",
        "arguments": {"seed": summary.seed, "effort": effort},
        "sentence_zh": f"自动划分：{summary.units} 个单元划为 {summary.grids} 个网格，"
        f"其中 {summary.in_band} 个符合户数标准。",
        "sentence_en": f"Automatic plan: {summary.units} units into {summary.grids} grids,"
        f" {summary.in_band} of them in the band.",
    }
