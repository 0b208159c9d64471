"""An address in its parts, and its normal form."""

from dataclasses import dataclass, fields
from enum import StrEnum


class Level(StrEnum):
    """How exactly an address says where, or a place answers it; the first is the most exact."""

    ROOM = "room"
    BUILDING = "building"
    NUMBER = "number"
    COMPOUND = "compound"  # or a point of interest
    STREET = "street"
    COMMUNITY = "community"


LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address, each as `gridgeo.geocode.characters.plain` writes it.

    A part that is not there is an empty string. Numbers are text: 12, 12-1, 3A.

    Attributes
    ----------
    province, city, district, town, community : str
        省, 市, 区县, 街道乡镇, 社区 or 行政村, each with its suffix.
    village, group : str
        自然村 with its suffix; the number of a 组.
    street, lane : str
        路街 with its section (光复路2段); 巷 or 弄 with its name or number.
    number : str
        门牌号.
    compound : str
        小区, or whatever place is named.
    building, entrance, floor, room : str
        幢, 单元, 层, 室.
    """

    province: str = ""
    city: str = ""
    district: str = ""
    town: str = ""
    community: str = ""
    village: str = ""
    group: str = ""
    street: str = ""
    lane: str = ""
    number: str = ""
    compound: str = ""
    building: str = ""
    entrance: str = ""
    floor: str = ""
    room: str = ""

    def __str__(self) -> str:
        return self.normal

    @property
    def areas(self) -> str:
        """The administrative part."""
        return self.province + self.city + self.district + self.town + self.community

    @property
    def normal(self) -> str:
        """The normal form: the same for every way to write the address."""
        return self.areas + self.local

    @property
    def local(self) -> str:
        """The normal form without its administrative part."""
        place = self.village + _with(self.group, "组") + self.street + self.lane
        return place + _with(self.number, "号") + self.compound + self.inner

    @property
    def inner(self) -> str:
        """The part inside a house number or a compound: 3幢2单元501室."""
        floor = "" if self.room else _with(self.floor, "层")
        return (
            _with(self.building, "幢")
            + _with(self.entrance, "单元")
            + floor
            + _with(self.room, "室")
        )

    @property
    def anchors(self) -> tuple[str, ...]:
        """The names that the numbers count in, the most telling first."""
        found = []
        if self.lane:
            named = not self.lane[0].isdigit()
            found += [self.street + self.lane, *([self.lane] if named and self.street else [])]
        elif self.street:
            found.append(self.street)
        if self.group:
            found.append((self.village or self.community) + self.group + "组")
        elif self.village:
            found.append(self.village)
        if self.compound:
            found.append(self.compound)
        return tuple(found)

    def path_in(self, anchor: str) -> tuple[str, str, str, str]:
        """Give number, building, entrance and room as they count in one of the anchors."""
        number, building = self.number, self.building
        if anchor == self.compound:
            inside = not (self.street or self.lane)
            number, building = "", building or (number if inside else "")
        return number, building, self.entrance, self.room

    @property
    def level(self) -> Level | None:
        """How exactly it says where; None where it names no place at all."""
        if self.room or self.entrance:
            return Level.ROOM
        if self.building:
            return Level.BUILDING
        if self.number:
            return Level.NUMBER
        if self.compound:
            return Level.COMPOUND
        if self.street or self.lane or self.village or self.group:
            return Level.STREET
        return Level.COMMUNITY if self.community else None

    def parts(self) -> dict[str, str]:
        """Give the parts that are there, by name, in order."""
        pairs = ((item.name, getattr(self, item.name)) for item in fields(self))
        return {name: value for name, value in pairs if value}


def _with(value: str, suffix: str) -> str:
    return value + suffix if value else ""
