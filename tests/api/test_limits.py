"""What goes beyond a limit is answered with a problem, over HTTP; docs/api.md states them all."""

import http.client
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import text

from api.idempotency import MOST_BYTES as MOST_REPEATABLE_BYTES
from api.main import STATEMENT_S, create_app
from api.point_bodies import CSV, MOST_BODY_BYTES
from api.point_uploads import MOST_UPLOAD_BYTES
from api.routers.locate import MOST_ACCURACY_M
from api.track_bodies import MOST_BODY_BYTES as MOST_TRACK_BYTES
from gridgeo.config import Settings
from gridgeo.db.session import make_engine
from gridgeo.services.locate_batch import MOST_DATES, MOST_STATES

pytestmark = pytest.mark.db

PLACE = "lon=116.31&lat=39.91"
BATCH = "/api/v1/locate/batch?network=zongzhi"


def refused(answer: httpx.Response, status: int, field: str | None = None) -> dict[str, object]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem.get("field") == field
    return problem


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/session", Settings().max_body_bytes),
        ("/locate/batch", MOST_BODY_BYTES),
        ("/locate/jobs", MOST_UPLOAD_BYTES),
        ("/tracks", MOST_TRACK_BYTES),
        ("/imports/files", Settings().max_import_bytes),
    ],
)
def test_a_body_that_says_it_is_too_large_is_refused_unread(closed, path, most):
    host = closed.base_url
    connection = http.client.HTTPConnection(host.host, host.port, timeout=30)
    connection.putrequest("POST", f"/api/v1{path}")
    connection.putheader("Content-Length", str(most + 1))
    connection.endheaders()  # not a byte of it is sent
    answer = connection.getresponse()
    assert answer.status == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert str(most).encode() in answer.read()
    connection.close()


def test_a_body_that_is_to_be_kept_with_its_key_holds_sixteen_mebibytes(signed_in):
    headers = {"Content-Type": CSV, "Idempotency-Key": "large"}
    body = b"lon,lat\n" + b"1,2\n" * (MOST_REPEATABLE_BYTES // 4)
    answer = signed_in("planner").post("/api/v1/locate/jobs", content=body, headers=headers)
    refused(answer, 422, "Idempotency-Key")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (f"/locate?{PLACE}" + "&network=zongzhi" * 51, "network"),
        (f"/locate?{PLACE}&accuracy_m={MOST_ACCURACY_M + 1}", "accuracy_m"),
        (f"/locate?address={'路' * 201}", "address"),
        ("/networks/zongzhi/grids?limit=1001", "limit"),
        ("/changes?limit=1001", "limit"),
        ("/networks/zongzhi/versions/1/changes?limit=1001", "limit"),
    ],
)
def test_more_than_may_be_asked_for_is_named(public, path, field):
    refused(public.get(f"/api/v1{path}"), 422, field)


def test_a_page_of_the_ogc_api_is_cut_as_its_standard_wants(public):
    answer = public.get("/api/v1/ogc/collections/zongzhi/items?limit=10001")
    assert answer.status_code == 200
    assert answer.json()["numberReturned"] == 4


@pytest.fixture
def many_versions(town_url: str) -> Iterator[list[str]]:
    """Publish the network on more days than a batch may lead to; give the days."""
    days = [f"2026-03-{day:02d}" for day in range(1, MOST_STATES + 2)]
    engine = make_engine(town_url)
    statement = text("""
        INSERT INTO publications (network_code, version, source, valid_from, published_by, opened,
                                  closed)
        VALUES ('zongzhi', :version, 'import', CAST(:day AS date), 'tests', 0, 0)
    """)
    with engine.begin() as connection:
        for version, day in enumerate(days, start=2):
            connection.execute(statement, {"version": version, "day": day})
    yield days
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM publications WHERE version > 1"))
    engine.dispose()


def dated(days: list[str]) -> bytes:
    return ("lon,lat,as_of\n" + "".join(f"116.31,39.91,{day}\n" for day in days)).encode()


def test_a_batch_leads_to_eight_states_of_the_networks(public, many_versions):
    def ask(days: list[str]) -> httpx.Response:
        return public.post(BATCH, content=dated(days), headers={"Content-Type": CSV})

    assert ask(many_versions[1:]).status_code == 200
    assert f"{MOST_STATES} states" in str(refused(ask(many_versions), 422, "as_of")["detail"])


def test_a_batch_has_a_thousand_different_dates(public):
    days = [f"2026-02-01T00:{n // 60:02d}:{n % 60:02d}Z" for n in range(MOST_DATES + 1)]
    headers = {"Content-Type": CSV}
    assert public.post(BATCH, content=dated(days[1:]), headers=headers).status_code == 200
    answer = public.post(BATCH, content=dated(days), headers=headers)
    assert "1000 different dates" in str(refused(answer, 422, "as_of")["detail"])


def test_a_statement_of_the_server_ends_after_a_time(town_url, tmp_path):
    app = create_app(Settings(database_url=town_url, data_dir=tmp_path), web_dist=tmp_path / "none")
    with app.state.parts.engine.connect() as connection:
        set_to = connection.scalar(text("SELECT current_setting('statement_timeout')::interval"))
    app.state.parts.snapshots.close()
    app.state.parts.engine.dispose()
    assert set_to.total_seconds() == STATEMENT_S
