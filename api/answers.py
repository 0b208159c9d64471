"""Answers of lookup, built the same way by the routes and by the fast lane."""

from datetime import datetime

from api.params import check_position
from api.responses import Json
from api.snapshots import Held


def locate_answer(
    held: Held,
    lon: float,
    lat: float,
    networks: list[str] | None = None,
    accuracy_m: float | None = None,
    as_of: datetime | None = None,
) -> Json:
    """Look a point up in one snapshot.

    Raises
    ------
    BadInputError
        If the position cannot be meant; swapped axes are named as such.
    NotFoundError
        If a network is unknown.
    """
    check_position(lon, lat, held.bounds)
    answers = held.snapshot.locate(lon, lat, networks, accuracy_m)
    return Json({"point": {"lon": lon, "lat": lat}, "as_of": as_of, "answers": answers})
