"""What a finding (问题) is: one fault of one rule, with its place, its size and what mends it."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.enums import Severity

PLACE_DECIMALS = 4  # of a degree: about 10 m, so that a nudge elsewhere leaves the place alone


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to mend a finding; the first of a finding's fixes is the best.

    Parameters
    ----------
    action : str
        What to do, as a stable word: ``give_to``, ``fill``, ``repair``, ``split`` …
    codes : tuple of str
        The grids that would change, or receive the ground.
    zh, en : str
        The same as a sentence.
    households, area_m2 : int or None, float or None
        What it costs: the households and the ground that change hands; None where nobody knows.
    """

    action: str
    codes: tuple[str, ...]
    zh: str
    en: str
    households: int | None = None
    area_m2: float | None = None

    def record(self) -> dict[str, Any]:
        """Give the fix as plain values."""
        return {
            "action": self.action,
            "codes": list(self.codes),
            "zh": self.zh,
            "en": self.en,
            "households": self.households,
            "area_m2": None if self.area_m2 is None else round(self.area_m2, 6),
        }


@dataclass(frozen=True, slots=True)
class Part:
    """What one grid has of the ground that a finding is about.

    Parameters
    ----------
    code : str
        The grid; empty for ground that none has.
    area_m2 : float
    households : int or None
        None where they are not known.
    """

    code: str
    area_m2: float
    households: int | None

    def record(self) -> dict[str, Any]:
        """Give the part as plain values."""
        return {
            "code": self.code,
            "area_m2": round(self.area_m2, 6),
            "households": self.households,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault that a rule found.

    Parameters
    ----------
    rule : str
        The rule's name, as in ``docs/topology-rules.md``: ``overlap``, ``gap`` …
    severity : Severity
        An error stops a publication.
    networks : tuple of str
        The networks concerned; one for rules inside a network.
    codes : tuple of str
        The grids concerned, sorted.
    geometry : BaseGeometry
        The faulty ground, line or place, in the metric CRS of the network view.
    area_m2, width_m : float
        Size of the ground, and its mean width (0 for lines and points).
    households : int or None
        Households on the faulty ground or in the grid; None where they are not known.
    zh, en : str
        One sentence: what is wrong and where.
    id : str
        Stable: the same fault keeps it over edits elsewhere (see `finding_id`).
    fixes : tuple of Fix
        What would mend it, best first.
    sliver_of : str
        For the rule ``sliver``: ``overlap`` or ``gap``, whichever it is; else empty.
    parts : tuple of Part
        Between networks: how the other network's grids divide the grid, the largest part first.
    """

    rule: str
    severity: Severity
    networks: tuple[str, ...]
    codes: tuple[str, ...]
    geometry: BaseGeometry
    area_m2: float
    width_m: float
    households: int | None
    zh: str
    en: str
    id: str
    fixes: tuple[Fix, ...] = field(default=())
    sliver_of: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def fault(self) -> str:
        """What it is however wide: the rule, and of a sliver ``overlap`` or ``gap``."""
        return self.sliver_of or self.rule

    def record(self) -> dict[str, Any]:
        """Give everything but the geometry as plain values, for JSON and for tables."""
        return {
            "id": self.id,
            "rule": self.rule,
            "severity": self.severity.value,
            "networks": list(self.networks),
            "codes": list(self.codes),
            "area_m2": round(self.area_m2, 6),
            "width_m": round(self.width_m, 6),
            "households": self.households,
            "sliver_of": self.sliver_of or None,
            "zh": self.zh,
            "en": self.en,
            "fixes": [fix.record() for fix in self.fixes],
            "parts": [part.record() for part in self.parts],
        }


def finding_id(
    rule: str,
    networks: Iterable[str],
    codes: Iterable[str],
    place: tuple[float, float] | None = None,
    subject: str = "",
) -> str:
    """Name a fault by its rule, networks, grids and coarse place.

    Parameters
    ----------
    rule : str
        The rule's name.
    networks, codes : iterable of str
        The networks and grids concerned; their order does not matter.
    place : (lon, lat), optional
        Degrees; given only by rules that can find several faults at the same grids.
    subject : str
        What else the fault is about: a building's code, say.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    spot = () if place is None else tuple(f"{value:.{PLACE_DECIMALS}f}" for value in place)
    about = ("\x1e", subject) if subject else ()
    text = "\x1f".join((rule, *sorted(networks), "\x1e", *sorted(codes), "\x1e", *spot, *about))
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def tell_apart(findings: Iterable[Finding]) -> list[Finding]:
    """Give faults of one rule, at the same grids and the same coarse place, ids of their own.

    The largest keeps the id as it is; the order of the findings stays.
    """
    findings = list(findings)
    if len({one.id for one in findings}) == len(findings):
        return findings
    groups: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(findings):
        groups[one.id].append(number)
    for numbers in groups.values():
        ranked = sorted(numbers, key=lambda i: (-findings[i].area_m2, findings[i].geometry.wkb))
        for rank, number in enumerate(ranked[1:], start=2):
            one = findings[number]
            again = finding_id(one.rule, one.networks, one.codes, subject=f"{one.id} {rank}")
            findings[number] = replace(one, id=again)
    return findings


def mean_width_m(geometry: NDArray[np.object_]) -> NDArray[np.float64]:
    """Mean width of polygons, in metres: that of the rectangle with the same area and perimeter.

    Parameters
    ----------
    geometry : (n,) array of polygons
        In a metric CRS.

    Returns
    -------
    (n,) array of float
        The short side w of the rectangle with w + l = perimeter / 2 and w * l = area; a shape
        rounder than a square counts as the square of its area.
    """
    return mean_width_of(shapely.area(geometry), shapely.length(geometry))


def mean_width_of(
    area_m2: NDArray[np.float64], perimeter_m: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Mean width by area and perimeter (see `mean_width_m`); the longer the border, the less."""
    quarter = perimeter_m / 4.0
    short: NDArray[np.float64] = quarter - np.sqrt(np.maximum(quarter**2 - area_m2, 0.0))
    # Long thin shapes lose the difference to rounding; area over half the perimeter is exact there.
    thin = area_m2 < 1e-6 * quarter**2
    short[thin] = area_m2[thin] / np.maximum(2.0 * quarter[thin], 1e-12)
    return np.where(quarter**2 < area_m2, np.sqrt(area_m2), short)
