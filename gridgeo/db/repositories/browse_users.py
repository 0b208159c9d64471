"""Accounts for administrators: pages of users with their grants, within what one may manage."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

# A user is within an administrator's hands when each of the user's grants lies in one of theirs.
# :hands is a JSON list of {"areas": [codes] or null, "network": code or null}; null: everybody.
_PAGE = text("""
    SELECT u.id, u.login, u.display_name, u.active, u.password_hash IS NOT NULL AS has_password,
           u.oidc_issuer, u.must_change_password, u.created_at, u.last_sign_in_at,
           CASE WHEN u.locked_until > now() THEN u.locked_until END AS locked_until,
           (SELECT count(*) FROM user_sessions AS s
            WHERE s.user_id = u.id AND s.ends_at > now()) AS sessions,
           (SELECT coalesce(jsonb_agg(jsonb_build_object(
                       'role', g.role, 'area', g.area_code, 'network', g.network_code)
                       ORDER BY g.id), '[]')
            FROM role_grants AS g WHERE g.user_id = u.id) AS grants
    FROM users AS u
    WHERE (CAST(:user_id AS bigint) IS NULL OR u.id = :user_id)
      AND (CAST(:after AS text) IS NULL OR u.login > :after)
      AND (CAST(:role AS text) IS NULL
           OR EXISTS (SELECT FROM role_grants WHERE user_id = u.id AND role = :role))
      AND (CAST(:search AS text) IS NULL
           OR strpos(lower(u.login || ' ' || u.display_name), lower(:search)) > 0)
      AND (CAST(:hands AS jsonb) IS NULL
           OR EXISTS (SELECT FROM role_grants WHERE user_id = u.id) AND NOT EXISTS (
               SELECT FROM role_grants AS g WHERE g.user_id = u.id AND NOT EXISTS (
                   SELECT FROM jsonb_array_elements(CAST(:hands AS jsonb)) AS h
                   WHERE (h -> 'areas' = 'null' OR coalesce(h -> 'areas' ? g.area_code, false))
                     AND (h -> 'network' = 'null'
                          OR coalesce(h ->> 'network' = g.network_code, false)))))
    ORDER BY u.login LIMIT :limit
""")

_BELOW = text("""
    WITH RECURSIVE below AS (
        SELECT code, 0 AS down FROM areas WHERE code = :code
        UNION ALL
        SELECT a.code, b.down + 1 FROM below AS b JOIN areas AS a ON a.parent_code = b.code
        WHERE b.down < 10
    )
    SELECT code FROM below
""")


def list_users(
    session: Session,
    *,
    hands: str | None,
    user_id: int | None = None,
    after: str | None = None,
    role: str | None = None,
    search: str | None = None,
    limit: int = 1,
) -> Sequence[RowMapping]:
    """Read at most ``limit`` users after a login, in the order of logins; None filters nothing."""
    values: dict[str, Any] = {
        "hands": hands,
        "user_id": user_id,
        "after": after,
        "role": role,
        "search": search,
        "limit": limit,
    }
    return session.execute(_PAGE, values).mappings().all()


def codes_below(session: Session, code: str) -> list[str]:
    """Give an area's code and those of all areas below it."""
    return list(session.scalars(_BELOW, {"code": code}))


def count_administrators(session: Session) -> int:
    """Count the open accounts that administer everything."""
    count: int = session.scalars(
        text("""
            SELECT count(DISTINCT u.id) FROM users AS u JOIN role_grants AS g ON g.user_id = u.id
            WHERE u.active AND g.role = 'administrator'
              AND g.area_code IS NULL AND g.network_code IS NULL
        """)
    ).one()
    return count


def lock_accounts(session: Session) -> None:
    """Let one administrator at a time change accounts: two must not close each other's."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext('gridgeo.users'))"))
