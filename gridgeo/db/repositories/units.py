"""Units: merged and replaced so that what a plan is made of never changes under it."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db import bulk

COLUMNS = ("code", "area_code", "compound_code", "households", "persons", "geometry")
WORKLOAD_COUNTS = ("key_persons", "shops")  # buildings and households do not tell these

# A draft holds a unit, or what it cut from it.
_USED = """(
    EXISTS (SELECT FROM plan_units AS p WHERE p.unit_id = u.id)
    OR EXISTS (SELECT FROM units AS c WHERE c.cut_from = u.id))"""
# now() stands still in a transaction, so that all units of one replacement share an instant.
_SUPERSEDE_CHANGED = text(f"""
    UPDATE units AS u SET superseded_at = now() FROM pg_temp.staging AS s
    WHERE u.code = s.code AND u.superseded_at IS NULL
      AND {_USED}
      AND (u.area_code, u.compound_code, u.households, u.persons, u.key_persons, u.shops,
           u.geometry)
          IS DISTINCT FROM
          (s.area_code, s.compound_code, s.households, s.persons, s.key_persons, s.shops,
           s.geometry)
""")  # noqa: S608 - the condition is ours
_SUPERSEDE_ABSENT = text(f"""
    UPDATE units AS u SET superseded_at = now()
    WHERE u.area_code = ANY(:areas) AND u.superseded_at IS NULL
      AND {_USED}
      AND NOT EXISTS (SELECT FROM pg_temp.staging AS s WHERE s.code = u.code)
""")  # noqa: S608 - as above
_DELETE_ABSENT = text("""
    DELETE FROM units AS u
    WHERE u.area_code = ANY(:areas) AND u.superseded_at IS NULL
      AND NOT EXISTS (SELECT FROM pg_temp.staging AS s WHERE s.code = u.code)
""")


def supersede_changed(session: Session) -> int:
    """Set aside the units that plans use and that staged ones change; give how many."""
    return int(session.execute(_SUPERSEDE_CHANGED).rowcount)  # type: ignore[attr-defined]


def merge_staged(session: Session, columns: Sequence[str]) -> bulk.Merged:
    """Merge units staged by `gridgeo.db.bulk.stage`; a planned one that changes is superseded."""
    superseded = supersede_changed(session)
    merged = bulk.merge(session, "units", ["code"], columns, where="WHERE superseded_at IS NULL")
    return bulk.Merged(merged.inserted - superseded, merged.updated + superseded)


def replace_units(session: Session, area_codes: Sequence[str], frame: pd.DataFrame) -> bulk.Merged:
    """Make the given units the current ones of some communities.

    Parameters
    ----------
    session : Session
        The caller commits.
    area_codes : sequence of str
        The communities; their current units that are not in the frame go.
    frame : DataFrame
        `COLUMNS`, geometry as multipolygons in EPSG:4326. `WORKLOAD_COUNTS` become 0.
    """
    columns = [*COLUMNS, *WORKLOAD_COUNTS]
    bulk.stage(session, "units", frame.assign(**dict.fromkeys(WORKLOAD_COUNTS, 0))[columns])
    session.execute(_SUPERSEDE_ABSENT, {"areas": list(area_codes)})
    session.execute(_DELETE_ABSENT, {"areas": list(area_codes)})
    return merge_staged(session, columns)
