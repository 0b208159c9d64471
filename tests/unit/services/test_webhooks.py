from datetime import timedelta

import pytest

from gridgeo.domain.errors import BadInputError
from gridgeo.services.webhooks.deliver import LONGEST_WAIT, MOST_ATTEMPTS, wait_after
from gridgeo.services.webhooks.receivers import require_allowed
from gridgeo.services.webhooks.signature import new_secret, signed_headers


def test_the_signature_is_the_published_example_s():
    # The example of the Standard Webhooks specification.
    headers = signed_headers(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_every_secret_is_another():
    assert new_secret() != new_secret()


def test_waits_double_up_to_an_hour():
    waits = [wait_after(attempts) for attempts in range(1, MOST_ATTEMPTS + 1)]
    assert waits[:3] == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.example/x",
        "http://hotline.example@elsewhere.example/",
        "http://user:pass@hotline.example/",
        "ftp://hotline.example/",
        "http:///x",
        "http://hotline.example:99999/",
        "http://hotline.example.elsewhere.example/",
        "http://[",
    ],
)
def test_only_named_hosts_are_called(url):
    with pytest.raises(BadInputError) as refusal:
        require_allowed(url, ["hotline.example"])
    assert refusal.value.field == "url"


def test_a_named_host_is_called_on_any_port():
    require_allowed("https://Hotline.example:8443/hook?x=1", ["hotline.EXAMPLE"])
