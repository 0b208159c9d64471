"""Jobs over HTTP: theirs who asked for them, and administrators'."""

import httpx
import pytest

from gridgeo.db.repositories.accounts import user_by_login
from gridgeo.db.session import make_engine, open_session
from gridgeo.services.jobs import submit_job
from tests.support import job_kinds, small_town
from tests.support.finish_jobs import finish_jobs

pytestmark = pytest.mark.db

JOBS = "/api/v1/jobs"


@pytest.fixture(scope="module")
def engine(town_url):
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
    job_kinds.make_traces(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def submit(engine):
    """Submit a job for somebody, as a route would."""

    def submit_one(login: str, kind: str, **arguments: object) -> str:
        with open_session(engine) as session:
            user = user_by_login(session, login)
            assert user is not None
            job_id = submit_job(session, kind, arguments, actor=login, user_id=user.id)
        return f"{JOBS}/{job_id}"

    return submit_one


def test_a_job_is_seen_by_its_owner_and_by_administrators_alone(submit, signed_in):
    address = submit("planner", "test_count")
    owner, other, boss = (signed_in(role) for role in ("planner", "reviewer", "administrator"))
    assert owner.get(address).json()["state"] == "queued"
    assert boss.get(address).json()["requested_by"] == "planner"
    for request in (other.get(address), other.post(f"{address}/cancel")):
        assert request.status_code == 403
        assert request.json()["field"] == "job_id"
    assert other.get(f"{JOBS}/999999").status_code == 403  # not told from somebody else's
    assert boss.get(f"{JOBS}/999999").status_code == 404
    number = owner.get(address).json()["id"]
    assert number in {job["id"] for job in owner.get(JOBS).json()["items"]}
    assert number in {job["id"] for job in boss.get(JOBS).json()["items"]}
    assert number not in {job["id"] for job in other.get(JOBS).json()["items"]}


def test_jobs_are_paged_and_filtered(submit, signed_in):
    made = [submit("leader", "test_count") for _ in range(3)]
    client = signed_in("leader")
    page = client.get(JOBS, params={"limit": 2, "kind": "test_count"}).json()
    rest = client.get(JOBS, params={"limit": 2, "cursor": page["next"]}).json()
    found = [job["links"]["self"] for job in page["items"] + rest["items"]]
    assert found[:3] == made[::-1]
    assert client.get(JOBS, params={"state": "failed"}).json()["items"] == []
    assert client.get(JOBS, params={"state": "odd"}).status_code == 422
    assert client.get(JOBS, params={"cursor": "!"}).json()["field"] == "cursor"


def test_a_queued_job_is_cancelled_once(submit, signed_in):
    client = signed_in("planner")
    address = submit("planner", "test_count")
    answer = client.post(f"{address}/cancel")
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert client.post(f"{address}/cancel").status_code == 409
    assert client.get(f"{address}/result").status_code == 409


def test_a_result_is_a_document_or_a_file(submit, signed_in, town_url, closed_folder):
    client = signed_in("planner")
    document, file = submit("planner", "test_count"), submit("planner", "test_write_file", text="a")
    finish_jobs(town_url, closed_folder)
    assert client.get(document).json()["links"]["result"] == f"{document}/result"
    assert client.get(f"{document}/result").json()["counted"] == 1
    answer = client.get(f"{file}/result")
    assert answer.text == "a"
    assert answer.headers["content-type"].startswith("text/csv")
    assert "lines.csv" in answer.headers["content-disposition"]
    assert signed_in("reviewer").get(f"{file}/result").status_code == 403


def test_a_file_that_is_on_another_host_is_missed_in_a_sentence(
    submit, signed_in, town_url, tmp_path
):
    file = submit("planner", "test_write_file", text="a")
    finish_jobs(town_url, tmp_path)
    answer = signed_in("planner").get(f"{file}/result")
    assert answer.status_code == 404
    assert "GRIDGEO_DATA_DIR" in answer.json()["detail"]


def test_a_failure_is_told_with_its_reason(signed_in, town_url, tmp_path, submit):
    address = submit("planner", "test_fail", how="refused", times=0)
    finish_jobs(town_url, tmp_path)
    job = signed_in("planner").get(address).json()
    assert (job["state"], job["error"]) == ("failed", "The network has a gap.")
    assert "result" not in job["links"]


def test_a_key_sees_its_own_jobs_and_not_those_of_its_account(
    submit, signed_in, closed: httpx.Client
):
    boss = signed_in("administrator")
    other = submit("administrator", "test_count")
    wanted = {"name": "hotline", "scopes": ["lookup"]}
    secret = boss.post("/api/v1/api-keys", json=wanted).json()["secret"]
    answer = closed.get(JOBS, headers={"X-API-Key": secret})
    assert answer.json() == {"items": [], "next": None}
    assert closed.get(other, headers={"X-API-Key": secret}).status_code == 403
