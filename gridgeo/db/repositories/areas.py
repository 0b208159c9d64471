"""Administrative areas for the services: the communities below some areas, with their ground."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from gridgeo.domain.enums import AreaSetting
from gridgeo.domain.errors import NotFoundError

_COMMUNITIES = text("""
    WITH RECURSIVE below AS (
        SELECT code, level FROM areas
        WHERE CAST(:codes AS text[]) IS NULL OR code = ANY(:codes)
        UNION
        SELECT a.code, a.level FROM areas AS a JOIN below AS b ON a.parent_code = b.code
    )
    SELECT a.code, a.name, a.setting, ST_AsBinary(a.geometry) AS wkb
    FROM below AS b JOIN areas AS a ON a.code = b.code
    WHERE b.level = 'community' ORDER BY a.code COLLATE "C"
""")
_NAMED = text("""
    SELECT code, name, setting, ST_AsBinary(geometry) AS wkb FROM areas
    WHERE code = ANY(:codes) AND level = 'community' ORDER BY code COLLATE "C"
""")
_UNKNOWN = text("""
    SELECT wanted FROM unnest(CAST(:codes AS text[])) AS wanted
    WHERE NOT EXISTS (SELECT FROM areas AS a WHERE a.code = wanted) ORDER BY wanted LIMIT 1
""")


@dataclass(frozen=True, slots=True)
class Communities:
    """Communities sorted by code; ``ground`` holds multipolygons in EPSG:4326."""

    codes: list[str]
    names: list[str]
    settings: list[AreaSetting]
    ground: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, chosen: NDArray[np.integer]) -> "Communities":
        """Give some of the communities, in the order of the indices."""
        return Communities(
            [self.codes[i] for i in chosen],
            [self.names[i] for i in chosen],
            [self.settings[i] for i in chosen],
            self.ground[chosen],
        )


def communities_below(session: Session, area_codes: Sequence[str] | None = None) -> Communities:
    """Load the communities that lie in, or are, some areas; all of them where none are named.

    Raises
    ------
    NotFoundError
        If an area is not known.
    """
    codes = None if area_codes is None else list(area_codes)
    if codes is not None:
        unknown = session.scalar(_UNKNOWN.bindparams(codes=codes))
        if unknown is not None:
            raise NotFoundError(f"There is no area '{unknown}'.", field="area")
    return _communities(session.execute(_COMMUNITIES, {"codes": codes}).all())


def load_communities(session: Session, codes: Sequence[str]) -> Communities:
    """Load communities by their own codes; unknown ones are left out."""
    return _communities(session.execute(_NAMED, {"codes": list(codes)}).all())


def _communities(rows: Sequence[Row[Any]]) -> Communities:
    return Communities(
        [row.code for row in rows],
        [row.name for row in rows],
        [AreaSetting(row.setting) for row in rows],
        from_wkb([row.wkb for row in rows]),
    )


def from_wkb(values: Sequence[memoryview | bytes | None]) -> NDArray[np.object_]:
    """Read what ``ST_AsBinary`` gave; None stays None."""
    raw = np.empty(len(values), dtype=object)
    raw[:] = [None if value is None else bytes(value) for value in values]
    return np.asarray(shapely.from_wkb(raw), dtype=object)
