"""The real application with the built map page, for the page's tests in a browser.

``python -m tests.support.web_server`` writes one line of JSON with the addresses of three servers
(one that everybody may read, one that asks for a sign-in, one with nothing published, one with
units, patrols and a worker for planning) and serves until its standard input ends.
"""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import shapely
from sqlalchemy.orm import Session

from api.main import create_app
from gridgeo.config import Settings
from gridgeo.db.session import make_engine, open_session
from gridgeo.services.check_network import check_network
from gridgeo.services.geocode_addresses import Geocoder
from gridgeo.services.geocode_gazetteer import add_addresses, build_gazetteer
from gridgeo.services.geocode_queue import keep_placements
from gridgeo.services.jobs import JobWorker
from gridgeo.services.patrols.ingest import ingest_points
from gridgeo.services.patrols.reckon import reckon_stale
from tests.support import live_server, patrolled_town, small_town
from tests.support.postgis import running_test_server, throw_away_folder


def main() -> None:
    """Serve until standard input ends."""
    with ExitStack() as stack:
        server = stack.enter_context(running_test_server())
        folder = stack.enter_context(throw_away_folder())
        town, empty, ground = (server.create_database() for _ in range(3))
        _build_town(town)
        _build_town(ground, units=True)
        addresses = {
            "open": stack.enter_context(_serving(town, folder / "open", public_read=True)),
            "closed": stack.enter_context(_serving(town, folder / "closed", public_read=False)),
            "empty": stack.enter_context(_serving(empty, folder / "empty", public_read=True)),
            "planning": stack.enter_context(_serving(ground, folder / "plans", public_read=True)),
        }
        stack.enter_context(_working(ground, folder / "plans"))
        sys.stdout.write(json.dumps({**addresses, "password": small_town.PASSWORD}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


def _build_town(url: str, *, units: bool = False) -> None:
    engine = make_engine(url)
    with open_session(engine) as session:
        small_town.build(session)
        small_town.add_users(session)
        if units:
            small_town.add_units(session)
            patrolled_town.add_people(session)
            _add_addresses(session)
            check_network(session, "zongzhi")
    if units:
        with open_session(engine) as session:
            ingest_points(session, patrolled_town.two_months())
        reckon_stale(engine)
    engine.dispose()


def _add_addresses(session: Session) -> None:
    """Let four addresses wait: two written alike, one with rough candidates, and no address."""
    build_gazetteer(session, ["areas"])
    known = np.array([shapely.Point(116.3045, 39.9105), shapely.Point(116.3058, 39.9102)])
    add_addresses(session, ["丽园小区1幢", "丽园小区2幢"], known)
    texts = ["和平社区供销社楼501", "和平社區供銷社樓501室", "和平社区丽园小区9幢301室", "？？"]
    households = [f"H{small_town.LEFT}-{number:02d}" for number in (0, 1, 2)]
    answers = Geocoder(session).geocode_all(texts)
    keep_placements(session, answers, [*households, ""])


@contextmanager
def _serving(url: str, folder: Path, *, public_read: bool) -> Iterator[str]:
    folder.mkdir()
    settings = Settings(database_url=url, data_dir=folder, public_read=public_read)
    with live_server.running(create_app(settings)) as address:
        yield address


@contextmanager
def _working(url: str, folder: Path) -> Iterator[None]:
    """Do the jobs of a database as they come."""
    engine = make_engine(url)
    over = threading.Event()
    worker = JobWorker(engine, Settings(database_url=url, data_dir=folder), over)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        engine.dispose()


if __name__ == "__main__":
    main()
