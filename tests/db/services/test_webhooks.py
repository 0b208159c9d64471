"""Delivery against a real receiver: order, signature, retries, dead letters, leases."""

import threading
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.repositories import webhooks
from gridgeo.db.session import open_session
from gridgeo.db.tables import Outbox, Webhook, WebhookDeadLetter
from gridgeo.domain.errors import UnavailableError
from gridgeo.services.follow_changes import list_changes
from gridgeo.services.webhooks.deliver import MOST_ATTEMPTS, deliver_due, make_client, redeliver
from gridgeo.services.webhooks.receivers import make_webhook
from gridgeo.services.webhooks.signature import signed_headers
from tests.support import webhook_receiver

pytestmark = pytest.mark.db

HOSTS = ("127.0.0.1",)


@pytest.fixture
def receiver():
    with webhook_receiver.running() as receiver:
        yield receiver


@pytest.fixture
def client():
    with make_client() as client:
        yield client


@pytest.fixture
def webhook_id(engine, receiver):
    with open_session(engine) as session:
        return make_webhook(session, "hotline", receiver.url, allowed_hosts=HOSTS).id


def publish(engine, *versions):
    with open_session(engine) as session:
        for version in versions:
            payload = {"network": "zongzhi", "version": version}
            session.add(Outbox(topic="network.published", payload=payload))
            session.flush()


def versions_of(receiver):
    return [orjson.loads(body)["data"]["version"] for _, body in receiver.received]


def make_due(engine):
    with open_session(engine) as session:
        session.execute(text("UPDATE webhooks SET due_at = now()"))


def test_messages_arrive_signed_and_in_order(engine, receiver, client, webhook_id):
    publish(engine, 1, 2, 3)
    assert deliver_due(engine, client, HOSTS) == 3
    assert versions_of(receiver) == [1, 2, 3]
    headers, body = receiver.received[0]
    with open_session(engine) as session:
        secret = session.get(Webhook, webhook_id).secret
    true = signed_headers(secret, headers["webhook-id"], int(headers["webhook-timestamp"]), body)
    assert headers["webhook-signature"] == true["webhook-signature"]
    assert deliver_due(engine, client, HOSTS) == 0


def test_a_webhook_hears_only_of_what_follows_it_and_of_its_network(engine, receiver, client):
    publish(engine, 1)
    with open_session(engine) as session:
        session.execute(
            text(
                "INSERT INTO networks (code, name, code_template) VALUES ('fangyi', '防疫', '{a}')"
            )
        )
        make_webhook(session, "x", receiver.url, allowed_hosts=HOSTS, network="fangyi")
    publish(engine, 2)
    with open_session(engine) as session:
        session.add(Outbox(topic="network.published", payload={"network": "fangyi", "version": 9}))
    deliver_due(engine, client, HOSTS)
    assert versions_of(receiver) == [9]


def test_a_refused_message_waits_and_comes_again_before_the_next(
    engine, receiver, client, webhook_id
):
    publish(engine, 1, 2)
    receiver.status = 500
    assert deliver_due(engine, client, HOSTS) == 1
    assert deliver_due(engine, client, HOSTS) == 0  # it rests
    with open_session(engine) as session:
        row = session.get(Webhook, webhook_id)
        assert (row.attempts, row.last_error, row.lease) == (1, "it answered 500", None)
    receiver.status = 204
    make_due(engine)
    assert deliver_due(engine, client, HOSTS) == 2
    assert versions_of(receiver) == [1, 1, 2]
    ids = [headers["webhook-id"] for headers, _ in receiver.received]
    assert ids[0] == ids[1] != ids[2]


def test_a_redirect_is_no_success_and_is_not_followed(engine, receiver, client, webhook_id):
    publish(engine, 1)
    receiver.status = 307
    deliver_due(engine, client, HOSTS)
    assert len(receiver.received) == 1
    with open_session(engine) as session:
        assert session.get(Webhook, webhook_id).last_error == "it answered 307"


def test_after_the_last_attempt_a_message_is_put_aside_and_the_next_one_goes(
    engine, receiver, client, webhook_id
):
    publish(engine, 1)
    receiver.status = 503
    for _ in range(MOST_ATTEMPTS):
        make_due(engine)
        assert deliver_due(engine, client, HOSTS) == 1
    publish(engine, 2)
    receiver.status = 200
    make_due(engine)
    assert deliver_due(engine, client, HOSTS) == 1
    with open_session(engine) as session:
        (letter,) = webhooks.list_dead_letters(session, webhook_id)
        assert (letter.attempts, letter.error) == (MOST_ATTEMPTS, "it answered 503")
        message_id = letter.message_id
    receiver.status = 500
    with pytest.raises(UnavailableError, match="500"), open_session(engine) as session:
        redeliver(session, webhook_id, message_id, HOSTS)
    receiver.status = 200
    with open_session(engine) as session:
        redeliver(session, webhook_id, message_id, HOSTS)
    with open_session(engine) as session:
        assert session.get(WebhookDeadLetter, (webhook_id, message_id)) is None
    assert versions_of(receiver)[-2:] == [1, 1]


def test_a_host_that_is_no_longer_allowed_is_not_called(engine, receiver, client, webhook_id):
    publish(engine, 1)
    deliver_due(engine, client, ("elsewhere.example",))
    assert receiver.received == []
    with open_session(engine) as session:
        assert "may not call" in session.get(Webhook, webhook_id).last_error


def test_a_receiver_that_is_away_counts_as_a_failure(engine, client):
    with webhook_receiver.running() as gone, open_session(engine) as session:
        webhook_id = make_webhook(session, "x", gone.url, allowed_hosts=HOSTS).id
    publish(engine, 1)
    assert deliver_due(engine, client, HOSTS) == 1
    with open_session(engine) as session:
        assert "ConnectError" in session.get(Webhook, webhook_id).last_error


def test_a_lease_keeps_others_away_until_it_ends(engine, receiver, client, webhook_id):
    publish(engine, 1)
    with open_session(engine) as session:
        dead = webhooks.claim_due(session)  # this process dies here
    assert deliver_due(engine, client, HOSTS) == 0
    with open_session(engine) as session:
        session.execute(text("UPDATE webhooks SET leased_until = now() - interval '1 s'"))
    assert deliver_due(engine, client, HOSTS) == 1
    with open_session(engine) as session:  # it was not dead after all: its word counts no more
        webhooks.record_failed(session, dead, timedelta(hours=1), "late")
    with open_session(engine) as session:
        assert session.get(Webhook, webhook_id).attempts == 0


def test_readers_never_miss_a_message_of_a_slow_writer(engine):
    """Ten writers commit in any order; a reader that follows the feed sees every message once."""
    begun, seen, place = threading.Barrier(11), [], "0"

    def write(number):
        with Session(engine) as session:
            begun.wait()
            session.add(Outbox(topic="network.published", payload={"version": number}))
            session.flush()
            session.execute(text("SELECT pg_sleep(:s)"), {"s": 0.05 * (number % 3)})
            session.commit()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(10)]
    for writer in writers:
        writer.start()
    begun.wait()
    while any(writer.is_alive() for writer in writers) or len(seen) < 10:
        with open_session(engine) as session:
            items, place, _ = list_changes(session, place)
        seen += [item["data"]["version"] for item in items]
    for writer in writers:
        writer.join()
    assert sorted(seen) == list(range(10))
