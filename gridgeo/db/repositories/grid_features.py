"""Grids with their times of validity, for reading as features: by box, time and property."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

Box = tuple[float, float, float, float]

# What may be asked for by value, and the column that holds it.
PROPERTIES = {
    "code": "g.code",
    "name": "v.name",
    "kind": "v.kind",
    "status": "v.status",
    "area_code": "v.area_code",
    "version": "CAST(v.opened_in AS text)",
}
_SAME = "\n".join(
    f"      AND (CAST(:{name} AS text) IS NULL OR {column} = :{name})"
    for name, column in PROPERTIES.items()
)

# A time range that is empty at one end stands open there; an instant is a range of itself.
_FROM = f"""
    FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    WHERE v.network_code = :network
      AND v.valid && tstzrange(coalesce(CAST(:since AS timestamptz), '-infinity'),
                               coalesce(CAST(:until AS timestamptz), 'infinity'), '[]')
      AND (CAST(:west AS float8) IS NULL OR
           ST_Intersects(v.geometry, ST_MakeEnvelope(:west, :south, :east, :north, 4326)) OR
           ST_Intersects(v.geometry, ST_MakeEnvelope(:west2, :south, :east2, :north, 4326)))
{_SAME}
"""

_PAGE = text(f"""
    SELECT g.code, v.name, v.kind, v.status, v.area_code, v.households, v.persons, v.reason,
           v.opened_in AS version, lower(v.valid) AS valid_from, upper(v.valid) AS valid_to,
           ST_AsBinary(v.geometry) AS wkb
    {_FROM}
      AND (CAST(:after_code AS text) IS NULL
           OR (g.code COLLATE "C", v.opened_in) > (CAST(:after_code AS text), :after_version))
    ORDER BY g.code COLLATE "C", v.opened_in LIMIT :limit
""")

_COUNT = text(f"SELECT count(*) {_FROM}")

_EXTENTS = text("""
    SELECT n.code, n.name, min(lower(v.valid)) AS since,
           ST_XMin(ST_Extent(v.geometry)) AS west, ST_YMin(ST_Extent(v.geometry)) AS south,
           ST_XMax(ST_Extent(v.geometry)) AS east, ST_YMax(ST_Extent(v.geometry)) AS north
    FROM networks AS n JOIN grid_versions AS v ON v.network_code = n.code
    WHERE CAST(:network AS text) IS NULL OR n.code = :network
    GROUP BY n.code ORDER BY n.code
""")


@dataclass(frozen=True, slots=True)
class FeatureFilter:
    """Which grids of a network are meant.

    Attributes
    ----------
    network : str
    boxes : tuple of one or two boxes, or empty
        West, south, east, north in degrees; two where the box crosses the antimeridian.
    since, until : datetime or None
        Grids that were valid at some time between; both equal for an instant, None is open.
    same : mapping of str to str
        Names of `PROPERTIES` and the values that they must have.
    """

    network: str
    boxes: tuple[Box, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    same: Mapping[str, str] = field(default_factory=dict)


def page_of_features(
    session: Session, wanted: FeatureFilter, after: tuple[str, int] | None, limit: int
) -> Sequence[RowMapping]:
    """Read at most ``limit`` grids that follow ``after`` (code, version), in that order."""
    code, version = after or (None, None)
    values = _values(wanted) | {"after_code": code, "after_version": version, "limit": limit}
    return session.execute(_PAGE, values).mappings().all()


def count_features(session: Session, wanted: FeatureFilter) -> int:
    """Count the grids of all pages."""
    return int(session.scalar(_COUNT, _values(wanted)) or 0)


def feature_extents(session: Session, network: str | None = None) -> Sequence[RowMapping]:
    """Read box (degrees) and first instant of each network that was ever published."""
    return session.execute(_EXTENTS, {"network": network}).mappings().all()


def _values(wanted: FeatureFilter) -> dict[str, object]:
    first = wanted.boxes[0] if wanted.boxes else (None, None, None, None)
    second = wanted.boxes[-1] if wanted.boxes else (None, None, None, None)
    return {
        "network": wanted.network,
        "since": wanted.since,
        "until": wanted.until,
        "west": first[0],
        "south": first[1],
        "east": first[2],
        "north": first[3],
        "west2": second[0],
        "east2": second[2],
        **{name: wanted.same.get(name) for name in PROPERTIES},
    }
