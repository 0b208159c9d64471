"""Every route, asked by every role within every scope: no row of another side is ever answered.

The routes come from the OpenAPI document; a new one is in the table by itself.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.main import create_app
from gridgeo.config import Settings
from gridgeo.db.session import make_engine, open_session
from gridgeo.domain.enums import Role
from tests.support import live_server, two_sides
from tests.support.pgbouncer import running_pgbouncer
from tests.support.small_town import LEFT, PASSWORD, RIGHT
from tests.support.two_sides import FINDINGS, MARKS, SCOPES

pytestmark = pytest.mark.db

QUERIES = {
    "get_crosswalk": {"a": "zongzhi", "b": "fangyi"},
    "list_households": {"bbox": "116.3,39.9,116.34,39.92"},
    "count_households": {"bbox": "116.3,39.9,116.34,39.92"},
    "download_layer": {"format": "csv"},
    "geocode_address": {"address": "和平路1号"},
    "reverse_geocode": {"lon": "116.33", "lat": "39.91"},
    "locate_point": {"lon": "116.33", "lat": "39.91"},
    "list_leaves": {"since": "2026-01-01T00:00:00Z", "until": "2026-12-31T00:00:00Z"},
}
FOR_NETWORK = {"get_staffing", "get_worker_loads", "list_cover_pairs"}
# Who may read each kind of marked row at all.
NAMED = {Role.ADMINISTRATOR, Role.PLANNER, Role.REVIEWER, Role.LEADER}
ENDS_SESSIONS = {"sign_out", "sign_in", "change_own_password"}

# Bodies of writes on the right side: all of them refused to whoever has the left one alone.
WRITES: dict[str, Any] = {
    "accept_finding": {"reason": "known"},
    "withdraw_exception": None,
    "place_address": {"lon": 116.33, "lat": 39.91},
    "dismiss_address": {"reason": "none"},
    "undo_address": None,
    "create_plan": {"network": "zongzhi", "areas": [RIGHT]},
    "create_alignment": {"network": "zongzhi", "areas": [RIGHT], "model": "fangyi",
                         "relation": "nests_in"},
    "accept_alignment": {"name": "mine"},
    "check_plan": None,
    "publish_plan": {},
    "undo_operation": None,
    "redo_operation": None,
    "jump_in_plan": {"sequence": 1},
    "branch_plan": {"name": "mine"},
    "operate_on_plan": {"kind": "undo_all"},
    "create_crosswalk": {"a": {"plan": 2}, "b": {"network": "zongzhi"}},
    "create_network": {"code": "mine", "name": "我的"},
    "change_network": {"name": "我的"},
    "create_repair": {"network": "zongzhi"},
    "note_leave": {"worker": "W2", "kind": "annual", "since": "2026-03-01T00:00:00Z"},
    "withdraw_leave": None,
    "end_posting": {"at": "2026-03-01T00:00:00Z"},
    "keep_cover_pairs": {"network": "zongzhi", "area": RIGHT},
    "propose_cover_pairs": {"network": "zongzhi", "area": RIGHT},
    "get_service": {"network": "zongzhi", "area": RIGHT},
}  # fmt: skip


@pytest.fixture(scope="module")
def sides_url(module_database_url: str) -> str:
    engine = make_engine(module_database_url)
    with open_session(engine) as session:
        two_sides.build(session)
    engine.dispose()
    return module_database_url


@contextmanager
def serving(url: str, folder: Path) -> Iterator[str]:
    settings = Settings(database_url=url, data_dir=folder)
    with live_server.running(create_app(settings, web_dist=folder / "no-dist")) as address:
        yield address


@pytest.fixture(scope="module")
def address(sides_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(sides_url, tmp_path_factory.mktemp("sides")) as address:
        yield address


@contextmanager
def entered(address: str, login: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as client:
        answer = client.post("/api/v1/session", json={"name": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        yield client


def reads(client: httpx.Client) -> Iterator[tuple[str, str]]:
    """Ask every GET route, for things of either side, and give its name and answer."""
    document = client.get("/api/v1/openapi.json").json()
    for path, methods in document["paths"].items():
        if "get" not in methods:
            continue
        name = methods["get"]["operationId"]
        for side, area in ((1, LEFT), (2, RIGHT)):
            for query in _queries(name, area):
                yield name, _read(client, _fill(path, side, area, name), query, MARKS[area])
            if "{" not in path and not _queries(name, area)[1:]:
                break


def _read(client: httpx.Client, address: str, query: dict[str, str], mark: str) -> str:
    """Give what is answered; a stream, which has no end, counts as the mark of its side."""
    with client.stream("GET", address, params=query) as answer:
        endless = answer.headers.get("content-type", "").startswith("text/event-stream")
        text = mark if endless else answer.read().decode(errors="replace")
        assert answer.status_code < 500 or "glyphs" in address, (address, text)
        return text if answer.is_success else ""  # refusals say what was asked


def _queries(name: str, area: str) -> list[dict[str, str]]:
    if name in FOR_NETWORK:
        return [{"network": "zongzhi"}, {"network": "zongzhi", "area": area}]
    if name in ("list_workers", "list_address_queue"):
        return [{}, {"area": area}]
    return [QUERIES.get(name, {})]


def _fill(path: str, side: int, area: str, name: str) -> str:
    values = {
        "network": "zongzhi",
        "area": area,
        "code": f"{area}001",
        "finding_id": FINDINGS[area],
        "collection": "zongzhi",
        "collectionId": "zongzhi",
        "z": "14", "x": "13484", "y": "6207",
        "other_id": str(3 - side),
        "layer": "households",
    }  # fmt: skip
    if "/households/" in path:
        values["code"] = f"H-{MARKS[area]}"
    if "/workers/" in path:
        values["code"] = f"W{side}"
    if path.endswith("/areas/{code}"):
        values["code"] = area
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], str(side)), path)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("role", Role)
def test_no_route_answers_a_row_of_another_side(address: str, role: Role, scope: str) -> None:
    with entered(address, f"{role.value}.{scope}") as client:
        seen = {mark: set() for mark in MARKS.values()}
        for name, answer in reads(client):
            for mark, routes in seen.items():
                if mark in answer:
                    routes.add(name)
    homes = {"list_households", "get_household", "download_layer"}
    on_ground = {*homes, "list_address_queue"}  # of no network
    if scope == "other-network":
        assert seen["LEFT-MARK"] | seen["RIGHT-MARK"] <= on_ground
    elif scope != "everywhere":
        assert seen["RIGHT-MARK"] == set()
    if scope != "other-network" and role in NAMED:
        assert {"list_plans", "get_plan", "list_findings", "list_workers"} <= seen["LEFT-MARK"]
    if role in (Role.REVIEWER, Role.LEADER, Role.INTEGRATOR):
        assert not seen["LEFT-MARK"] & homes
    if role is Role.INTEGRATOR:
        assert seen["LEFT-MARK"] == set()
    if role is Role.WORKER:
        assert seen["LEFT-MARK"] <= homes


@pytest.mark.parametrize("role", Role)
def test_no_write_reaches_another_side(address: str, role: Role) -> None:
    with entered(address, f"{role.value}.left") as client:
        document = client.get("/api/v1/openapi.json").json()
        known = set()
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                name = operation["operationId"]
                if name not in WRITES:
                    continue
                known.add(name)
                answer = client.request(
                    method,
                    _fill(path, 2, RIGHT, name),
                    json=WRITES[name],
                    headers={"If-Match": '"0"'},
                )
                expected = (403, 422) if name == "operate_on_plan" else (403,)
                assert answer.status_code in expected, (name, answer.status_code, answer.text)
        assert known == set(WRITES)


def test_scopes_hold_through_a_pool_that_changes_connections(
    sides_url: str, tmp_path: Path
) -> None:
    """PgBouncer in transaction mode gives each transaction whichever connection is free."""
    if shutil.which("pgbouncer") is None:
        pytest.skip("pgbouncer is not installed: apt install pgbouncer")
    with (
        running_pgbouncer(sides_url, pool_size=1) as url,
        serving(url, tmp_path) as address,
        entered(address, "administrator.everywhere") as everybody,
        entered(address, "planner.left") as planner,
    ):
        for _ in range(5):
            assert "RIGHT-MARK" in everybody.get("/api/v1/plans").text
            told = planner.get("/api/v1/plans").text
            assert "LEFT-MARK" in told
            assert "RIGHT-MARK" not in told
