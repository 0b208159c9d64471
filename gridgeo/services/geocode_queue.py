"""The queue of addresses that could not be placed, or only roughly: kept, decided, learnt."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import orjson
import pandas as pd
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, placements
from gridgeo.db.repositories.browse_areas import area_chains
from gridgeo.db.tables import AddressPlacement
from gridgeo.domain.errors import BadInputError, ConflictError, NotFoundError
from gridgeo.geocode.address import Level
from gridgeo.geocode.rank import ENOUGH
from gridgeo.services.geocode_addresses import NAMES_NO_PLACE, Geocoded, describe_candidate
from gridgeo.services.geocode_areas import AddressAreas, communities_at, load_areas
from gridgeo.services.geocode_gazetteer import add_addresses

MOST_LISTED = 1000
_KEPT_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Kept:
    """How many addresses were placed, and how many wait in the queue."""

    placed: int
    queued: int


class Cause(StrEnum):
    """Why an address waits."""

    NAMELESS = "nameless"  # its text names no place
    UNKNOWN = "unknown"  # the gazetteer has nothing like it
    ROUGH = "rough"  # what was found is too rough
    RIVALS = "rivals"  # several places are as likely


@dataclass(frozen=True, slots=True)
class Waiting:
    """Which addresses of the queue are asked for; None for all.

    Attributes
    ----------
    area : str or None
        Only what is stated to lie, or was roughly found, in this community.
    cause : Cause or None
    level : Level or None
        Of the best candidate.
    least_score : float or None
        Of the best candidate, from 0 to 1.
    """

    area: str | None = None
    cause: Cause | None = None
    level: Level | None = None
    least_score: float | None = None

    def values(self) -> dict[str, Any]:
        """Give what the repository asks by."""
        return {**asdict(self), "enough": ENOUGH, "nameless": NAMES_NO_PLACE}


@dataclass(frozen=True, slots=True)
class Placed:
    """What a placement did: addresses with the same normal form, and households moved."""

    addresses: int
    households: int


def keep_placements(
    session: Session, answers: Iterable[Geocoded], subjects: Sequence[str] | None = None
) -> Kept:
    """Keep what addresses led to; what is not clear waits in the queue.

    What somebody decided about a subject before is not touched.

    Parameters
    ----------
    answers : iterable of Geocoded
    subjects : sequence of str, optional
        Codes of the households that the addresses belong to; without them an address stands for
        itself, each normal form once.
    """
    areas = load_areas(session)
    rows = [
        _row(answer, areas, None if subjects is None else subjects[i])
        for i, answer in enumerate(answers)
    ]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).drop_duplicates("subject", keep="last")
    if len(frame):
        placements.store_placements(session, frame.reset_index(drop=True))
    placed = int((frame["state"] == "placed").sum())
    return Kept(placed, len(frame) - placed)


_COLUMNS = (
    *("subject", "text", "normal", "state", "level", "score", "reason", "candidates"),
    *("stated_area_code", "area_code", "geometry"),
)


def _row(answer: Geocoded, areas: AddressAreas, household: str | None) -> tuple[Any, ...]:
    best, normal = answer.best, answer.address.normal
    subject = f"household:{household}" if household else f"address:{normal or answer.text}"
    shown = [describe_candidate(one) for one in answer.candidates[:_KEPT_CANDIDATES]]
    return (
        subject,
        answer.text,
        normal,
        "placed" if answer.clear else "queued",
        best.found.level.value if best else None,
        min(best.score, 1.0) if best else 0.0,
        answer.why,
        orjson.dumps(shown).decode(),
        areas.code_of(answer.address.community),
        best.found.area_code if best else None,
        shapely.Point(best.found.lon, best.found.lat) if best else None,
    )


def list_queue(
    session: Session, wanted: Waiting | None = None, *, after: int = 0, most: int = 100
) -> list[dict[str, Any]]:
    """Give what waits for a decision, in the order in which it came.

    Parameters
    ----------
    wanted : Waiting, optional
        Only these.
    after : int
        The last id of an earlier page.
    most : int
        At most `MOST_LISTED`.
    """
    values = (wanted or Waiting()).values()
    rows = placements.list_queued(session, values, after, min(most, MOST_LISTED))
    return [dict(row) for row in rows]


def count_queue(session: Session, wanted: Waiting | None = None) -> int:
    """Count what waits for a decision."""
    return placements.count_queued(session, (wanted or Waiting()).values())


def area_scope(session: Session, area: str | None) -> frozenset[str]:
    """Give the code of a community and of all areas above it; nothing for none, which is all."""
    if area is None:
        return frozenset()
    links = area_chains(session, [area]).get(area, [])
    return frozenset(link["code"] for link in links)


def queue_scope(session: Session, key: int) -> frozenset[str]:
    """Give the areas that an address of the queue lies in, as far as they are known.

    Raises
    ------
    NotFoundError
        If there is no such address.
    ConflictError
        If somebody has decided it already.
    """
    row = _queued(session, key)
    return area_scope(session, row.stated_area_code or row.area_code)


def place_by_hand(session: Session, key: int, lon: float, lat: float, actor: str) -> Placed:
    """Place a queued address, and all that have its normal form; the gazetteer learns it.

    Parameters
    ----------
    key : int
        Id in the queue.
    lon, lat : float
        EPSG:4326.
    actor : str
        Who places it.

    Returns
    -------
    Placed

    Raises
    ------
    NotFoundError
        If there is no such address.
    ConflictError
        If somebody has decided it already.
    BadInputError
        If the point is not on the globe.
    """
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise BadInputError(f"({lon:g}, {lat:g}) is no longitude and latitude.", field="lon")
    row = _queued(session, key)
    text, alike = row.text, bool(row.normal)
    place = np.array([shapely.Point(lon, lat)], dtype=object)
    learnt = add_addresses(session, [text], place)
    # What names no place is known by its own words only: others may mean another one.
    values = {
        "state": "by_hand",
        "actor": actor,
        "reason": f"Placed by {actor}.",
        "alike": alike and not learnt.unread,
        "level": None,
        "lon": lon,
        "lat": lat,
        "area": communities_at(session, place)[0],
    }
    ids = placements.decide(session, row, values)
    households = placements.move_households(session, ids)
    details = {"addresses": len(ids), "lon": lon, "lat": lat}
    audit.append(session, actor, "place_address", "address", str(key), details)
    return Placed(len(ids), households)


def dismiss(session: Session, key: int, reason: str, actor: str) -> None:
    """Take an address out of the queue: it is none, or of somewhere else.

    Raises
    ------
    NotFoundError
        If there is no such address.
    ConflictError
        If somebody has decided it already.
    """
    row = _queued(session, key)
    values = {"state": "dismissed", "actor": actor, "reason": reason, "alike": False}
    placements.decide(session, row, {**values, **dict.fromkeys(("level", "lon", "lat", "area"))})
    audit.append(session, actor, "dismiss_address", "address", str(key), {"reason": reason})


def _queued(session: Session, key: int) -> AddressPlacement:
    row = placements.get_placement(session, key)
    if row is None:
        raise NotFoundError(f"There is no address {key} in the queue.", field="id")
    if row.state != "queued":
        raise ConflictError(f"Address {key} is not in the queue any more: it is {row.state}.")
    return row


def placed_shares(session: Session) -> list[dict[str, Any]]:
    """Give for each community how many addresses it has, and how many are placed at which level.

    Returns
    -------
    list of dict
        ``area_code`` and ``name`` (None where the community is not known), ``addresses``,
        ``placed``, ``share`` (0 to 1), ``levels`` (of the placed ones, by level).
    """
    found: dict[str | None, dict[str, Any]] = {}
    for row in placements.count_by_area(session):
        one = found.setdefault(
            row["area_code"],
            {"area_code": row["area_code"], "name": row["name"], "addresses": 0, "placed": 0,
             "levels": {}},
        )  # fmt: skip
        one["addresses"] += row["addresses"]
        if row["state"] != "queued":
            level = "by_hand" if row["state"] == "by_hand" else row["level"]
            one["placed"] += row["addresses"]
            one["levels"][level] = one["levels"].get(level, 0) + row["addresses"]
    return [{**one, "share": round(one["placed"] / one["addresses"], 4)} for one in found.values()]
