"""Webhooks over HTTP: made by an administrator, told by the serving process itself."""

import time

import httpx
import orjson
import pytest

from api.main import create_app
from gridgeo.config import Settings
from gridgeo.db.session import make_engine, open_session
from gridgeo.db.tables import Outbox
from tests.support import live_server, small_town, webhook_receiver

pytestmark = pytest.mark.db

HOOKS = "/api/v1/webhooks"
WAIT_S = 20


@pytest.fixture(scope="module")
def receiver():
    with webhook_receiver.running() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def administrator(town_url, tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    settings = Settings(database_url=town_url, data_dir=folder, webhook_hosts="127.0.0.1")
    with (
        live_server.running(create_app(settings, web_dist=folder / "no-dist")) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        credentials = {"name": "administrator", "password": small_town.PASSWORD}
        signed_in = client.post("/api/v1/session", json=credentials).json()
        client.headers["X-CSRF-Token"] = signed_in["csrf_token"]
        yield client


def test_a_publication_is_told_by_the_server_itself(administrator, receiver, town_url):
    made = administrator.post(HOOKS, json={"name": "hotline", "url": receiver.url})
    assert made.status_code == 201, made.text
    assert made.json()["secret"].startswith("whsec_")
    engine = make_engine(town_url)
    with open_session(engine) as session:
        session.add(Outbox(topic="network.published", payload={"network": "zongzhi", "version": 7}))
    engine.dispose()
    deadline = time.monotonic() + WAIT_S
    while not receiver.received and time.monotonic() < deadline:
        time.sleep(0.05)
    ((_, body),) = receiver.received
    assert orjson.loads(body)["data"]["version"] == 7
    listed = administrator.get(HOOKS)
    assert made.json()["secret"] not in listed.text
    hook = f"{HOOKS}/{made.json()['id']}"
    assert administrator.get(f"{hook}/dead-letters").json() == {"items": []}
    assert administrator.delete(hook).status_code == 204
    assert administrator.delete(hook).status_code == 404


def test_an_address_that_is_not_allowed_is_refused_with_what_to_do(administrator):
    answer = administrator.post(HOOKS, json={"name": "x", "url": "http://169.254.169.254/"})
    assert answer.status_code == 422
    assert answer.json()["field"] == "url"
    assert "GRIDGEO_WEBHOOK_HOSTS" in answer.json()["detail"]


def test_only_administrators_make_webhooks(signed_in, receiver):
    body = {"name": "x", "url": receiver.url}
    for role in ("reviewer", "integrator"):
        assert signed_in(role).post(HOOKS, json=body).status_code == 403
        assert signed_in(role).get(HOOKS).status_code == 403


def test_a_letter_that_is_not_there_cannot_be_redelivered(administrator):
    address = f"{HOOKS}/1/dead-letters/1/redeliver"
    assert administrator.post(address).status_code == 404
