"""Query parameters of the OGC API, read as its standard says: a wrong one is answered with 400."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from pyproj import CRS
from starlette.requests import Request

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.axis_order import CRS84, Box, box_to_degrees

CRS84_URI = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG_URI = "http://www.opengis.net/def/crs/EPSG/0/{}"
_MOST_LIMIT, DEFAULT_LIMIT = 10_000, 100
_MOST_TEXT = 200
Instants = tuple[datetime | None, datetime | None]


class BadQueryError(BadInputError):
    """A parameter of an OGC request that is unknown, or cannot be used."""


def require_known(request: Request, names: frozenset[str]) -> None:
    """Refuse parameters that a resource does not have, and a format that is not JSON.

    Raises
    ------
    BadQueryError
        With the parameter as its field.
    """
    for name in request.query_params:
        if name not in names and name != "f":
            known = ", ".join(sorted(names)) or "none but f"
            raise BadQueryError(
                f"There is no parameter '{name}' here; there are: {known}.", field=name
            )
    if request.query_params.get("f", "json") not in ("json", "geojson"):
        raise BadQueryError("f must be json.", field="f")


def crs_uris(west: float, east: float) -> list[str]:
    """List the systems that features between two longitudes are given in, the usual one first.

    Of the 3-degree Gauss-Krüger zones of CGCS2000 those are offered that the data lie in, with and
    without the zone's number before the easting.
    """
    zones = range(max(25, round(west / 3)), min(45, round(east / 3)) + 1)
    gauss_krueger = [code for zone in zones for code in (4513 + zone - 25, 4534 + zone - 25)]
    return [CRS84_URI, *(_EPSG_URI.format(code) for code in (4326, 4490, 3857, *gauss_krueger))]


def read_crs(text: str | None, field: str, offered: list[str]) -> tuple[str, CRS]:
    """Read ``crs`` or ``bbox-crs``: a URI among those that the collection names.

    Raises
    ------
    BadQueryError
        If it is none of them.
    """
    uri = text or CRS84_URI
    if uri not in offered:
        raise BadQueryError(
            f"{field} must be one of the collection's own: {', '.join(offered)}.", field=field
        )
    return uri, CRS84 if uri == CRS84_URI else CRS.from_epsg(int(uri.rpartition("/")[2]))


def read_limit(text: str | None) -> int:
    """Read ``limit``; more than the most is the most, as the standard wants it.

    Raises
    ------
    BadQueryError
        Unless it is a whole number from 1 on.
    """
    if text is None:
        return DEFAULT_LIMIT
    if not re.fullmatch(r"[0-9]{1,18}", text) or int(text) < 1:
        raise BadQueryError("limit must be a whole number from 1 on.", field="limit")
    return min(int(text), _MOST_LIMIT)


def read_boxes(text: str | None, crs: CRS) -> tuple[Box, ...]:
    """Read ``bbox`` into degrees: one box, two where it crosses the antimeridian, none if not sent.

    Parameters
    ----------
    text : str or None
        Four numbers in the order of the system's axes, or six with heights, which are not looked
        at.
    crs : CRS
        Of the numbers.

    Raises
    ------
    BadQueryError
        If it is no box in that system.
    """
    if text is None:
        return ()
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise BadQueryError("bbox must be four or six finite numbers.", field="bbox")
    west, south, east, north = box_to_degrees((numbers[0], numbers[1], *numbers[2:]), crs)  # type: ignore[arg-type]
    if not all(map(math.isfinite, (west, south, east, north))) or not (
        -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90
    ):
        raise BadQueryError("bbox must lie on the globe, its lower corner first.", field="bbox")
    if west <= east:
        return ((west, south, east, north),)
    return ((west, south, 180.0, north), (-180.0, south, east, north))


def read_datetime(text: str | None, now: datetime) -> Instants:
    """Read ``datetime``: an instant, an interval, or an interval that is open at one end.

    Returns
    -------
    (since, until)
        Both ``now`` when it was not sent; None at an open end.

    Raises
    ------
    BadQueryError
        If it is none of these, or ends before it begins.
    """
    if text is None:
        return now, now
    parts = [_instant(part) for part in text.split("/")]
    if len(parts) == 1 and parts[0] is not None:
        return parts[0], parts[0]
    if len(parts) != 2 or parts == [None, None]:
        raise _bad_datetime()
    since, until = parts
    if since is not None and until is not None and since > until:
        raise BadQueryError("datetime ends before it begins.", field="datetime")
    return since, until


def read_same(parameters: Mapping[str, str], names: frozenset[str]) -> dict[str, str]:
    """Read filters by value.

    Raises
    ------
    BadQueryError
        If a value is longer than any of the data, or holds what no text holds.
    """
    found = {name: parameters[name] for name in sorted(names) if name in parameters}
    for name, value in found.items():
        if len(value) > _MOST_TEXT or "\x00" in value:
            raise BadQueryError(f"{name} must be a text of at most {_MOST_TEXT} signs.", field=name)
    return found


def _instant(text: str) -> datetime | None:
    if text in ("", ".."):
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise _bad_datetime() from error
    if not 1 < instant.year < 9999:
        raise _bad_datetime()
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def _bad_datetime() -> BadQueryError:
    return BadQueryError(
        "datetime must be an instant such as 2026-01-31T08:00:00Z, or an interval of two with /,"
        " where .. leaves an end open.",
        field="datetime",
    )
