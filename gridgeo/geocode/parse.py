"""From the text of a Chinese address to its parts, from left to right.

Every part may be missing. Suffixes carry the meaning (路, 号, 幢, 单元 …); what no suffix explains
is the name of a place, since compounds and shops are called anything.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gridgeo.geocode.address import Address
from gridgeo.geocode.characters import plain

# A suffix inside a street's name is none: 镇江路, 市府街, 区前巷.
_IN_STREET = "(?!.{0,3}[路街巷弄](?![道办]))"
_AREAS = (
    ("province", re.compile("(?:中华人民共和国|中国)?(?:(.{2,3}省|.{2,6}自治区)|(?=.))")),
    ("city", re.compile(rf"([^0-9]{{2,6}}?(?:自治州|地区|市(?![场府政民立])|盟)){_IN_STREET}")),
    (
        "district",
        re.compile(
            r"([^0-9]{1,7}?(?<![小社园校厂库]|[新老])(?:自治县|区|县|旗|市(?!场))(?![政府前]))"
        ),
    ),
    ("town", re.compile("([^0-9]{1,7}?(?:街道(?:办事处|办)?|镇(?!江|海路)|乡(?!村路)))")),
    (
        "community",
        re.compile("([^0-9]{1,9}?(?:社区|村委会|居委会|行政村)(?:居委会|村委会|居民委员会)?)"),
    ),
    ("community", re.compile("([^0-9]{1,6}?村)(?=[^0-9]{0,6}[0-9]+(?:村民小?组|小组|组|队)|$)")),
    ("community", re.compile("([^0-9]{1,4}里)(?=[0-9]+邻)")),
)
# A postal code stands in front of a province, a city or a county; 3路公交 is none.
_POSTCODE = re.compile("^[0-9]{3,6}(?=[^0-9路街号]{1,7}[省市县区])")
_VILLAGE = re.compile(
    "([^0-9]{1,6}?(?:自然村|[村屯庄寨湾坝坪沟塘墩]))?(?=[0-9]+(?:村民小?组|小组|组|队|邻))"
)
_GROUP = re.compile("([0-9]+)(?:村民小?组|小组|组|队|邻)")
_PLAIN_VILLAGE = re.compile("([^0-9]{1,6}?(?:自然村|(?<!新)[村屯庄寨]))(?=[0-9]+号)")
_STREET = re.compile(
    "([^0-9]{1,10}?(?:大道|大街|公路|胡同|(?<!铁)路(?!口|边|旁)|街(?!道|心|坊)|(?<=[大干隧])道)"
    "(?:[东西南北中]?[0-9]*段|[东西南北中]段)?)"
)
_LANE = re.compile("((?:[0-9]+|[^0-9]{1,6}?)(?:巷(?!口)|弄|胡同))([0-9]+弄)?")
_NUMBER = re.compile(
    "([0-9]+)(?:[-之]([0-9]+))?([甲乙丙丁A-F]?)号(?!楼|房)(?:院|内|大院)?(?:附([0-9]+)号?|之([0-9]+))?"
)
_ATTACHED = re.compile("附([0-9]+)号")
_BARE_NUMBER = re.compile("([0-9]+)(?=$|[0-9A-Z]+(?:号楼|幢|栋|座))")
_BUILDING = re.compile(
    "([0-9]+[A-Z]?|[A-Z][0-9]{0,3}|[东南西北中前后甲乙丙丁])(?:号楼|幢楼?|栋楼?|座|#楼?|号(?=[0-9]+单元)|楼(?=[0-9]+单元))"
)
_ENTRANCE = re.compile("([0-9]+|[A-Z]|[东南西北中甲乙丙丁])(?:单元|门(?!市)|梯)")
_FLOOR = re.compile("([0-9]+)(?:层|楼|F)(?![0-9]*单元)")
_ROOM = re.compile("([0-9]+[A-Z]?(?:-[0-9]+)?|[A-Z][0-9]+)(?:室|房间?|号房?|户)?(?=$|[^0-9])")
_TRIPLE = re.compile("([0-9]+|[A-Z])-([0-9]+|[A-Z])-([0-9]+)(?:室|房)?")
_PAIR = re.compile("([0-9]+|[A-Z])-([0-9]{1,4})(?:室|房)?(?=$|[^0-9号-])")
_PLACE = re.compile(
    "((?:[^0-9A-Z]|[A-Z](?![0-9]{0,3}(?:号楼|幢|栋|座|#)))+?(?:[0-9]+期)?(?:[A-Z]区)?)"
    "(?=$|[0-9]|[A-Z][0-9]{0,3}(?:号楼|幢|栋|座|#)|[东南西北甲乙丙丁](?:幢|栋|座|单元))"
)
_OFFICE = re.compile("(?:街道办事处|街道办)$")
_COMMITTEE = re.compile("(?:社区)?(?:居委会|居民委员会|村委会|行政村)$")


@dataclass(frozen=True)
class KnownAreas:
    """Names of areas that are found however they end.

    Parameters
    ----------
    parts : mapping
        Name of an area, as `gridgeo.geocode.characters.plain` writes it, to its part of an
        address: ``district``, ``town`` or ``community``.
    """

    parts: Mapping[str, str]
    _pattern: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        names = sorted(filter(None, self.parts), key=lambda name: (-len(name), name))
        pattern = re.compile("|".join(map(re.escape, names)) or "(?!)")
        object.__setattr__(self, "_pattern", pattern)

    def at_start(self, rest: str) -> str | None:
        """Give the longest name that a text begins with."""
        found = self._pattern.match(rest)
        return found[0] if found else None


NO_AREAS = KnownAreas({})


def parse_address(text: str, known: KnownAreas = NO_AREAS) -> Address:
    """Take an address apart.

    Parameters
    ----------
    text : str
        As somebody wrote it: any width, simplified or traditional, numbers in digits or words.
    known : KnownAreas
        Areas of one's own; one that an address begins with is taken for what it is.

    Returns
    -------
    Address
        Empty where nothing could be read.
    """
    parts: dict[str, str] = {}
    rest = _take_areas(_POSTCODE.sub("", plain(text)), parts, known)
    rest = _take_street(rest, parts)
    rest = _take_number(rest, parts)
    _take_inner(_take_place(rest, parts), parts)
    return Address(**parts)


def _take_areas(rest: str, parts: dict[str, str], known: KnownAreas) -> str:
    for name, pattern in _AREAS:
        rest = _take_known(rest, parts, known)
        found = pattern.match(rest)
        if found is None or not found[1] or parts.get(name) or _is_street(found[1], rest):
            continue
        parts[name] = _tidy(name, found[1])
        rest = rest[found.end() :]
        # "新竹市東區新竹市東區…": forms that put the areas before what holds them already.
        before = parts.get("city", "") + parts.get("district", "")
        rest = rest.removeprefix(before) if name == "district" and before else rest
    return _take_known(rest, parts, known)


def _take_known(rest: str, parts: dict[str, str], known: KnownAreas) -> str:
    area = known.at_start(rest)
    if area is None or parts.get(known.parts[area]):
        return rest
    parts[known.parts[area]] = area
    return rest[len(area) :]


def _is_street(area: str, rest: str) -> bool:
    """Say whether what looks like an area ends inside a street's name."""
    if area.endswith(("街道", "办事处", "街道办", "社区", "委会")):
        return False
    street = _STREET.match(rest)
    return street is not None and street.end() <= len(area)


