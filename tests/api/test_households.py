"""Households for those whose task they are; readings and erasures in the log; the log itself."""

from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import Engine, text

from api.main import create_app
from gridgeo.config import Settings
from gridgeo.db.session import make_engine, open_session
from tests.api.test_routes_by_scope import entered
from tests.support import live_server, two_sides
from tests.support.small_town import RIGHT

pytestmark = pytest.mark.db

WHOLE = {"bbox": "116.3,39.9,116.34,39.92"}
HOUSEHOLDS = "/api/v1/households"


@pytest.fixture(scope="module")
def engine(module_database_url) -> Iterator[Engine]:
    engine = make_engine(module_database_url)
    with open_session(engine) as session:
        two_sides.build(session)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def address(engine, module_database_url, tmp_path_factory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("households")
    settings = Settings(database_url=module_database_url, data_dir=folder)
    with live_server.running(create_app(settings, web_dist=folder / "none")) as address:
        yield address


@pytest.fixture
def administrator(address) -> Iterator[httpx.Client]:
    with entered(address, "administrator.everywhere") as client:
        yield client


def log(client: httpx.Client, **filters: str) -> list[dict]:
    return client.get("/api/v1/audit", params=filters).json()["items"]


def test_a_worker_reads_the_households_of_the_area_and_leaves_a_line(address, administrator):
    with entered(address, "worker.left") as worker:
        told = worker.get(HOUSEHOLDS, params=WHOLE).json()
        assert [one["code"] for one in told["items"]] == ["H-LEFT-MARK"]
        assert worker.get(f"{HOUSEHOLDS}/H-LEFT-MARK").json()["address"] == "LEFT-MARK Road 1"
        assert worker.get(f"{HOUSEHOLDS}/H-RIGHT-MARK").status_code == 404
    lines = log(administrator, actor="worker.left", action="read")
    assert [line["object_key"] for line in lines] == [
        "H-LEFT-MARK",
        "116.300000,39.900000,116.340000,39.920000",
    ]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/workers?area=110199001001", "staff"),
        ("/addresses/queue?area=110199001001", "addresses"),
    ],
)
def test_every_reading_of_persons_is_logged(address, administrator, path, kind):
    with entered(address, "planner.left") as planner:
        assert planner.get(f"/api/v1{path}").status_code == 200
    [line] = log(administrator, actor="planner.left", kind=kind)
    assert line["object_key"] == f"/api/v1{path}"


def test_others_learn_no_number_under_five(address):
    with entered(address, "integrator.everywhere") as other:
        assert other.get(HOUSEHOLDS, params=WHOLE).status_code == 403
        counts = other.get(f"{HOUSEHOLDS}/counts", params=WHOLE).json()["items"]
        assert [(one["households"], one["hidden"]) for one in counts] == [(None, True)] * 2
        wide = other.get(f"{HOUSEHOLDS}/counts", params={"bbox": "1,2,3"})
        assert (wide.status_code, wide.json()["field"]) == (422, "bbox")


def test_strays_are_listed_within_the_scope_and_logged(address, administrator, engine):
    with open_session(engine) as session:
        session.execute(
            text("""
                UPDATE areas SET name = '右社区' WHERE code = :right;
                INSERT INTO households (code, address, households, persons, position_quality,
                                        geometry)
                SELECT 'stray-' || x, '右社区' || x || '号', 1, 1, 'surveyed',
                       ST_SetSRID(ST_MakePoint(116.30 + x * 0.001, 39.91), 4326)
                FROM generate_series(1, 3) AS x
            """),
            {"right": RIGHT},
        )
    with entered(address, "planner.left") as planner:
        first = planner.get(f"{HOUSEHOLDS}/strays", params={"limit": 2}).json()
        rest = planner.get(f"{HOUSEHOLDS}/strays", params={"cursor": first["next"]}).json()
    assert [one["household"] for one in first["items"] + rest["items"]] == [
        "stray-1", "stray-2", "stray-3",
    ]  # fmt: skip
    assert first["items"][0]["stated_area"] == RIGHT
    assert rest["next"] is None
    with entered(address, "planner.other-network") as other:
        assert other.get(f"{HOUSEHOLDS}/strays").status_code == 200
    with entered(address, "leader.everywhere") as leader:
        assert leader.get(f"{HOUSEHOLDS}/strays").status_code == 403
    [line, _] = log(administrator, actor="planner.left", kind="households")
    assert line["object_key"].startswith("/api/v1/households/strays")
    with open_session(engine) as session:
        session.execute(text("DELETE FROM households WHERE code LIKE 'stray-%'"))


def test_an_administrator_of_the_area_erases_and_nobody_else(address, administrator):
    target = f"{HOUSEHOLDS}/H-RIGHT-MARK"
    for login in ("planner.everywhere", "administrator.left"):
        with entered(address, login) as client:
            assert client.delete(target).status_code == 403
    before = administrator.get("/api/v1/networks/zongzhi/grids").json()
    assert administrator.delete(target).json()["erased"]["households"] == 1
    assert administrator.delete(target).status_code == 404
    assert administrator.get(target).status_code == 404
    assert administrator.get("/api/v1/networks/zongzhi/grids").json() == before
    [line] = log(administrator, action="erase")
    assert "H-RIGHT" not in str(line)


def test_the_log_is_for_administrators_of_everything_and_its_chain_holds(address, administrator):
    for login in ("administrator.left", "planner.everywhere"):
        with entered(address, login) as client:
            assert client.get("/api/v1/audit").status_code == 403
    head = administrator.get("/api/v1/audit/head").json()
    assert administrator.get("/api/v1/audit/verdict").json() == {
        "entries": head["id"],
        "holds": True,
        "broken": None,
    }
    first = administrator.get("/api/v1/audit", params={"limit": 2}).json()
    following = administrator.get("/api/v1/audit", params={"limit": 2, "cursor": first["next"]})
    numbers = [one["id"] for one in first["items"] + following.json()["items"]]
    assert numbers == list(range(head["id"], head["id"] - 4, -1))
