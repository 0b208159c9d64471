"""Answers of lookup, built the same way by the routes and by the fast lane."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from api.places import WGS84, PlaceAsked
from api.snapshots import Held
from gridgeo.services.locate_bytes import write_json


def locate_answer(
    held: Held,
    place: PlaceAsked,
    networks: Sequence[str] | None = None,
    accuracy_m: float | None = None,
    as_of: datetime | None = None,
) -> bytes:
    """Look a place up in one snapshot and write the answer as JSON.

    Raises
    ------
    BadInputError
        If the place cannot be meant; swapped axes are named as such.
    NotFoundError
        If a network is unknown.
    """
    lon, lat = place.on_globe(held.bounds)
    if accuracy_m is None:
        answers = held.snapshot.locate_bytes(lon, lat, networks)
    else:
        answers = write_json(held.snapshot.locate(lon, lat, networks, accuracy_m))
    if place.system == WGS84 and as_of is None:
        return plain_answer(b"%r" % lon, b"%r" % lat, answers)
    given = {"crs": place.system.name, "x": place.x, "y": place.y}
    head = write_json({"point": {"lon": lon, "lat": lat}, "given": given, "as_of": as_of})
    return b'%b,"answers":%b}' % (head[:-1], answers)


def with_address(body: bytes, found: dict[str, Any]) -> bytes:
    """Tell also where the address of the question was found."""
    return b'%b,"address":%b}' % (body[:-1], write_json(found))


def plain_answer(lon: bytes, lat: bytes, answers: bytes) -> bytes:
    """Write the answer for a place in EPSG:4326 as it is now; its degrees are written already."""
    return (
        b'{"point":{"lon":%b,"lat":%b},"given":{"crs":"4326","x":%b,"y":%b},"as_of":null,'
        b'"answers":%b}' % (lon, lat, lon, lat, answers)
    )
