"""What happens in plans just now: new entries of their logs, and who is there."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

STALE_S = 45  # three missed beats
MOST_ENTRIES = 500  # of one plan at once; the rest comes with the next reading

Position = tuple[int, int]  # last sequence of the operation log, last number of the review

# Entries of a plan are written one after the other, so none ever turns up behind a later one.
_OPERATIONS = text("""
    SELECT o.* FROM unnest(CAST(:plans AS bigint[]), CAST(:places AS int[])) AS w(plan, place),
    LATERAL (
        SELECT plan_id, sequence, revision, kind, sentence_zh, sentence_en, actor, at,
               ARRAY(SELECT DISTINCT record ->> 'code'
                     FROM plan_operations AS d,
                          jsonb_array_elements(coalesce(d.change -> 'grids', '[]')) AS pair,
                          jsonb_array_elements(pair) AS record
                     WHERE d.plan_id = p.plan_id AND jsonb_typeof(record) = 'object'
                       AND d.sequence = coalesce(
                           CASE WHEN p.kind IN ('undo', 'redo')
                                THEN CAST(p.arguments ->> 'operation' AS int) END, p.sequence)
                     ORDER BY 1) AS grids
        FROM plan_operations AS p
        WHERE p.plan_id = w.plan AND p.sequence > w.place ORDER BY p.sequence LIMIT :most
    ) AS o
""")
_ENTRIES = text("""
    SELECT e.* FROM unnest(CAST(:plans AS bigint[]), CAST(:places AS int[])) AS w(plan, place),
    LATERAL (
        SELECT plan_id, number, kind, thread, revision, state, text, grid_code AS grid, publish_at,
               sentence_zh, sentence_en, actor, at,
               ST_X(geometry) AS lon, ST_Y(geometry) AS lat
        FROM review_entries AS p
        WHERE p.plan_id = w.plan AND p.number > w.place ORDER BY p.number LIMIT :most
    ) AS e
""")
_END = text("""
    SELECT coalesce((SELECT max(sequence) FROM plan_operations WHERE plan_id = :plan), 0),
           coalesce((SELECT max(number) FROM review_entries WHERE plan_id = :plan), 0)
""")
_PRESENT = text("""
    SELECT p.plan_id, coalesce(u.display_name, p.login) AS name, p.grid_code AS grid
    FROM plan_presences AS p LEFT JOIN users AS u ON u.login = p.login
    WHERE p.plan_id = ANY(:plans)
      AND p.seen_at > clock_timestamp() - make_interval(secs => :stale_s)
    ORDER BY 1, 2, p.session
""")
_BEAT = text("""
    INSERT INTO plan_presences (plan_id, login, session, grid_code, seen_at)
    VALUES (:plan, :login, :session, :grid, clock_timestamp())
    ON CONFLICT (plan_id, login, session)
    DO UPDATE SET grid_code = excluded.grid_code, seen_at = excluded.seen_at
""")
_LEAVE = text("""
    DELETE FROM plan_presences
    WHERE (plan_id, login, session) = (:plan, :login, :session)
       OR seen_at < clock_timestamp() - interval '1 day'
""")


def end_of_logs(session: Session, plan_id: int) -> Position:
    """Give the present end of a plan's two logs."""
    row = session.execute(_END, {"plan": plan_id}).one()
    return int(row[0]), int(row[1])


def operations_after(session: Session, places: Mapping[int, Position]) -> list[RowMapping]:
    """Read the operations of some plans that follow a place in each plan's log."""
    return _after(session, _OPERATIONS, {plan: place[0] for plan, place in places.items()})


def entries_after(session: Session, places: Mapping[int, Position]) -> list[RowMapping]:
    """Read the entries of some plans' reviews that follow a place in each."""
    return _after(session, _ENTRIES, {plan: place[1] for plan, place in places.items()})


def people_in(session: Session, plan_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Give who has which of some plans open: ``name`` and the code of the ``grid`` being edited."""
    found: dict[int, list[dict[str, Any]]] = {plan: [] for plan in plan_ids}
    bound = {"plans": sorted(plan_ids), "stale_s": STALE_S}
    for row in session.execute(_PRESENT, bound):
        found[row.plan_id].append({"name": row.name, "grid": row.grid})
    return found


def note_presence(
    session: Session, plan_id: int, login: str, window: str, grid_code: str | None
) -> None:
    """Note that somebody has a plan open in a window, and which grid they edit."""
    bound = {"plan": plan_id, "login": login, "session": window, "grid": grid_code}
    session.execute(_BEAT, bound)


def end_presence(session: Session, plan_id: int, login: str, window: str) -> None:
    """Note that a window was closed; those that nobody has heard of for long go too."""
    session.execute(_LEAVE, {"plan": plan_id, "login": login, "session": window})


def _after(session: Session, statement: Any, places: Mapping[int, int]) -> list[RowMapping]:
    plans = sorted(places)
    bound = {"plans": plans, "places": [places[plan] for plan in plans], "most": MOST_ENTRIES}
    return list(session.execute(statement, bound).mappings())
