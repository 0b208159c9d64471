"""Addresses to places and back, by one's own gazetteer."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories import gazetteer
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.geocode.address import Address, Level
from gridgeo.geocode.anchor import Anchor
from gridgeo.geocode.entry import Entry, Line
from gridgeo.geocode.parse import parse_address
from gridgeo.geocode.rank import ENOUGH, Candidate, is_clear, rank_candidates
from gridgeo.geocode.similar import most_similar
from gridgeo.services.geocode_areas import load_areas

CHUNK = 2_000  # addresses that are looked up together
MOST_REVERSE_M = 2_000.0
NAMES_NO_PLACE = "The text names no place."
_METRES_PER_DEGREE = 111_320.0

Progress = Callable[[int], None]
Similar = dict[str, list[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class Geocoded:
    """What an address led to.

    Attributes
    ----------
    text : str
        As it was given.
    address : Address
        Its parts.
    candidates : list of Candidate
        The likeliest first.
    clear : bool
        Whether the first is good enough, and ahead of places elsewhere.
    """

    text: str
    address: Address
    candidates: list[Candidate]
    clear: bool

    @property
    def best(self) -> Candidate | None:
        """The first candidate."""
        return self.candidates[0] if self.candidates else None

    @property
    def why(self) -> str:
        """Why it was placed, or was not."""
        if not self.address.anchors and not self.address.community:
            return NAMES_NO_PLACE
        if not self.candidates:
            return f"The gazetteer has nothing like {'、'.join(self.address.anchors)}."
        best = self.candidates[0]
        rivals = "" if self.clear or best.score < ENOUGH else " Other places are as likely."
        return best.why[0].upper() + best.why[1:] + rivals


class Geocoder:
    """Looks addresses up; keeps the names that it has met, so make a new one for each task.

    Parameters
    ----------
    session : Session
        Only read from.
    most : int
        Candidates that are given for an address.
    """

    def __init__(self, session: Session, most: int = 5) -> None:
        self._session = session
        self._most = most
        self._areas = load_areas(session)
        self._anchors: dict[str, Anchor] = {}
        self._similar: Similar = {}
        self._missing: set[str] = set()

    def parse(self, text: str) -> Address:
        """Take an address apart with the areas of the database."""
        return parse_address(text, self._areas.known)

    def geocode(self, text: str) -> Geocoded:
        """Look one address up."""
        return next(self.geocode_all([text]))

    def geocode_all(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> Iterator[Geocoded]:
        """Look many addresses up, some thousand at a time; answers come in the given order."""
        for start in range(0, len(texts), CHUNK):
            chunk = texts[start : start + CHUNK]
            yield from self._chunk(chunk)
            if progress is not None:
                progress(start + len(chunk))

    def _chunk(self, texts: Sequence[str]) -> list[Geocoded]:
        addresses = [self.parse(text) for text in texts]
        self._learn_names({name for one in addresses for name in _names(one)})
        answers = [self._rank(*one, {}) for one in zip(texts, addresses, strict=True)]
        # A slip can turn one known name into another; the numbers then lead nowhere.
        weak = [i for i, one in enumerate(answers) if not one.best or one.best.score < ENOUGH]
        self._learn_similar({name for i in weak for name in _names(addresses[i])})
        for i in weak:
            answers[i] = self._rank(texts[i], addresses[i], self._similar)
        return answers

    def _rank(self, text: str, address: Address, similar: Similar) -> Geocoded:
        candidates = rank_candidates(address, self._anchors, similar, self._areas.chain, self._most)
        return Geocoded(text, address, candidates, is_clear(candidates))

    def _learn_names(self, names: set[str]) -> None:
        new = sorted(names - self._anchors.keys() - self._missing)
        if not new:
            return
        known = gazetteer.known_names(self._session, new)
        self._missing |= set(new) - known
        self._anchors |= _load_anchors(self._session, sorted(known))

    def _learn_similar(self, names: set[str]) -> None:
        new = names - self._similar.keys()
        if not new:
            return
        alike = gazetteer.names_alike(self._session, new)
        for name in sorted(new):
            self._similar[name] = most_similar(name, alike.get(name, ()))
        self._learn_names({known for name in new for known, _ in self._similar[name]})


def _names(address: Address) -> tuple[str, ...]:
    return address.anchors or ((address.community,) if address.community else ())


def _load_anchors(session: Session, names: Sequence[str]) -> dict[str, Anchor]:
    entries: dict[str, list[Entry]] = defaultdict(list)
    lines: dict[str, list[Line]] = defaultdict(list)
    for row in gazetteer.entries_of(session, names):
        values = {name: value for name, value in row.items() if name != "line"}
        entries[row["anchor"]].append(Entry(**{**values, "level": Level(row["level"])}))
        if row["line"] is not None:
            parts = shapely.get_parts(shapely.from_wkb(bytes(row["line"])))
            lines[row["anchor"]] += [shapely.get_coordinates(part) for part in parts]
    return {name: Anchor(name, entries[name], lines[name]) for name in entries}


def describe(answer: Geocoded) -> dict[str, Any]:
    """Give an answer as plain values, for JSON and tables."""
    return {
        "address": answer.text,
        "normal": answer.address.normal,
        "parts": answer.address.parts(),
        "placed": answer.clear,
        "why": answer.why,
        "candidates": [describe_candidate(one) for one in answer.candidates],
    }


def describe_candidate(candidate: Candidate) -> dict[str, Any]:
    """Give a candidate as plain values."""
    found = candidate.found
    return {
        "lon": round(found.lon, 7),
        "lat": round(found.lat, 7),
        "level": found.level.value,
        "score": round(candidate.score, 3),
        "address": found.address,
        "area_code": found.area_code,
        "interpolated": found.interpolated,
        "spread_m": round(found.spread_m, 1),
        "why": candidate.why,
    }


def clear_place(session: Session, text: str) -> dict[str, Any]:
    """Give the one place that an address means, as `describe_candidate` does.

    Raises
    ------
    NotFoundError
        If it is not clear where the address is; says why.
    """
    answer = Geocoder(session).geocode(text)
    if not answer.clear or answer.best is None:
        raise NotFoundError(f"It is not clear where this address is. {answer.why}", field="address")
    return describe_candidate(answer.best)


@dataclass(frozen=True, slots=True)
class Nearby:
    """What is near a point.

    Attributes
    ----------
    items : list of dict
        ``address``, ``level``, ``area_code``, ``source``, ``lon``, ``lat``, ``distance_m``; the
        nearest first, each address once.
    nearest : dict or None
        The nearest of all, where none is near enough; None too where the gazetteer is empty.
    why : str or None
        Why there are no items.
    """

    items: list[dict[str, Any]]
    nearest: dict[str, Any] | None = None
    why: str | None = None


def reverse_geocode(
    session: Session, lon: float, lat: float, within_m: float = 100.0, most: int = 5
) -> Nearby:
    """Say which addresses are near a point; where none is, how far the nearest lies.

    Parameters
    ----------
    lon, lat : float
        EPSG:4326.
    within_m : float
        At most `MOST_REVERSE_M`.
    most : int
        How many are given.

    Raises
    ------
    BadInputError
        If the point is not on the globe, or the distance is out of range.
    """
    if not (abs(lon) <= 180 and abs(lat) < 89):
        raise BadInputError(f"({lon:g}, {lat:g}) is no longitude and latitude.", field="lon")
    if not 0 < within_m <= MOST_REVERSE_M:
        raise BadInputError(
            f"'within_m' must lie between 0 and {MOST_REVERSE_M:g}.", field="within_m"
        )
    north = within_m / _METRES_PER_DEGREE
    box = {"within_m": within_m, "north": north, "east": north / math.cos(math.radians(lat))}
    rows = gazetteer.nearest_entries(session, lon, lat, box)
    if rows:
        return Nearby(list(_each_once(rows))[:most])
    nearest = next(_each_once(filter(None, [gazetteer.nearest_of_all(session, lon, lat)])), None)
    if nearest is None:
        return Nearby([], None, "The gazetteer has no addresses yet.")
    return Nearby(
        [],
        nearest,
        f"No address lies within {within_m:g} m; the nearest is {nearest['distance_m']:,.0f} m"
        " away.",
    )


def _each_once(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    seen = set()
    for row in rows:
        if row["address"] not in seen:
            seen.add(row["address"])
            yield {**row, "distance_m": round(row["distance_m"], 1)}
