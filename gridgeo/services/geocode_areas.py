"""The administrative areas as addresses know them: names at the start, and the chain of each."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import gazetteer
from gridgeo.geocode.characters import plain
from gridgeo.geocode.parse import KnownAreas


@dataclass(frozen=True)
class AddressAreas:
    """All areas, ready for parsing and judging addresses.

    Attributes
    ----------
    known : KnownAreas
    chains : dict
        Code of an area to the names of those that hold it and its own, by part of an address.
    codes : dict
        Name of a community to the codes that have it.
    """

    known: KnownAreas
    chains: dict[str, dict[str, str]]
    codes: dict[str, list[str]]

    def chain(self, code: str | None) -> dict[str, str]:
        """Give the names of the areas that hold a community; none for None."""
        return self.chains.get(code or "", {})

    def code_of(self, community: str) -> str | None:
        """Give the code of a community by its name, where only one has it."""
        codes = self.codes.get(community, [])
        return codes[0] if len(codes) == 1 else None


def load_areas(session: Session) -> AddressAreas:
    """Read the areas of the database."""
    rows = {row["code"]: row for row in gazetteer.all_areas(session)}
    chains: dict[str, dict[str, str]] = {}
    codes: dict[str, list[str]] = {}
    for code, row in rows.items():
        if row["level"] == "community":
            codes.setdefault(plain(row["name"]), []).append(code)
        chain: dict[str, str] = {}
        link: RowMapping | None = row
        while link is not None and link["level"] not in chain:  # a wrong parent must not loop
            chain[link["level"]] = plain(link["name"])
            link = rows.get(link["parent_code"])
        chains[code] = chain
    known = {plain(row["name"]): row["level"] for row in rows.values()}
    return AddressAreas(KnownAreas(known), chains, codes)


def communities_at(session: Session, places: NDArray[np.object_]) -> NDArray[np.object_]:
    """Give the code of the community at each place, None outside; the lowest one on a border.

    Parameters
    ----------
    places : (n,) array of geometries
        EPSG:4326; of a line its middle counts.
    """
    rows = gazetteer.communities(session)
    polygons = shapely.from_wkb([bytes(row["shape"]) for row in rows])
    codes = np.array([row["code"] for row in rows], dtype=object)
    lines = shapely.get_dimensions(places) == 1
    points = places.copy()
    points[lines] = shapely.line_interpolate_point(places[lines], 0.5, normalized=True)
    at, area = shapely.STRtree(polygons).query(points, predicate="intersects")
    found = np.full(len(places), None, dtype=object)
    for place, code in sorted(zip(at.tolist(), codes[area], strict=True), reverse=True):
        found[place] = code
    return found
