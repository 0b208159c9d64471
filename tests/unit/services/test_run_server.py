import socket

import pytest

from gridgeo.domain.errors import BadInputError, UnavailableError
from gridgeo.services.run_server import FIRST_PORT, LAST_PORT, address_of, open_listener


def test_without_a_port_the_first_free_one_is_taken_and_the_next_server_gets_another():
    with open_listener("127.0.0.1") as first, open_listener("127.0.0.1") as second:
        ports = [listener.getsockname()[1] for listener in (first, second)]
    assert all(FIRST_PORT <= port <= LAST_PORT for port in ports)
    assert ports[0] < ports[1]


def test_a_taken_port_is_one_sentence_that_says_what_to_do():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(UnavailableError, match=rf"Port {port} .* is taken.*--port"):
            open_listener("127.0.0.1", port)


@pytest.mark.parametrize("host", ["no.such.host.invalid", "192.0.2.1"])
def test_a_host_that_is_not_here_is_named(host):
    with pytest.raises(BadInputError, match=host):
        open_listener(host, 0)


def test_the_address_can_be_opened_in_a_browser():
    with open_listener("0.0.0.0", 0) as listener:  # noqa: S104
        assert address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"