def _tidy(name: str, area: str) -> str:
    if name == "town":
        return _OFFICE.sub("街道", area)
    if name == "community" and _COMMITTEE.search(area):
        stem = _COMMITTEE.sub("", area)
        return stem if stem.endswith("村") else stem + ("村" if "村" in area else "社区")
    return area


def _take_street(rest: str, parts: dict[str, str]) -> str:
    rest = _take(_VILLAGE, rest, parts, "village")
    rest = _take(_GROUP, rest, parts, "group")
    if not parts.get("group"):
        rest = _take(_PLAIN_VILLAGE, rest, parts, "village")
    rest = _take(_STREET, rest, parts, "street")
    lane = _LANE.match(rest)
    if lane is not None:
        parts["lane"] = lane[1] + (lane[2] or "")
        rest = rest[lane.end() :]
    return rest


def _take_number(rest: str, parts: dict[str, str]) -> str:
    found = _NUMBER.match(rest)
    if found is not None:
        branch = found[2] or found[4] or found[5]
        parts["number"] = found[1] + found[3] + (f"-{branch}" if branch else "")
        return rest[found.end() :]
    if parts.get("street") or parts.get("lane"):
        rest = _take(_ATTACHED, rest, parts, "number")
        if not parts.get("number"):
            rest = _take(_BARE_NUMBER, rest, parts, "number")
    return rest


def _take_place(rest: str, parts: dict[str, str]) -> str:
    if _BUILDING.match(rest) or _ENTRANCE.match(rest):
        return rest
    found = _PLACE.match(rest)
    if found is None:
        return rest
    parts["compound"] = found[1]
    rest = rest[found.end() :]
    return rest if parts.get("number") else _take_number(rest, parts)


def _take_inner(rest: str, parts: dict[str, str]) -> None:
    triple = _TRIPLE.match(rest)
    if triple is not None:
        parts["building"], parts["entrance"], parts["room"] = triple.groups()
        return
    rest = _take(_BUILDING, rest, parts, "building").lstrip("-")
    pair = _PAIR.match(rest)
    if pair is not None:
        parts["entrance" if parts.get("building") else "building"] = pair[1]
        parts["room"] = pair[2]
        return
    rest = _take(_ENTRANCE, rest, parts, "entrance").lstrip("-")
    rest = _take(_FLOOR, rest, parts, "floor")
    _take(_ROOM, rest, parts, "room")


def _take(pattern: re.Pattern[str], rest: str, parts: dict[str, str], name: str) -> str:
    found = pattern.match(rest)
    if found is None or not found[1]:
        return rest
    parts[name] = found[1]
    return rest[found.end() :]
