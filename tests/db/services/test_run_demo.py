"""The demo from end to end, on a database of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from gridgeo.cli.demo import STEPS
from gridgeo.db.repositories.grids import published_grids
from gridgeo.db.session import make_engine
from gridgeo.domain.enums import GridKind, Severity
from gridgeo.services.check_network import check_network
from gridgeo.services.demo_database import DemoFacts, DemoHome
from gridgeo.services.locate import load_snapshot
from gridgeo.services.patrols.coverage import Period, cover_network
from gridgeo.services.patrols.grid_coverage import exact_shares
from gridgeo.services.run_demo import PLANNED_NETWORK, ensure_demo
from gridgeo.services.staffing.cover import list_cover
from gridgeo.services.staffing.figures import staffing_figures
from tests.support.postgis import TestServer, execute

pytestmark = [pytest.mark.db, pytest.mark.slow]

SEED = 990101  # nobody's own demo
HOUSEHOLDS = 25_000


@dataclass(frozen=True)
class Made:
    """A finished demo and the steps that were told on the way."""

    home: DemoHome
    facts: DemoFacts
    steps: list[str]
    engine: Engine


@pytest.fixture(scope="module")
def demo(postgis_server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder: Path = tmp_path_factory.mktemp("demo")
    home = DemoHome(postgis_server.admin_url, folder, "small", SEED)
    steps: list[str] = []
    try:
        facts = ensure_demo(
            home, jobs=1, progress=lambda step, share: steps.append(step) if share >= 1 else None
        )
        engine = make_engine(home.url)
        yield Made(home, facts, steps, engine)
        engine.dispose()
    finally:
        for name in (home.database, f"{home.database}_making"):
            execute(home.server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def test_every_step_is_done_once_and_in_order(demo: Made) -> None:
    assert list(dict.fromkeys(demo.steps)) == list(STEPS)


def test_every_household_has_a_grid_and_each_grid_the_band_or_a_reason(demo: Made) -> None:
    figures = demo.facts.summary
    with Session(demo.engine) as session:
        grids = published_grids(session, PLANNED_NETWORK)
    assert sum(int(count) for count in grids.households) == HOUSEHOLDS
    assert (grids.kinds == GridKind.BASE).sum() == figures["grids"]
    outside = figures["over"] + figures["under"]
    assert figures["in_band"] + outside == figures["grids"]
    assert figures["in_band"] > outside
    assert figures["explained"] == outside


def test_the_published_network_has_no_error_although_the_drawn_one_had(demo: Made) -> None:
    with Session(demo.engine) as session:
        ours = check_network(session, PLANNED_NETWORK).findings
        theirs = check_network(session, "chengguan").findings
    assert [finding for finding in ours if finding.severity is Severity.ERROR] == []
    assert any(finding.severity is Severity.ERROR for finding in theirs)


def test_the_point_to_try_is_answered(demo: Made) -> None:
    with Session(demo.engine) as session:
        [answer] = load_snapshot(session).locate(demo.facts.lon, demo.facts.lat, [PLANNED_NETWORK])
    assert answer.inside


def test_grids_stand_in_for_each_other_in_pairs(demo: Made) -> None:
    with Session(demo.engine) as session:
        pairs = list_cover(session, PLANNED_NETWORK, None)
        figures = staffing_figures(session, PLANNED_NETWORK, None)
    assert len(pairs) >= figures["grids"] // 2 - 2
    assert {"female", "male"} <= set(figures["structure"]["sex"])


@pytest.mark.parametrize("network", [PLANNED_NETWORK, "chengguan"])
def test_coverage_by_cells_is_that_of_the_exact_overlay_in_every_grid(
    demo: Made, network: str
) -> None:
    day = Period(date(2025, 6, 2), date(2025, 6, 2))
    with Session(demo.engine) as session:
        now = cover_network(session, network, day)
        shares = now.frame.coverage.ground.shares(now.passed.cells)
        exact = exact_shares(session, now, range(len(now.frame)), day)
    assert exact.mean() > 0.03
    assert shares == pytest.approx(exact, abs=0.03)


def test_the_report_says_that_the_data_are_synthetic(demo: Made) -> None:
    assert "合成" in demo.home.report.read_text(encoding="utf-8")


def test_a_second_run_makes_nothing_anew(demo: Made) -> None:
    told: list[str] = []
    again = ensure_demo(demo.home, jobs=1, progress=lambda step, share: told.append(step))
    assert (again, told) == (demo.facts, [])
