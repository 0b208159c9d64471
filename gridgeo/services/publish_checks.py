"""What must hold before a plan is published; each refusal says where."""

from collections.abc import Collection, Sequence
from typing import NoReturn

import numpy as np
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import Communities
from gridgeo.db.repositories.open_grids import OpenGrids
from gridgeo.db.repositories.place_points import load_places
from gridgeo.db.tables import Plan
from gridgeo.domain.enums import Severity
from gridgeo.domain.errors import ConflictError, RefusedError
from gridgeo.domain.network import NetworkSpec
from gridgeo.domain.thresholds import Thresholds
from gridgeo.geometry.locator import Locator
from gridgeo.services.check_context import CheckContext
from gridgeo.services.network_view import GridSet, build_view, check_crs, find_faults, tier
from gridgeo.topology.exception import Extent, FindingException, excuses
from gridgeo.topology.finding import Finding

# What leaves ground or people to nobody or to two is never published; the others of severity error
# are where somebody accepted them.
EXCUSABLE = frozenset({"contiguity", "outside", "spike"})
FATAL = (
    frozenset({"invalid", "code", "duplicate", "overlap", "dedicated", "gap", "sliver"}) | EXCUSABLE
)
TIGHT = Thresholds(min_area_m2=0.01)  # a square decimetre
# Ground thinner than a centimetre along a border is rounding of its corners.
ROUNDING_WIDTH_M = 0.01
SHOWN = 3

_PUBLISHED_SINCE = text("""
    SELECT max(p.version) FROM publications AS p JOIN grid_versions AS v
      ON v.network_code = p.network_code AND p.version IN (v.opened_in, v.closed_in)
    WHERE p.network_code = :network AND p.version > :base AND (
        v.area_code = ANY(:areas)
        OR EXISTS (SELECT FROM areas AS a WHERE a.code = ANY(:areas)
                   AND ST_Intersects(a.geometry, ST_PointOnSurface(v.geometry))))
""")
_UNITS_CHANGED = text("""
    SELECT coalesce(u.code, old.code) AS code, count(*) OVER () AS number
    FROM (SELECT id, code FROM units WHERE superseded_at IS NULL AND area_code = ANY(:areas)) AS u
    FULL JOIN (SELECT coalesce(s.cut_from, s.id) AS id, min(s.code) AS code
               FROM plan_units AS p JOIN units AS s ON s.id = p.unit_id
               WHERE p.plan_id = :plan GROUP BY 1) AS old ON old.id = u.id
    WHERE u.id IS NULL OR old.id IS NULL
    ORDER BY 1 LIMIT 1
""")
_UNEXPLAINED = text("""
    SELECT code, households, persons, count(*) OVER () AS number FROM plan_grids
    WHERE plan_id = :plan AND band_status <> 'in_band' AND coalesce(reason, '') !~ '\\S'
    ORDER BY code COLLATE "C" LIMIT 1
""")
_NEW_CODES = text("""
    SELECT code FROM plan_grids AS p WHERE plan_id = :plan AND NOT EXISTS (
        SELECT FROM grids AS g WHERE (g.network_code, g.code) = (:network, p.code))
    ORDER BY code COLLATE "C"
""")


def require_codes(session: Session, plan_id: int, network: NetworkSpec) -> None:
    """Refuse a plan that would give a code which does not follow the network's template.

    Codes that the network has given stay, whatever the template is today.

    Raises
    ------
    RefusedError
        Naming the first one.
    """
    bound = {"plan": plan_id, "network": network.code}
    for code in session.scalars(_NEW_CODES, bound).all():
        if not network.code_template.fits(code):
            raise RefusedError(
                f"Plan {plan_id} cannot be published: the code '{code}' does not follow the"
                f" template {network.code_template.text}.",
                field="code",
            )


def require_reasons(session: Session, plan_id: int) -> None:
    """Refuse a plan with a grid outside the band for which nobody has given a reason.

    Raises
    ------
    RefusedError
        Saying how many, and one of them.
    """
    missing = session.execute(_UNEXPLAINED, {"plan": plan_id}).first()
    if missing is not None:
        raise RefusedError(
            f"Plan {plan_id} cannot be published: {missing.number} grids miss the band without a"
            f" reason, one of them {missing.code} with {missing.households} households and"
            f" {missing.persons} persons; state one for each (set_attributes with a reason).",
            field="reason",
        )


