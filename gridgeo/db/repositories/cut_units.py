"""Units that a draft cut: parts of ground, and neighbours led through the cut's new vertices.

A cut never changes a unit: its parts are rows of their own, which no import and no other network
sees. They live on, so that undo and redo find the very same.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import from_wkb
from gridgeo.db.repositories.plans import PUBLISHED_PARTS, UnitRows

# What is cut once more still descends from the unit that imports know.
_ADD = text("""
    INSERT INTO units (code, area_code, compound_code, households, persons, key_persons, shops,
                       cut_from, superseded_at, geometry)
    SELECT r.code, w.area_code, w.compound_code, r.households, r.persons, r.key_persons, r.shops,
           coalesce(w.cut_from, w.id), now(), CAST(r.geometry AS geometry)
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r (
        place int, source bigint, code text, households int, persons int, key_persons int,
        shops int, geometry text)
    JOIN units AS w ON w.id = r.source ORDER BY r.place RETURNING id
""")
_PEOPLE = text("SELECT id, households, persons FROM units WHERE id = ANY(:ids)")
_HOMES = text("""
    SELECT households + persons > 0 AS lived_in, ST_AsBinary(geometry) AS wkb FROM buildings
    WHERE geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
    UNION ALL
    SELECT true, ST_AsBinary(geometry) FROM households
    WHERE geometry && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
""")
_ROOTS = text("SELECT id, coalesce(cut_from, id) AS root FROM units WHERE id = ANY(:ids)")
# What was cut apart, in the plan that published a community last.
_PUBLISHED = text(f"""{PUBLISHED_PARTS}
    SELECT id, code, area_code, compound_code, households, persons, key_persons, shops, cut_from,
           ST_AsBinary(geometry) AS wkb
    FROM (SELECT *, count(*) OVER (PARTITION BY cut_from) AS parts FROM held) AS counted
    WHERE parts > 1 ORDER BY cut_from, code COLLATE "C"
""")  # noqa: S608 - of our own texts


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """Buildings and homes in EPSG:4326; ``lived_in`` is false for a building without people."""

    shapes: NDArray[np.object_]
    lived_in: NDArray[np.bool_]


def add_parts(session: Session, parts: UnitRows, sources: Sequence[int]) -> list[int]:
    """Keep parts of units; give their ids.

    Parameters
    ----------
    session : Session
        The caller commits.
    parts : UnitRows
        Codes, counts and ground count; the rest is taken from what they were cut from.
    sources : sequence of int
        Id of the unit that each was cut from.
    """
    ground = shapely.to_wkb(
        shapely.set_srid(parts.ground, 4326), hex=True, include_srid=True, output_dimension=2
    )
    rows = [
        {
            "place": place,
            "source": int(sources[place]),
            "code": parts.codes[place],
            "households": int(parts.households[place]),
            "persons": int(parts.persons[place]),
            "key_persons": int(parts.key_persons[place]),
            "shops": int(parts.shops[place]),
            "geometry": ground[place],
        }
        for place in range(len(parts))
    ]
    return list(session.scalars(_ADD, {"rows": orjson.dumps(rows).decode()}))


def people_of(session: Session, ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Give households and persons of some units by id."""
    rows = session.execute(_PEOPLE, {"ids": sorted(ids)})
    return {row.id: (row.households, row.persons) for row in rows}


def roots_of(session: Session, ids: Sequence[int]) -> NDArray[np.int64]:
    """Give for each unit the one that imports know: itself, or what it was cut from."""
    root = {row.id: row.root for row in session.execute(_ROOTS, {"ids": list(ids)})}
    return np.array([root[one] for one in ids], dtype=np.int64)


def load_homes(session: Session, bounds: Sequence[float]) -> Homes:
    """Load the buildings and homes in a rectangle of degrees: west, south, east, north."""
    bound = dict(zip(("west", "south", "east", "north"), map(float, bounds), strict=True))
    rows = session.execute(_HOMES, bound).all()
    return Homes(
        from_wkb([row.wkb for row in rows]), np.array([row.lived_in for row in rows], dtype=bool)
    )


def published_parts(
    session: Session, network_code: str, area_codes: Sequence[str]
) -> tuple[UnitRows, NDArray[np.int64]]:
    """Load what a network's last publication cut apart, and the unit each part was cut from."""
    bound = {"network": network_code, "areas": list(area_codes)}
    rows = session.execute(_PUBLISHED, bound).all()
    return UnitRows.of(rows), np.array([row.cut_from for row in rows], dtype=np.int64)
