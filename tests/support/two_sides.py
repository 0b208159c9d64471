"""A town with the same things on either side, each with its side's mark: who sees which mark?

Everything of the left community says ``LEFT-MARK`` somewhere, everything of the right one
``RIGHT-MARK``; ids are the same on both sides but for their parity (left odd, right even).
"""

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.tables import RoleGrant, User
from gridgeo.domain.enums import Role
from gridgeo.services.sign_in import hash_password
from tests.support import small_town
from tests.support.small_town import DISTRICT, LEFT, RIGHT

MARKS = {LEFT: "LEFT-MARK", RIGHT: "RIGHT-MARK"}
FINDINGS = {LEFT: "a" * 16, RIGHT: "b" * 16}
SCOPES: dict[str, tuple[str | None, str | None]] = {
    "everywhere": (None, None),
    "left": (LEFT, None),
    "left-zongzhi": (LEFT, "zongzhi"),
    "other-network": (DISTRICT, "fangyi"),
}

_SUMMARY = {
    **dict.fromkeys(("households", "moved_households", "least_households", "proposals"), 1),
    **{"groups": 1, "faults": 0, "with_band": False},
}
_SIDE = """
    INSERT INTO households (code, address, households, persons, position_quality, geometry)
    VALUES ('H-' || :mark, :mark || ' Road 1', 1, 2, 'surveyed', :point);
    INSERT INTO plans (id, network_code, name, base_version, seed, created_by)
    VALUES (:id, 'zongzhi', 'plan ' || :mark, 1, 0, 'tests');
    INSERT INTO plan_areas VALUES (:id, :area);
    INSERT INTO plan_grids (plan_id, number, code, name, kind, status, area_code, units, households,
        persons, area_m2, polsby_popper, geometry)
    SELECT :id, 1, :area || '777', 'grid ' || :mark, 'base', 'draft', :area, 1, 300, 600, 1, 0.5,
           geometry FROM areas WHERE code = :area;
    INSERT INTO plan_operations (plan_id, sequence, revision, kind, arguments, change, sentence_zh,
        sentence_en, actor)
    VALUES (:id, 1, 1, 'split', '{}', '{}', :mark, :mark, 'tests');
    INSERT INTO findings (id, finding_id, network_code, plan_id, rule, severity, grid_codes,
        sentence_zh, sentence_en, geometry)
    VALUES (:id, :finding, 'zongzhi', NULL, 'gap', 'warning', '{}', :mark, :mark, :point),
           (:id + 10, :finding, 'zongzhi', :id, 'gap', 'warning', '{}', :mark, :mark, :point);
    INSERT INTO workers (code, name, phone, duty_phone)
    VALUES ('W' || :id, 'worker ' || :mark, '13900000000', :mark);
    INSERT INTO postings (id, worker_code, grid_id, role, valid)
    SELECT :id, 'W' || :id, min(grid_id), 'worker', '[2026-01-01,)' FROM grid_versions
    WHERE area_code = :area AND network_code = 'zongzhi';
    INSERT INTO leaves (id, worker_code, kind, valid, noted_by)
    VALUES (:id, 'W' || :id, 'annual', '[2026-01-05,2026-01-09)', :mark);
    INSERT INTO address_placements (id, subject, text, normal, state, reason, area_code)
    VALUES (:id, 'address:' || :mark, :mark, :mark, 'queued', :mark, :area);
    INSERT INTO alignments (id, network_code, model_code, relation, area_codes, network_version,
        model_version, digest, summary, handover, created_by)
    VALUES (:id, 'zongzhi', 'fangyi', 'nests_in', ARRAY[:area], 1, 1, 'd', :summary, '[]', :mark);
    INSERT INTO alignment_proposals
    SELECT :id, 1, :mark, NULL, 'created', false, 1, 1, 1, 1, 1, 1, '{}', 0, geometry
    FROM areas WHERE code = :area
"""


def build(session: Session) -> None:
    """Put both sides and one account a role and scope into an empty database."""
    small_town.build(session)
    session.flush()
    points = {LEFT: "SRID=4326;POINT(116.31 39.91)", RIGHT: "SRID=4326;POINT(116.33 39.91)"}
    for number, (area, mark) in enumerate(MARKS.items(), start=1):
        values = {
            "id": number,
            "area": area,
            "mark": mark,
            "finding": FINDINGS[area],
            "point": points[area],
            "summary": orjson.dumps(_SUMMARY).decode(),
        }
        for statement in _SIDE.split(";\n"):
            bound = {name: value for name, value in values.items() if f":{name}" in statement}
            session.execute(text(statement), bound)
    _add_users(session)


def _add_users(session: Session) -> None:
    hashed = hash_password(small_town.PASSWORD)
    for role in Role:
        for name, (area, network) in SCOPES.items():
            login = f"{role.value}.{name}"
            user = User(login=login, display_name=login, password_hash=hashed)
            session.add(user)
            session.flush()
            session.add(RoleGrant(user_id=user.id, role=role, area_code=area, network_code=network))