def require_unchanged(session: Session, plan: Plan, area_codes: Sequence[str]) -> None:
    """Refuse a plan whose base was published over, or whose units are no longer the current ones.

    Raises
    ------
    ConflictError
        Saying which version, or how many units and one of them.
    """
    bound = {
        "network": plan.network_code,
        "base": plan.base_version,
        "areas": list(area_codes),
        "plan": plan.id,
    }
    version = session.scalar(_PUBLISHED_SINCE, bound)
    if version is not None:
        raise ConflictError(
            f"Plan {plan.id} is based on version {plan.base_version}, but version {version} has"
            " changed its communities since; plan them anew."
        )
    changed = session.execute(_UNITS_CHANGED, bound).first()
    if changed is not None:
        raise ConflictError(
            f"{changed.number} units of plan {plan.id} were added, changed or removed since it was"
            f" made, such as '{changed.code}'; plan them anew."
        )


def require_tiling(
    subject: str,
    planned: GridSet,
    network: NetworkSpec,
    communities: Communities,
    beside: OpenGrids,
    exceptions: Collection[FindingException] = (),
) -> None:
    """Refuse grids that overlap each other or their neighbours, leave a gap, or are in pieces.

    Parameters
    ----------
    subject : str
        What is published, to be named: ``Plan 7``.
    planned : GridSet
        Its grids.
    network : NetworkSpec
        Its network.
    communities : Communities
        The ground that the plan must cover.
    beside : OpenGrids
        Present grids of other communities that reach this ground.
    exceptions : collection of FindingException
        What somebody accepted in this network; nothing excuses an overlap or a gap.

    Raises
    ------
    RefusedError
        With the first faults in words.
    """
    grids = _with_neighbours(planned, beside)
    grids = grids.take(tier(grids.kinds, network))
    mine = set(planned.codes)
    context = CheckContext(thresholds=TIGHT)
    view = build_view(network, grids, communities, context, check_crs(grids, communities))
    errors = [f for f in find_faults(view, sorted(FATAL)) if f.severity is Severity.ERROR]
    fatal = [
        f
        for f in errors
        if _counts(f, mine) and not any(excuses(e, Extent.of(f)) for e in exceptions)
    ]
    if fatal:
        refuse(subject, fatal)


def _counts(finding: Finding, mine: set[str]) -> bool:
    """Say whether a fault is real and this plan's: neighbours' faults among themselves are not."""
    thin = finding.width_m < ROUNDING_WIDTH_M
    if finding.fault == "gap":
        return not thin
    return bool(mine.intersection(finding.codes)) and not (finding.rule == "outside" and thin)


def _with_neighbours(planned: GridSet, beside: OpenGrids) -> GridSet:
    unknown = np.full(len(beside), -1, dtype=np.int64)
    return GridSet(
        np.concatenate([planned.codes, beside.codes]),
        np.concatenate([planned.kinds, beside.kinds]),
        np.concatenate([planned.settings, np.full(len(beside), "urban", dtype=object)]),
        np.concatenate([planned.area_codes, np.full(len(beside), None, dtype=object)]),
        np.concatenate([planned.counts, unknown]),
        np.concatenate([planned.households, unknown]),
        np.concatenate([planned.ground, beside.ground]),
    )


def refuse(subject: str, fatal: Sequence[Finding]) -> NoReturn:
    """Refuse a publication for its faults, the first of them in words.

    Raises
    ------
    RefusedError
        Always.
    """
    shown = " ".join(finding.en for finding in fatal[:SHOWN])
    shown_zh = "".join(finding.zh for finding in fatal[:SHOWN])
    more = len(fatal) - SHOWN
    raise RefusedError(
        f"{subject} cannot be published. {shown}{f' … and {more} more.' if more > 0 else ''}",
        zh=f"不能发布。{shown_zh}{f'另有 {more} 处问题。' if more > 0 else ''}",
    )


def require_covered(
    session: Session, subject: str, planned: GridSet, communities: Communities
) -> None:
    """Refuse what leaves a household of its communities without a grid.

    Raises
    ------
    RefusedError
        With their number and the place of one.
    """
    places = load_places(session, list(shapely.total_bounds(communities.ground)))
    community = Locator.build(communities.ground).locate(places.x, places.y)
    grid = Locator.build(planned.ground).locate(places.x, places.y)
    left = np.flatnonzero((community >= 0) & (grid < 0) & (places.households > 0))
    if len(left):
        first = left[0]
        raise RefusedError(
            f"{subject} cannot be published: {places.households[left].sum()} households lie in"
            f" no grid, one of them in community {communities.codes[community[first]]} at"
            f" {places.x[first]:.6f}, {places.y[first]:.6f}."
        )
