"""What somebody wants to see of the findings that are kept."""

from dataclasses import dataclass

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """Which open findings are wanted; without ``plan_id`` those of what is published.

    ``accepted`` tells those under an exception from the others; None asks for both. ``area`` is
    the code of an area that they touch, ``box`` west, south, east and north in degrees.
    """

    network: str | None = None
    plan_id: int | None = None
    severity: str | None = None
    rule: str | None = None
    grid: str | None = None
    area: str | None = None
    box: Box | None = None
    accepted: bool | None = False
