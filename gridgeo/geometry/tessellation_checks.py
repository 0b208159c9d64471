"""What a division into units refuses to begin with."""

import numpy as np
import shapely

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.enclosures import Geometries


def require_some(communities: Geometries) -> None:
    """Refuse to divide nothing.

    Raises
    ------
    BadInputError
        If there is no community.
    """
    if not len(communities):
        raise BadInputError("There is no community to divide into units.")


def require_polygons(polygons: Geometries, name: str) -> None:
    """Refuse what is no valid polygon.

    Raises
    ------
    BadInputError
        With the position of the first wrong one, and the reason.
    """
    wrong = np.flatnonzero(~shapely.is_valid(polygons) | (shapely.get_dimensions(polygons) != 2))
    if len(wrong):
        raise BadInputError(
            f"The {name} at position {wrong[0]} is no valid polygon"
            f" ({len(wrong)} such in all): {shapely.is_valid_reason(polygons[wrong[0]])}."
        )
