"""Questions to other geocoders: at a bounded pace, each only once, kept for ever."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, outside_answers, placements
from gridgeo.db.repositories.outside_answers import OutsideAnswer
from gridgeo.domain.errors import UnavailableError
from gridgeo.geocode.address import Level
from gridgeo.services.geocode_areas import communities_at
from gridgeo.services.geocode_queue import Waiting
from gridgeo.services.outside_geocoders.dialects import OutsideService

TIMEOUT_S = 10.0
_ENOUGH = (Level.ROOM, Level.BUILDING, Level.NUMBER)  # what places an address without asking
_SCORE = 0.7

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """How many addresses were asked for, answered before, answered now, and placed by it."""

    addresses: int
    kept: int
    answered: int
    placed: int


class _Pace:
    """Lets so many questions through in a second."""

    def __init__(self, per_second: float) -> None:
        self._rest_s = 1.0 / per_second
        self._next = 0.0

    def wait(self) -> None:
        now = time.monotonic()
        time.sleep(max(0.0, self._next - now))
        self._next = max(now, self._next) + self._rest_s


def ask_outside(
    session: Session,
    service: OutsideService,
    addresses: Sequence[str],
    *,
    client: httpx.Client | None = None,
    progress: Progress | None = None,
) -> tuple[list[OutsideAnswer | None], int]:
    """Ask a service where addresses are; what it answered before is not asked again.

    Parameters
    ----------
    addresses : sequence of str
        Only these texts leave the house: no name, no telephone number, no code.

    Returns
    -------
    list of OutsideAnswer or None
        None where it found nothing.
    int
        How many of them had been answered before.

    Raises
    ------
    UnavailableError
        If the service cannot be reached or refuses; answers until then are kept by the caller's
        transaction.
    """
    name, pace = service.dialect.name, _Pace(service.per_second)
    known = outside_answers.known_answers(session, name, addresses)
    before = sum(address in known for address in addresses)
    own = client or httpx.Client(timeout=TIMEOUT_S, follow_redirects=False)
    try:
        for number, address in enumerate(addresses, start=1):
            if address not in known:
                pace.wait()
                known[address] = _question(own, service, address)
                outside_answers.keep_answer(session, name, address, known[address])
            if progress is not None:
                progress(number)
    finally:
        if client is None:
            own.close()
    return [known[address] for address in addresses], before


def describe_outside(
    service: OutsideService, lon: float, lat: float, *, client: httpx.Client | None = None
) -> str | None:
    """Ask a service which address is at a point in EPSG:4326; None where it knows none.

    Raises
    ------
    UnavailableError
        If the service cannot be reached or refuses.
    """
    dialect = service.dialect
    own = client or httpx.Client(timeout=TIMEOUT_S, follow_redirects=False)
    try:
        url = service.url + dialect.reverse_path
        return dialect.described(_fetch(own, url, dialect.reverse(lon, lat, service.key)))
    finally:
        if client is None:
            own.close()


def place_queue_outside(
    session: Session,
    service: OutsideService,
    *,
    actor: str,
    most: int = 1000,
    client: httpx.Client | None = None,
    progress: Progress | None = None,
) -> Asked:
    """Ask for the addresses that wait in the queue; those found by their number are placed.

    Everything coarser stays in the queue. The gazetteer does not learn from strangers.
    """
    waiting = placements.list_queued(session, Waiting().values(), 0, most)
    texts = [row["text"] for row in waiting]
    answers, kept = ask_outside(session, service, texts, client=client, progress=progress)
    good = [
        (row["id"], one)
        for row, one in zip(waiting, answers, strict=True)
        if one is not None and one.level in _ENOUGH
    ]
    if good:
        _place(session, service, good)
    details = {"service": service.dialect.name, "asked": len(texts) - kept, "placed": len(good)}
    audit.append(session, actor, "ask_outside", "address", service.dialect.name, details)
    return Asked(len(texts), kept, sum(one is not None for one in answers), len(good))


def _place(
    session: Session, service: OutsideService, good: list[tuple[int, OutsideAnswer]]
) -> None:
    points = np.array([shapely.Point(one.lon, one.lat) for _, one in good], dtype=object)
    areas = communities_at(session, points)
    for (key, one), area in zip(good, areas, strict=True):
        values: dict[str, Any] = {
            "id": key,
            "level": None if one.level is None else one.level.value,
            "score": _SCORE,
            "reason": f"{service.dialect.title} found it.",
            "lon": one.lon,
            "lat": one.lat,
            "area": area,
        }
        outside_answers.place(session, values)


def _question(client: httpx.Client, service: OutsideService, address: str) -> OutsideAnswer | None:
    dialect = service.dialect
    document = _fetch(client, service.url + dialect.path, dialect.question(address, service.key))
    try:
        return dialect.answer(document)
    except (KeyError, ValueError, TypeError) as error:
        raise UnavailableError(f"{dialect.title} answers in a way that is not known.") from error


def _fetch(client: httpx.Client, url: str, query: dict[str, str]) -> dict[str, Any]:
    """Ask; no message of ours holds the key or the address."""
    try:
        answer = client.get(url, params=query)
        answer.raise_for_status()
        document = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        host = httpx.URL(url).host
        raise UnavailableError(f"'{host}' does not answer ({type(error).__name__}).") from None
    if not isinstance(document, dict):
        raise UnavailableError("The service answers in a way that is not known.")
    return document
