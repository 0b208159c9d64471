"""The real application on a real PostGIS, asked over HTTP; one town a module."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher

from api.main import create_app
from gridgeo.config import Settings
from gridgeo.db.session import make_engine, open_session
from gridgeo.services import sign_in
from tests.support import live_server, small_town

SignIn = Callable[[str], httpx.Client]


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Let argon2 take one pass over little memory: hundreds of sign-ins are hundreds of hashes.

    Processes of their own, as ``gridgeo serve`` in other tests, hash as in earnest.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sign_in, "_HASHER", PasswordHasher(time_cost=1, memory_cost=1024))
        yield


@pytest.fixture(scope="module")
def town_url(module_database_url: str) -> str:
    """URL of a database with the town and one account a role."""
    engine = make_engine(module_database_url)
    with open_session(engine) as session:
        small_town.build(session)
        small_town.add_users(session)
    engine.dispose()
    return module_database_url


@contextmanager
def _serving(url: str, folder: Path, *, public_read: bool) -> Iterator[str]:
    settings = Settings(database_url=url, data_dir=folder, public_read=public_read)
    with live_server.running(create_app(settings, web_dist=folder / "no-dist")) as address:
        yield address


@pytest.fixture(scope="module")
def public(town_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server where reading needs no sign-in."""
    with (
        _serving(town_url, tmp_path_factory.mktemp("public"), public_read=True) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def closed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder of the closed server."""
    return tmp_path_factory.mktemp("closed")


@pytest.fixture(scope="module")
def closed_address(town_url: str, closed_folder: Path) -> Iterator[str]:
    """Address of a server where everything needs a sign-in."""
    with _serving(town_url, closed_folder, public_read=False) as address:
        yield address


@pytest.fixture
def closed(closed_address: str) -> Iterator[httpx.Client]:
    """A client of the closed server, without cookies."""
    with httpx.Client(base_url=closed_address, timeout=60) as client:
        yield client


@pytest.fixture
def signed_in(closed_address: str) -> Iterator[SignIn]:
    """Sign in as a role and give the client, which sends the token for writes."""
    with ExitStack() as clients:

        def enter(role: str) -> httpx.Client:
            client = clients.enter_context(httpx.Client(base_url=closed_address, timeout=60))
            credentials = {"name": role, "password": small_town.PASSWORD}
            answer = client.post("/api/v1/session", json=credentials)
            assert answer.status_code == 200, answer.text
            client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
            return client

        yield enter
