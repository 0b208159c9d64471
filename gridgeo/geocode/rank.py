"""Candidates for an address: what each anchor offers, with a score and the reasons for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gridgeo.geocode.address import LEVELS, Address, Level
from gridgeo.geocode.anchor import Anchor
from gridgeo.geocode.entry import Found
from gridgeo.geocode.interpolate import metres_scale

ENOUGH = 0.7  # score from which an address counts as placed
MARGIN = 0.04  # that the best must have over a candidate somewhere else
ELSEWHERE_M = 50.0
_FULL = {
    # What is asked for: the score of each level that is reached.
    Level.ROOM: (1.0, 0.97, 0.8, 0.55, 0.3, 0.15),
    Level.BUILDING: (1.0, 1.0, 0.8, 0.55, 0.3, 0.15),
    Level.NUMBER: (1.0, 1.0, 1.0, 0.55, 0.3, 0.15),
    Level.COMPOUND: (1.0, 1.0, 1.0, 1.0, 0.3, 0.15),
    Level.STREET: (1.0, 1.0, 1.0, 1.0, 0.6, 0.15),
    Level.COMMUNITY: (1.0, 1.0, 1.0, 1.0, 0.6, 0.5),
}
_HOUSE = 0.97  # a house of one building is found by its number, whatever the room
_FURTHEST_M = {Level.NUMBER: 150.0, Level.COMPOUND: 400.0}  # spread that halves the score
_DISAGREES = {"community": 0.8, "town": 0.75, "district": 0.5}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that an address may mean.

    Attributes
    ----------
    found : Found
    score : float
        From 0 to 1.
    name_similarity : float
        Of the name as it is written to the known one.
    disagrees : str
        The administrative part that names another area than the place lies in; empty for none.
    """

    found: Found
    score: float
    name_similarity: float
    disagrees: str

    @property
    def why(self) -> str:
        """The reasons for the score, in one sentence."""
        parts = [f"{self.found.level.value} reached"]
        if self.found.interpolated:
            parts.append("between known house numbers")
        if self.name_similarity < 1:
            parts.append(f"name {self.name_similarity:.0%} alike")
        if self.disagrees:
            parts.append(f"lies in another {self.disagrees} than stated")
        if self.found.spread_m > ELSEWHERE_M:
            parts.append(f"may be {self.found.spread_m:.0f} m off")
        return ", ".join(parts) + "."


def rank_candidates(
    address: Address,
    anchors: Mapping[str, Anchor],
    similar: Mapping[str, Sequence[tuple[str, float]]],
    chain: Callable[[str | None], Mapping[str, str]],
    most: int = 5,
) -> list[Candidate]:
    """Give the places that an address may mean, the likeliest first.

    Parameters
    ----------
    address : Address
    anchors : mapping
        Known names to their places.
    similar : mapping
        For each name of the address the known ones that it may mean, with their similarity; a name
        that is known itself needs none.
    chain : callable
        Code of a community (or None) to the names of the areas that hold it, by part of an address.
    most : int
        How many are given at most.
    """
    found = []
    for name in address.anchors or ((address.community,) if address.community else ()):
        for known, alike in similar.get(name, ((name, 1.0),)):
            anchor = anchors.get(known)
            for place in anchor.find(*address.path_in(name)) if anchor is not None else ():
                found.append(_judge(address, place, alike, chain(place.area_code)))
    found.sort(key=lambda one: (-one.score, LEVELS.index(one.found.level), one.found.address))
    return _apart(found)[:most]


def is_clear(candidates: Sequence[Candidate]) -> bool:
    """Say whether the best candidate is good enough, and ahead of all places elsewhere."""
    if not candidates or candidates[0].score < ENOUGH:
        return False
    best = candidates[0]
    return all(
        best.score - other.score >= MARGIN or distance_m(best.found, other.found) <= ELSEWHERE_M
        for other in candidates[1:]
    )


def distance_m(one: Found, other: Found) -> float:
    """Measure how far two places are apart."""
    off = np.array([one.lon - other.lon, one.lat - other.lat]) * metres_scale(one.lat)
    return float(np.hypot(*off))


def _judge(address: Address, place: Found, alike: float, areas: Mapping[str, str]) -> Candidate:
    asked = address.level or Level.COMMUNITY
    full = _FULL[asked][LEVELS.index(place.level)]
    if place.level is Level.NUMBER and address.number and not address.building:
        full = max(full, _HOUSE)
    score = full * alike
    furthest = _FURTHEST_M.get(place.level)
    if furthest is not None and place.spread_m > ELSEWHERE_M:
        score /= 1.0 + (place.spread_m - ELSEWHERE_M) / furthest
    if place.interpolated:
        score *= 0.85
    disagrees = next((part for part in _DISAGREES if _differs(address, areas, part)), "")
    return Candidate(place, score * _DISAGREES.get(disagrees, 1.0), alike, disagrees)


def _differs(address: Address, areas: Mapping[str, str], part: str) -> bool:
    stated, true = getattr(address, part), areas.get(part, "")
    return bool(stated and true) and stated != true


def _apart(found: list[Candidate]) -> list[Candidate]:
    """Leave out what leads to the same place as a better one."""
    kept: list[Candidate] = []
    for one in found:
        if all(distance_m(one.found, other.found) > 1.0 for other in kept):
            kept.append(one)
    return kept
