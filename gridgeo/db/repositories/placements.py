"""What became of each address: stored, listed, decided by hand, counted by community."""

from typing import Any

import pandas as pd
from sqlalchemy import RowMapping, select, text
from sqlalchemy.orm import Session

from gridgeo.db import bulk
from gridgeo.db.tables import AddressPlacement

# What somebody decided stays.
_MERGE = text("""
    INSERT INTO address_placements AS present (
        subject, household_code, text, normal, state, level, score, reason, candidates,
        stated_area_code, area_code, geometry
    )
    SELECT s.subject, h.code, s.text, COALESCE(s.normal, ''), s.state, s.level, s.score, s.reason,
           s.candidates, s.stated_area_code, s.area_code, s.geometry
    FROM pg_temp.placing AS s
    LEFT JOIN households AS h ON s.subject = 'household:' || h.code
    ORDER BY s.position
    ON CONFLICT (subject) DO UPDATE SET
        household_code = excluded.household_code, text = excluded.text,
        normal = excluded.normal, state = excluded.state, level = excluded.level,
        score = excluded.score, reason = excluded.reason, candidates = excluded.candidates,
        stated_area_code = excluded.stated_area_code, area_code = excluded.area_code,
        geometry = excluded.geometry
    WHERE present.state IN ('placed', 'queued')
""")
_CAUSE = """
    CASE WHEN p.level IS NOT NULL AND p.score >= :enough THEN 'rivals'
         WHEN p.level IS NOT NULL THEN 'rough'
         WHEN p.reason = :nameless THEN 'nameless' ELSE 'unknown' END
"""
_WAITING = f"""
    p.state = 'queued'
    AND (CAST(:area AS text) IS NULL OR COALESCE(p.stated_area_code, p.area_code) = :area)
    AND (CAST(:level AS text) IS NULL OR p.level = :level)
    AND (CAST(:least_score AS float8) IS NULL OR p.score >= :least_score)
    AND (CAST(:cause AS text) IS NULL OR {_CAUSE} = :cause)
"""
_QUEUE = text(f"""
    SELECT p.id, p.subject, p.text, p.normal, p.level, p.score, p.reason, p.candidates,
           p.stated_area_code, p.area_code, ST_X(p.geometry) AS lon, ST_Y(p.geometry) AS lat,
           {_CAUSE} AS cause,
           CASE WHEN p.normal = '' THEN 1 ELSE (
               SELECT count(*) FROM address_placements AS o
               WHERE o.normal = p.normal AND o.state = 'queued') END AS alike
    FROM address_placements AS p WHERE {_WAITING} AND p.id > :after
    ORDER BY p.id LIMIT :most
""")  # noqa: S608 - the pieces are ours
_COUNT = text(f"SELECT count(*) FROM address_placements AS p WHERE {_WAITING}")  # noqa: S608
_SAME = text("""
    UPDATE address_placements AS p
    SET state = :state, decided_by = :actor, decided_at = now(), reason = :reason,
        decided_with = :id, before = jsonb_build_object(
            'reason', p.reason, 'level', p.level, 'area_code', p.area_code,
            'geometry', CAST(p.geometry AS text), 'home', CAST(h.geometry AS text),
            'position_quality', h.position_quality),
        level = COALESCE(:level, p.level),
        geometry = CASE WHEN CAST(:lon AS float8) IS NULL THEN p.geometry
                        ELSE ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) END,
        area_code = CASE WHEN CAST(:lon AS float8) IS NULL THEN p.area_code ELSE :area END
    FROM address_placements AS o LEFT JOIN households AS h ON h.code = o.household_code
    WHERE o.id = p.id AND p.state = 'queued'
      AND (p.id = :id OR (:alike AND p.normal = :normal))
    RETURNING p.id
""")
_HOUSEHOLDS = text("""
    UPDATE households AS h
    SET geometry = p.geometry, position_quality = 'by_hand'
    FROM address_placements AS p
    WHERE p.id = ANY(:ids) AND h.code = p.household_code
    RETURNING h.households
""")
_SHARES = text("""
    SELECT a.code AS area_code, a.name, p.state, p.level, count(*) AS addresses
    FROM address_placements AS p
    LEFT JOIN areas AS a ON a.code = COALESCE(p.stated_area_code, p.area_code)
    WHERE p.state <> 'dismissed'
    GROUP BY a.code, a.name, p.state, p.level ORDER BY a.code NULLS LAST, p.state, p.level
""")


def store_placements(session: Session, frame: pd.DataFrame) -> None:
    """Add what addresses led to, or put it in place of what the same subject led to before.

    Parameters
    ----------
    frame : DataFrame
        ``subject``, ``text``, ``normal``, ``state``, ``level``, ``score``, ``reason``,
        ``candidates`` (JSON), ``stated_area_code``, ``area_code``, ``geometry``; a subject once.
    """
    ordered = frame.assign(position=range(len(frame)))
    bulk.stage(session, "address_placements", ordered, name="placing")
    session.execute(_MERGE)


def list_queued(
    session: Session, wanted: dict[str, Any], after: int, most: int
) -> list[RowMapping]:
    """Give what waits for a decision, in the order in which it came.

    Parameters
    ----------
    wanted : dict
        ``area``, ``cause``, ``level``, ``least_score`` (None for all of them); ``enough``, the
        score from which a candidate could be taken, and ``nameless``, the reason of a text without
        a name, tell the causes apart.
    """
    values = {**wanted, "after": after, "most": most}
    return list(session.execute(_QUEUE, values).mappings())


def count_queued(session: Session, wanted: dict[str, Any]) -> int:
    """Count what waits; see `list_queued`."""
    return int(session.scalar(_COUNT, wanted) or 0)


def get_placement(session: Session, key: int) -> AddressPlacement | None:
    """Read one row and keep others from deciding it meanwhile; None where there is none."""
    return session.scalar(
        select(AddressPlacement).where(AddressPlacement.id == key).with_for_update()
    )


def decide(session: Session, row: AddressPlacement, values: dict[str, Any]) -> list[int]:
    """Decide a queued row, and with ``alike`` all that have its normal form; give their keys.

    Parameters
    ----------
    values : dict
        ``state``, ``actor``, ``reason``, ``alike``, ``level``, ``lon``, ``lat``, ``area``.
    """
    keys = {"id": row.id, "normal": row.normal}
    ids = sorted(session.scalars(_SAME, {**values, **keys}))
    session.expire_all()
    return ids


def move_households(session: Session, ids: list[int]) -> int:
    """Put the households of decided rows where they were placed, and say how many they are."""
    return sum(session.scalars(_HOUSEHOLDS, {"ids": ids}))


def count_by_area(session: Session) -> list[RowMapping]:
    """Count addresses by community, state and level; a community of None is not known."""
    return list(session.execute(_SHARES).mappings())
