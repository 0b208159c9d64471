"""Campaigns of visits, and which households of each grid were visited in them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, select, text
from sqlalchemy.orm import Session

from gridgeo.db.tables import VisitCampaign

_VISITED = text("""
    SELECT DISTINCT household_code FROM visits
    WHERE kind = :kind AND household_code IS NOT NULL
      AND visited_at >= :first AND visited_at < :last
""")
_HOMES = text("""
    SELECT code, households, ST_X(geometry) AS lon, ST_Y(geometry) AS lat FROM households
    WHERE geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
    ORDER BY code COLLATE "C"
""")
_SAVE = text("""
    INSERT INTO visits (external_code, worker_code, household_code, visited_at, kind, details,
                        geometry)
    SELECT :code, :worker, h.code, :at, :kind, '{}', h.geometry FROM households AS h
    WHERE h.code = :household
    ON CONFLICT (external_code) DO NOTHING RETURNING id
""")
_STAFF = text("""
    SELECT p.grid_id, count(DISTINCT p.worker_code) AS workers FROM postings AS p
    JOIN grids AS g ON g.id = p.grid_id
    WHERE g.network_code = :network AND p.valid @> CAST(:at AS timestamptz)
    GROUP BY p.grid_id
""")


def add_campaign(session: Session, values: dict[str, Any]) -> int:
    """Store a campaign and give its number."""
    row = VisitCampaign(**values)
    session.add(row)
    session.flush()
    return row.id


def get_campaign(session: Session, campaign_id: int) -> VisitCampaign | None:
    """Give a campaign; None where there is none."""
    return session.get(VisitCampaign, campaign_id)


def find_campaign(session: Session, network: str, name: str) -> VisitCampaign | None:
    """Find a campaign of a network by its name."""
    wanted = select(VisitCampaign).where(
        VisitCampaign.network_code == network, VisitCampaign.name == name
    )
    return session.scalars(wanted).one_or_none()


def visited_codes(session: Session, kind: str, first: datetime, last: datetime) -> set[str]:
    """Give the households with a visit of a kind from one instant to before another."""
    bound = {"kind": kind, "first": first, "last": last}
    return set(session.scalars(_VISITED, bound))


def homes_within(session: Session, bounds: tuple[float, ...]) -> list[RowMapping]:
    """Give households (code, how many, lon, lat) in a rectangle."""
    box = dict(zip(("west", "south", "east", "north"), bounds, strict=True))
    return list(session.execute(_HOMES, box).mappings())


def save_visit(session: Session, values: dict[str, Any]) -> bool | None:
    """Store a visit; False where its code is known already."""
    return session.scalar(_SAVE, values) is not None


def staff_of(session: Session, network: str, at: date) -> dict[int, int]:
    """Give the number of workers posted to each grid on a day."""
    rows = session.execute(_STAFF, {"network": network, "at": at})
    return {row.grid_id: row.workers for row in rows}
