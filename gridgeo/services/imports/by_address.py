"""Staged households without a place, looked up by their address in one's own gazetteer."""

from collections.abc import Callable

import pandas as pd
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db import bulk
from gridgeo.io.rows import RejectedRow
from gridgeo.services.geocode_addresses import Geocoded, Geocoder
from gridgeo.services.geocode_queue import keep_placements

_WAITING = text("""
    SELECT row_number, code, address FROM pg_temp.staging
    WHERE geometry IS NULL AND address IS NOT NULL ORDER BY row_number
""")
_PLACE = text("""
    UPDATE pg_temp.staging AS s SET geometry = f.geometry, position_quality = 'geocoded'
    FROM pg_temp.found AS f WHERE f.code = s.code
""")
_UNPLACED = text("DELETE FROM pg_temp.staging WHERE geometry IS NULL")


def place_by_address(
    session: Session, progress: Callable[[float, float, str], None]
) -> list[RejectedRow]:
    """Give staged households the place that their address clearly means.

    What is not clear waits in the queue, where somebody places it by hand; the household itself is
    left out until then, since it has no place.
    """
    waiting = session.execute(_WAITING).all()
    if not waiting:
        return []

    def tell(done: int) -> None:
        progress(0.7, 1.0, f"{done:,} of {len(waiting):,} addresses")

    answers = list(Geocoder(session).geocode_all([row.address for row in waiting], tell))
    placed = [(row, one) for row, one in zip(waiting, answers, strict=True) if one.clear]
    if placed:
        _store(session, [row.code for row, _ in placed], [one for _, one in placed])
    unclear = [(row, one) for row, one in zip(waiting, answers, strict=True) if not one.clear]
    keep_placements(session, [one for _, one in unclear], [row.code for row, _ in unclear])
    session.execute(_UNPLACED)
    return [
        RejectedRow(row.row_number, row.code, "address", row.address[:80],
                    f"could not be placed: {one.why}")
        for row, one in unclear
    ]  # fmt: skip


def _store(session: Session, codes: list[str], answers: list[Geocoded]) -> None:
    points = [shapely.Point(a.best.found.lon, a.best.found.lat) for a in answers if a.best]
    frame = pd.DataFrame({"code": codes, "geometry": points})
    bulk.stage(session, "households", frame, name="found")
    session.execute(_PLACE)
