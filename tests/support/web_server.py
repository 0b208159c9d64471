"""The real application with the built map page, for the page's tests in a browser.

``python -m tests.support.web_server`` writes one line of JSON with the addresses of three servers
(one that everybody may read, one that asks for a sign-in, one with nothing published) and serves
until its standard input ends.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from api.main import create_app
from gridgeo.config import Settings
from gridgeo.db.session import make_engine, open_session
from tests.support import live_server, small_town
from tests.support.postgis import running_test_server, throw_away_folder


def main() -> None:
    """Serve until standard input ends."""
    with ExitStack() as stack:
        server = stack.enter_context(running_test_server())
        folder = stack.enter_context(throw_away_folder())
        town, empty = server.create_database(), server.create_database()
        _build_town(town)
        addresses = {
            "open": stack.enter_context(_serving(town, folder / "open", public_read=True)),
            "closed": stack.enter_context(_serving(town, folder / "closed", public_read=False)),
            "empty": stack.enter_context(_serving(empty, folder / "empty", public_read=True)),
        }
        sys.stdout.write(json.dumps({**addresses, "password": small_town.PASSWORD}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


def _build_town(url: str) -> None:
    engine = make_engine(url)
    with open_session(engine) as session:
        small_town.build(session)
        small_town.add_users(session)
    engine.dispose()


@contextmanager
def _serving(url: str, folder: Path, *, public_read: bool) -> Iterator[str]:
    folder.mkdir()
    settings = Settings(database_url=url, data_dir=folder, public_read=public_read)
    with live_server.running(create_app(settings)) as address:
        yield address


if __name__ == "__main__":
    main()
