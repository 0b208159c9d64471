"""All places that one name holds, ready to follow an address down to its room."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from gridgeo.geocode.address import Level
from gridgeo.geocode.entry import Entry, Found, Line
from gridgeo.geocode.interpolate import interpolate_number, metres_scale

EXACT_M = 10.0  # how far a point of a building or a room may be off
ONE_PLACE_M = 150.0  # one house number does not reach further; beyond, two streets share a name


@dataclass(frozen=True, eq=False)
class Anchor:
    """The entries of one name.

    Parameters
    ----------
    name : str
    entries : sequence of Entry
        All with this anchor.
    lines : sequence of (points, 2) arrays
        The street's own line in degrees; none for other places.
    """

    name: str
    entries: Sequence[Entry]
    lines: Sequence[Line] = ()
    _by_path: dict[tuple[str, ...], list[Entry]] = field(init=False, repr=False)
    _numbers: list[tuple[int, float, float]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_path: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
        for entry in self.entries:
            path = (entry.number, entry.building, entry.entrance, entry.room)
            for depth in (1, 2, 4):
                if any(path[depth - 1 :]) or depth == 1:
                    by_path[path[:depth]].append(entry)
        object.__setattr__(self, "_by_path", dict(by_path))
        object.__setattr__(self, "_numbers", self._known_numbers(by_path))

    @staticmethod
    def _known_numbers(
        by_path: dict[tuple[str, ...], list[Entry]],
    ) -> list[tuple[int, float, float]]:
        known = []
        for path, entries in by_path.items():
            if len(path) == 1 and path[0].isdigit():
                lon, lat, spread_m = _middle(entries)
                if spread_m <= ONE_PLACE_M:
                    known.append((int(path[0]), lon, lat))
        return sorted(known)

    def find(self, number: str, building: str, entrance: str, room: str) -> list[Found]:
        """Follow the parts of an address as far as they are known here.

        Parameters
        ----------
        number, building, entrance, room : str
            Empty where the address has none.

        Returns
        -------
        list of Found
            Several where streets of different communities share the name.
        """
        if room:
            exact = self._by_path.get((number, building, entrance, room))
            if exact:
                return self._found(Level.ROOM, exact)
        if building:
            exact = self._by_path.get((number, building))
            if exact:
                return self._found(Level.BUILDING, exact, (number, building))
        return self._at_number(number) or self._whole()

    def _at_number(self, number: str) -> list[Found]:
        entries = self._by_path.get((number,)) if number else None
        if entries:
            alone = len({entry.building for entry in entries}) == 1 and entries[0].building != ""
            path = (number, entries[0].building) if alone else (number, "")
            return self._found(Level.BUILDING if alone else Level.NUMBER, entries, path)
        digits = number.partition("-")[0]
        if digits != number and (digits,) in self._by_path:
            return self._found(Level.NUMBER, self._by_path[(digits,)], (digits, ""))
        return self._between(number, digits) if digits.isdigit() else []

    def _between(self, number: str, digits: str) -> list[Found]:
        between = interpolate_number(int(digits), self._numbers, self.lines)
        if between is None:
            return []
        lon, lat, spread_m = between
        area = self._nearest_area(lon, lat)
        return [Found(Level.NUMBER, lon, lat, f"{self.name}{number}号", area, spread_m, True)]

    def _whole(self) -> list[Found]:
        own = [entry for entry in self.entries if not (entry.number or entry.building)]
        level = own[0].level if own else Level.STREET
        if not own and all(entry.number == "" for entry in self.entries):
            level = Level.COMPOUND
        return self._found(level, own or self.entries, ("", ""))

    def _found(
        self, level: Level, entries: Sequence[Entry], path: tuple[str, str] | None = None
    ) -> list[Found]:
        by_area: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_area[entry.area_code or ""].append(entry)
        if len(by_area) == 1 or level is Level.STREET or _middle(entries)[2] <= ONE_PLACE_M:
            return [self._one(level, entries, path)]
        return [self._one(level, by_area[area], path) for area in sorted(by_area)]

    def _one(self, level: Level, entries: Sequence[Entry], path: tuple[str, str] | None) -> Found:
        lon, lat, spread_m = _middle(entries)
        if level is Level.STREET and self.lines:
            spread_m = max(spread_m, *(_length_m(line) / 2 for line in self.lines))
        areas = {entry.area_code for entry in entries}
        address = entries[0].address if path is None else self._called(path)
        return Found(level, lon, lat, address, areas.pop() if len(areas) == 1 else None, spread_m)

    def _called(self, path: tuple[str, str]) -> str:
        number, building = path
        return self.name + (f"{number}号" if number else "") + (f"{building}幢" if building else "")

    def _nearest_area(self, lon: float, lat: float) -> str | None:
        scale = metres_scale(lat)

        def off(entry: Entry) -> float:
            east, north = (entry.lon - lon, entry.lat - lat) * scale
            return float(np.hypot(east, north))

        return min((e for e in self.entries if e.number), key=off).area_code


def _middle(entries: Sequence[Entry]) -> tuple[float, float, float]:
    """Give the middle of places and how far they lie from it, at least `EXACT_M`."""
    if len(entries) == 1:
        return entries[0].lon, entries[0].lat, EXACT_M
    places = np.array([(entry.lon, entry.lat) for entry in entries])
    lon, lat = places.mean(axis=0)
    off = (places - (lon, lat)) * metres_scale(lat)
    return float(lon), float(lat), max(EXACT_M, float(np.hypot(off[:, 0], off[:, 1]).max()))


def _length_m(line: Line) -> float:
    steps = np.diff(line, axis=0) * metres_scale(float(line[0, 1]))
    return float(np.hypot(steps[:, 0], steps[:, 1]).sum())
