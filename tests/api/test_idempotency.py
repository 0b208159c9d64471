"""Writes sent twice with an Idempotency-Key are done once, also by requests at the same time."""

import threading

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from gridgeo.db.repositories import idempotency
from gridgeo.db.session import make_engine, open_session
from gridgeo.services.jobs.retire import retire_jobs
from tests.support import small_town
from tests.support.small_town import LEFT

pytestmark = pytest.mark.db

PLANS = "/api/v1/plans"
WANTED = {"network": "zongzhi", "areas": [LEFT], "effort": "fast", "name": "一次"}


@pytest.fixture(scope="module")
def engine(town_url):
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
    yield engine
    engine.dispose()


def jobs_in(engine) -> int:
    with open_session(engine) as session:
        return session.execute(text("SELECT count(*) FROM jobs")).scalar()


def send(client: httpx.Client, key: str, **change: object) -> httpx.Response:
    return client.post(PLANS, json=WANTED | change, headers={"Idempotency-Key": key})


def test_the_same_write_is_done_once_and_answered_alike(engine, signed_in):
    client = signed_in("planner")
    before = jobs_in(engine)
    first, second = send(client, "spring"), send(client, "spring")
    assert first.status_code == second.status_code == 202
    assert first.content == second.content
    assert first.headers["location"] == second.headers["location"]
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert jobs_in(engine) == before + 1


def test_without_a_key_every_write_counts(engine, signed_in):
    client = signed_in("planner")
    before = jobs_in(engine)
    assert [client.post(PLANS, json=WANTED).status_code for _ in range(2)] == [202, 202]
    assert jobs_in(engine) == before + 2


def test_a_key_is_for_one_request_of_one_person(engine, signed_in):
    client = signed_in("planner")
    send(client, "mine")
    before = jobs_in(engine)
    other_body = send(client, "mine", name="二次")
    assert other_body.status_code == 422
    assert other_body.json()["field"] == "Idempotency-Key"
    other_place = client.post("/api/v1/jobs/1/cancel", headers={"Idempotency-Key": "mine"})
    assert other_place.status_code in (403, 422)
    assert jobs_in(engine) == before
    assert send(signed_in("reviewer"), "mine").status_code == 202
    assert jobs_in(engine) == before + 1


def test_a_refusal_is_not_kept(engine, signed_in):
    client = signed_in("planner")
    assert send(client, "later", network="nothing").status_code == 404
    assert send(client, "later").status_code == 202


def test_leave_is_asked_for_before_an_answer_is_repeated(engine, signed_in, town_url):
    with open_session(engine) as session:
        small_town.add_scoped_planner(session, "leaving", LEFT)
    client = signed_in("leaving")
    assert send(client, "mine").status_code == 202
    with open_session(engine) as session:
        session.execute(
            text(
                "DELETE FROM role_grants WHERE user_id IN"
                " (SELECT id FROM users WHERE login = 'leaving')"
            )
        )
    assert send(client, "mine").status_code == 403


def test_a_write_that_is_going_on_is_not_begun_again(engine, signed_in):
    client = signed_in("planner")
    with open_session(engine) as session:
        user_id = session.execute(text("SELECT id FROM users WHERE login = 'planner'")).scalar()
        assert idempotency.try_lock(session, user_id, "slow")
        answer = send(client, "slow")
        assert answer.status_code == 409
        assert answer.json()["field"] == "Idempotency-Key"
    assert send(client, "slow").status_code == 202


def test_ten_at_the_same_time_make_one_job(engine, signed_in):
    clients = [signed_in("planner") for _ in range(10)]
    before = jobs_in(engine)
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda one=client: answers.append(send(one, "rush").status_code))
        for client in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {202, 409}
    assert 202 in answers
    assert jobs_in(engine) == before + 1


def test_a_secret_is_neither_kept_nor_shown_twice(engine, signed_in):
    client = signed_in("administrator")
    wanted = {"name": "once", "scopes": ["lookup"]}
    first = client.post("/api/v1/api-keys", json=wanted, headers={"Idempotency-Key": "k"})
    second = client.post("/api/v1/api-keys", json=wanted, headers={"Idempotency-Key": "k"})
    assert (first.status_code, second.status_code) == (201, 409)
    with open_session(engine) as session:
        kept = session.execute(text("SELECT body FROM idempotent_answers WHERE key = 'k'")).all()
        keys = session.execute(text("SELECT count(*) FROM api_keys WHERE name = 'once'")).scalar()
    assert kept == [(None,)]
    assert keys == 1


def test_answers_are_kept_for_a_day(engine, signed_in):
    client = signed_in("planner")
    first = send(client, "daily")
    with open_session(engine) as session:
        session.execute(
            text(
                "UPDATE idempotent_answers SET created_at = now() - interval '25 hours'"
                " WHERE key = 'daily'"
            )
        )
    again = send(client, "daily")
    assert again.json()["id"] != first.json()["id"]
    with open_session(engine) as session:
        session.execute(
            text("UPDATE idempotent_answers SET created_at = now() - interval '25 hours'")
        )
        retire_jobs(session, 30)
        assert session.execute(text("SELECT count(*) FROM idempotent_answers")).scalar() == 0


def test_when_the_answer_cannot_be_kept_nothing_is_written(engine, signed_in, monkeypatch):
    def fail(*_arguments: object) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    client = signed_in("planner")
    before = jobs_in(engine)
    with monkeypatch.context() as broken:
        broken.setattr("api.idempotency.keep_answer", fail)
        assert send(client, "unkept").status_code == 503
    assert jobs_in(engine) == before
    assert send(client, "unkept").status_code == 202
    assert jobs_in(engine) == before + 1


@pytest.mark.parametrize("key", ["", "a b", "x" * 201])
def test_a_key_that_cannot_be_one_is_a_problem(signed_in, key):
    answer = send(signed_in("planner"), key)
    assert answer.status_code == 422
    assert answer.json()["field"] == "Idempotency-Key"


# These begin and end a session, or only read; nothing is done twice by sending them twice.
REPEATABLE = {"locate_batch", "sign_in", "sign_out", "send_tracks", "change_own_password"}


def test_every_write_takes_a_key(closed):
    document = closed.get("/api/v1/openapi.json").json()
    without = {
        operation["operationId"]
        for methods in document["paths"].values()
        for method, operation in methods.items()
        if method not in ("get", "head")
        and "Idempotency-Key" not in {one["name"] for one in operation.get("parameters", [])}
    }
    assert without <= REPEATABLE


def test_a_body_of_unstated_length_is_not_kept_in_memory(engine, signed_in):
    client = signed_in("planner")
    headers = {"Idempotency-Key": "endless", "Content-Type": "application/json"}
    answer = client.post(PLANS, content=iter([b"{", b"}"]), headers=headers)
    assert answer.status_code == 422
    assert answer.json()["field"] == "Idempotency-Key"
