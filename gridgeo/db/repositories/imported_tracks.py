"""Staged track points: held against those that are there, kept to be undone, deleted again."""

from typing import Any

import pandas as pd
from sqlalchemy import text
from sqlalchemy.orm import Session

# Text that leads back to the three columns of the key.
_KEY = "CAST(jsonb_build_array(s.worker_code, s.device, s.recorded_at) AS text)"
_DEVICES = text("UPDATE pg_temp.staging SET device = worker_code WHERE device IS NULL")
_REPEATED = text("""
    DELETE FROM pg_temp.staging AS s
    USING (SELECT worker_code, device, recorded_at, min(row_number) AS first FROM pg_temp.staging
           GROUP BY 1, 2, 3 HAVING count(*) > 1) AS twice
    WHERE (s.worker_code, s.device, s.recorded_at)
          = (twice.worker_code, twice.device, twice.recorded_at) AND s.row_number > twice.first
    RETURNING s.row_number, s.worker_code, s.recorded_at, twice.first
""")
_TAKE_OUT = text("DELETE FROM pg_temp.staging WHERE row_number = ANY(:rows)")
_STATES = f"""
    DROP TABLE IF EXISTS pg_temp.import_states;
    CREATE TEMP TABLE import_states ON COMMIT DROP AS
    SELECT {_KEY} AS key, s.row_number,
           CASE WHEN t.worker_code IS NULL AND m.worker_code IS NULL THEN 'new' ELSE 'same'
           END AS state
    FROM pg_temp.staging AS s
    LEFT JOIN track_points AS t USING (worker_code, device, recorded_at)
    LEFT JOIN misdated_points AS m USING (worker_code, device, recorded_at);
    ANALYZE pg_temp.import_states
"""  # noqa: S608 - the key is ours
_STAGED = """
    SELECT s.row_number, s.worker_code, s.device, s.recorded_at, s.accuracy_m,
           ST_X(s.place) AS lon, ST_Y(s.place) AS lat
    FROM (SELECT *, CAST(geometry AS geometry) AS place FROM pg_temp.staging) AS s {states}
    WHERE s.row_number > :after ORDER BY s.row_number LIMIT :most
"""
_OF_STATE = """
    JOIN pg_temp.import_states AS x ON x.row_number = s.row_number AND x.state = :state
"""
_FEATURES = text("""
    SELECT x.key, x.state, s.row_number,
           CAST(ST_AsGeoJSON(CAST(s.geometry AS geometry), 7) AS jsonb) AS shape
    FROM pg_temp.import_states AS x JOIN pg_temp.staging AS s USING (row_number)
    ORDER BY x.state = 'same', s.row_number LIMIT :most
""")
_KEEP = text("""
    INSERT INTO import_additions (import_id, part, keys, after)
    SELECT :id, row_number / :together, array_agg(key), array_agg(CAST(0 AS bigint))
    FROM pg_temp.import_states WHERE state = 'new' GROUP BY row_number / :together
""")
_ADDED = """
    DELETE FROM {table} AS t USING (
        SELECT CAST(key AS jsonb) ->> 0 AS worker_code, CAST(key AS jsonb) ->> 1 AS device,
               CAST(CAST(key AS jsonb) ->> 2 AS timestamptz) AS recorded_at
        FROM import_touched WHERE import_id = :id
    ) AS k
    WHERE (t.worker_code, t.device, t.recorded_at) = (k.worker_code, k.device, k.recorded_at)
"""
_DELETE = text(f"""
    WITH gone AS ({_ADDED.format(table="track_points")} RETURNING t.recorded_at),
    marked AS (
        UPDATE patrol_days SET mark = mark + 1 WHERE day IN (
            SELECT CAST(recorded_at AT TIME ZONE 'Asia/Shanghai' AS date) FROM gone)
    )
    SELECT count(*) FROM gone
""")  # noqa: S608 - the pieces are ours
_DELETE_MISDATED = text(_ADDED.format(table="misdated_points"))


def complete_devices(session: Session) -> None:
    """Let the worker stand for a device that is not named."""
    session.execute(_DEVICES)


def take_out_repeated(session: Session) -> list[Any]:
    """Take out points that stand in the file twice; give row, worker, instant and first row."""
    return list(session.execute(_REPEATED))


def take_out(session: Session, rows: list[int]) -> None:
    """Take staged rows out."""
    session.execute(_TAKE_OUT, {"rows": rows})


def compare(session: Session) -> None:
    """Write ``pg_temp.import_states``: for each staged point whether it is new or there already."""
    session.execute(text(_STATES))


def staged_points(session: Session, state: str | None, after: int, most: int) -> pd.DataFrame:
    """Give staged points by their row: columns of an upload, and ``row_number``.

    Parameters
    ----------
    state : str or None
        Only those in a state, once they are compared.
    after, most : int
        The last row of the part before, and how many are given.
    """
    statement = text(_STAGED.format(states="" if state is None else _OF_STATE))
    values = {"after": after, "most": most, **({} if state is None else {"state": state})}
    rows = session.execute(statement, values)
    frame = pd.DataFrame(rows.all(), columns=list(rows.keys()))
    return frame.assign(recorded_at=pd.to_datetime(frame["recorded_at"], utc=True))


def staged_features(session: Session, most: int) -> dict[str, Any]:
    """Give the first staged points as GeoJSON with key and state; those that are new first."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": one.key, "geometry": one.shape,
             "properties": {"key": one.key, "state": one.state, "row": one.row_number}}
            for one in session.execute(_FEATURES, {"most": most})
        ],
    }  # fmt: skip


def keep_added(session: Session, import_id: int, together: int) -> None:
    """Keep the keys of the new points, so that they can be deleted again."""
    session.execute(_KEEP, {"id": import_id, "together": together})


def delete_added(session: Session, import_id: int) -> int:
    """Delete the points that an import brought, mark their days, and say how many they were."""
    deleted = int(session.scalar(_DELETE, {"id": import_id}) or 0)
    odd = session.execute(_DELETE_MISDATED, {"id": import_id})
    return deleted + int(odd.rowcount)  # type: ignore[attr-defined]
