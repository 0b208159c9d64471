"""The mark differs whenever what workers show does, and is read again after a lost connection."""

import pytest
import shapely
from sqlalchemy import text

from gridgeo.db.repositories.published_mark import PublishedMark
from gridgeo.db.session import open_session
from gridgeo.domain.errors import UnavailableError
from tests.support.published import add_network, publish

pytestmark = pytest.mark.db

GRID = {"code": "A", "geometry": shapely.box(120.9, 24.7, 121.0, 24.8)}

CHANGES = (
    "UPDATE networks SET name = '综合治理' WHERE code = 'zongzhi'",
    "UPDATE network_standards SET target = target + 1 WHERE network_code = 'zongzhi'",
    """INSERT INTO imports (kind, source, source_crs, transform, rows_read, inserted, updated,
                            rejected, imported_by)
       VALUES ('areas', 'areas.gpkg', '4326', 'none', 1, 1, 0, 0, 'test')""",
    "UPDATE imports SET undone_by = 'test', undone_at = now()",
)
OWN = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"


def test_every_change_of_what_is_shown_changes_the_mark(engine):
    marks = PublishedMark(engine)
    with open_session(engine) as session:
        add_network(session, "zongzhi")
    seen = [marks.read()]
    with open_session(engine) as session:
        publish(session, "zongzhi", [GRID])
    seen.append(marks.read())
    for change in CHANGES:
        with open_session(engine) as session:
            session.execute(text(change))
        seen.append(marks.read())
    assert len(set(seen)) == len(seen) == 6
    assert marks.read() == seen[-1]
    marks.close()


def test_a_lost_connection_is_told_once_and_made_anew(engine):
    marks = PublishedMark(engine)
    mark = marks.read()
    with open_session(engine) as session:
        session.execute(text(f"{OWN} AND datname = current_database()"))
    with pytest.raises(UnavailableError, match="does not answer"):
        marks.read()
    assert marks.read() == mark
    marks.close()
