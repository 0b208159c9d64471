"""The whole way on synthetic data: generate, import, plan, check, publish and report a district."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

import numpy as np
import shapely
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from gridgeo.db.repositories.grids import published_grids
from gridgeo.db.repositories.site import mark_synthetic
from gridgeo.db.session import make_engine, open_session
from gridgeo.demo import District, make_district
from gridgeo.demo.departments import DEPARTMENTS
from gridgeo.domain.enums import GridKind, Role
from gridgeo.geometry.tessellation_ground import UnitRules
from gridgeo.io.text import write_text
from gridgeo.services.build_units import build_units
from gridgeo.services.check_network import check_network
from gridgeo.services.check_plan import check_plan
from gridgeo.services.create_plan import create_plan
from gridgeo.services.create_user import create_user
from gridgeo.services.demo_database import DemoFacts, DemoHome, demo_stamp
from gridgeo.services.import_layers import import_kind
from gridgeo.services.import_network import import_network
from gridgeo.services.migrate_database import migrate_database
from gridgeo.services.patrols.demo_patrols import import_demo_people, import_demo_tracks
from gridgeo.services.plan_frame import PlanSummary
from gridgeo.services.publish_plan import publish_plan
from gridgeo.services.report_network import report_network
from gridgeo.services.sign_in import Grant
from gridgeo.services.staffing.cover import keep_cover

PLANNED_NETWORK = "zongzhi"
# A compound of 1,400 households is served by several grids; see docs/adr/0008.
UNIT_RULES = UnitRules(max_compound_hh=500)
ACTOR = "demo"

# Told the step's name and the share of it that is done, 0 to 1.
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every step works with."""

    engine: Engine
    district: District
    jobs: int
    progress: Progress

    @contextmanager
    def step(self, name: str) -> Iterator[Session]:
        """Give one transaction; a step is wholly done or not at all."""
        self.progress(name, 0.0)
        with open_session(self.engine) as session:
            yield session
        self.progress(name, 1.0)


def ensure_demo(home: DemoHome, *, jobs: int, progress: Progress, fresh: bool = False) -> DemoFacts:
    """Give the demo's facts, and make the demo first where this version has not made it yet.

    Parameters
    ----------
    home : DemoHome
        Which demo, and where.
    jobs : int
        Processes to plan in; the plan does not depend on it.
    progress : callable
        Told each step and its share done.
    fresh : bool
        Make it anew even if it is there.

    Raises
    ------
    UnavailableError
        If the database cannot be reached or made.
    """
    known = None if fresh else home.find()
    if known is not None:
        return known
    progress("generate", 0.0)
    district = make_district(home.size, home.seed)
    progress("generate", 1.0)
    with home.rebuild() as url:
        migrate_database(url)
        engine = make_engine(url)
        try:
            facts = _build(Workshop(engine, district, jobs, progress), home)
        finally:
            engine.dispose()
    home.write_facts(facts)
    return facts


def _build(shop: Workshop, home: DemoHome) -> DemoFacts:
    _import_ground(shop)
    _import_networks(shop)
    with shop.step("units") as session:
        build_units(session, _district_code(shop.district), rules=UNIT_RULES)
    summary = _plan(shop)
    with shop.step("publish") as session:
        publish_plan(session, summary.plan_id, actor=ACTOR)
    _import_patrols(shop)
    with shop.step("report") as session:
        write_text(home.report, report_network(session, PLANNED_NETWORK))
        lon, lat = _point_in_a_grid(session)
    with shop.step("users") as session:
        passwords = _create_users(session)
    return DemoFacts(
        home.size, home.seed, demo_stamp(), passwords, lon, lat, _figures(shop.district, summary)
    )


def _import_patrols(shop: Workshop) -> None:
    """Take in people, pair their grids, and reckon a month of tracks for the grids as published."""
    shop.progress("patrols", 0.0)
    import_demo_people(shop.engine, shop.district)
    with open_session(shop.engine) as session:
        keep_cover(session, PLANNED_NETWORK, None, actor=ACTOR)
    import_demo_tracks(shop.engine, shop.district, lambda done: shop.progress("patrols", done))
    shop.progress("patrols", 1.0)


def _import_ground(shop: Workshop) -> None:
    district = shop.district
    layers = (
        ("areas", district.areas),
        ("barriers", district.barriers),
        ("compounds", district.compounds),
        ("buildings", district.buildings),
        ("households", district.households),
        ("places", district.places),
    )
    with shop.step("import") as session:
        mark_synthetic(session, district.name)
        for done, (kind, frame) in enumerate(layers, start=1):
            import_kind(session, kind, frame, source="demo", actor=ACTOR)
            shop.progress("import", done / len(layers))


def _import_networks(shop: Workshop) -> None:
    """Take the departments' networks as they were drawn, and find what is wrong with them."""
    with shop.step("networks") as session:
        for done, department in enumerate(DEPARTMENTS, start=1):
            spec = department.spec
            grids = shop.district.present_grids(spec.code)
            import_network(session, spec, grids, source="demo", actor=ACTOR)
            check_network(session, spec.code)
            shop.progress("networks", done / len(DEPARTMENTS))


def _plan(shop: Workshop) -> PlanSummary:
    with shop.step("plan") as session:
        summary = create_plan(
            session,
            PLANNED_NETWORK,
            seed=shop.district.seed,
            keep=0.0,  # the demo shows what the present grids could have been
            jobs=shop.jobs,
            progress=lambda done, total: shop.progress("plan", done / max(total, 1)),
            actor=ACTOR,
        )
    with shop.step("check") as session:
        check_plan(session, summary.plan_id)
    return summary


def _create_users(session: Session) -> dict[str, str]:
    """Create one user a role; a password is made at random, so that no repository holds one."""
    passwords = {}
    for role in Role:
        passwords[role.value] = secrets.token_urlsafe(9)
        create_user(session, role.value, passwords[role.value], [Grant(role)], actor=ACTOR)
    return passwords


def _point_in_a_grid(session: Session) -> tuple[float, float]:
    """Choose a point well inside the published grid with the most households."""
    grids = published_grids(session, PLANNED_NETWORK)
    largest = shapely.from_wkb(grids.wkb[int(np.argmax(grids.households))])
    point = shapely.point_on_surface(largest)
    return round(point.x, 6), round(point.y, 6)


def _figures(district: District, summary: PlanSummary) -> dict[str, object]:
    communities = int((district.areas["level"] == "community").sum())
    present = district.present_grids(PLANNED_NETWORK)
    return {
        **asdict(summary),
        "district": district.name,
        "communities": communities,
        "buildings": len(district.buildings),
        "present_grids": int((present["kind"] == GridKind.BASE).sum()),
    }


def _district_code(district: District) -> str:
    areas = district.areas
    return str(areas.loc[areas["level"] == "district", "code"].iloc[0])
