"""What other geocoders answered, so that nothing is asked twice; and addresses placed by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.geocode.address import Level

_KNOWN = text("""
    SELECT query, lon, lat, level FROM geocoder_answers
    WHERE service = :service AND query = ANY(:queries)
""")
_KEEP = text("""
    INSERT INTO geocoder_answers (service, query, lon, lat, level)
    VALUES (:service, :query, :lon, :lat, :level)
    ON CONFLICT (service, query) DO NOTHING
""")
_PLACE = text("""
    WITH placed AS (
        UPDATE address_placements
        SET state = 'placed', level = :level, score = :score, reason = :reason,
            area_code = :area, geometry = ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)
        WHERE id = :id AND state = 'queued' RETURNING household_code, geometry
    )
    UPDATE households AS h SET geometry = p.geometry, position_quality = 'geocoded'
    FROM placed AS p WHERE h.code = p.household_code AND h.position_quality = 'geocoded'
""")


@dataclass(frozen=True, slots=True)
class OutsideAnswer:
    """Where a service says that an address is: EPSG:4326; a level of None is too coarse."""

    lon: float
    lat: float
    level: Level | None


def known_answers(
    session: Session, service: str, queries: Sequence[str]
) -> dict[str, OutsideAnswer | None]:
    """Give what was answered before: query to an answer, None where nothing was found."""
    rows = session.execute(_KNOWN, {"service": service, "queries": list(queries)})
    return {row.query: _answer(row) for row in rows}


def keep_answer(session: Session, service: str, query: str, answer: OutsideAnswer | None) -> None:
    """Keep an answer, or that there was none."""
    level = None if answer is None or answer.level is None else answer.level.value
    session.execute(
        _KEEP,
        {
            "service": service,
            "query": query,
            "lon": None if answer is None else answer.lon,
            "lat": None if answer is None else answer.lat,
            "level": level,
        },
    )


def place(session: Session, values: dict[str, Any]) -> None:
    """Place an address that waits, and its household where nobody has surveyed that."""
    session.execute(_PLACE, values)


def _answer(row: Any) -> OutsideAnswer | None:
    if row.lon is None:
        return None
    return OutsideAnswer(row.lon, row.lat, None if row.level is None else Level(row.level))
