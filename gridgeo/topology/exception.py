"""Exceptions (例外): faults that somebody accepted, for as long as they stay what they were."""

from dataclasses import dataclass

from gridgeo.domain.enums import Severity
from gridgeo.topology import band, stale
from gridgeo.topology.finding import Finding
from gridgeo.topology.registry import may_be_excepted

GROWTH = 0.1  # share by which a fault may grow and still be the one that was accepted
ROUNDING_M2 = 1.0
# Their count is the grid's own: a fall is as much of a change as a rise.
_OF_THE_WHOLE_GRID = frozenset({band.RULE, stale.RULE})


@dataclass(frozen=True, slots=True)
class FindingException:
    """What somebody accepted.

    Parameters
    ----------
    number : int
        Key of the exception.
    finding_id, rule : str
    codes : frozenset of str
        The grids that it concerned.
    area_m2 : float
    households : int or None
        The size that it had.
    """

    number: int
    finding_id: str
    rule: str
    codes: frozenset[str]
    area_m2: float
    households: int | None


@dataclass(frozen=True, slots=True)
class Extent:
    """What of a fault an exception is held against.

    Parameters
    ----------
    rule : str
    severity : Severity
    codes : frozenset of str
    area_m2 : float
    households : int or None
    """

    rule: str
    severity: Severity
    codes: frozenset[str]
    area_m2: float
    households: int | None

    @classmethod
    def of(cls, finding: Finding) -> "Extent":
        """Take it from a finding."""
        codes = frozenset(finding.codes)
        return cls(finding.rule, finding.severity, codes, finding.area_m2, finding.households)


def excuses(exception: FindingException, fault: Extent) -> bool:
    """Say whether an exception still covers a fault.

    It ends when the fault concerns other grids, when its ground or its households grow by more
    than a tenth (a square metre is always rounding), and when the rule allows none any more. A
    count of a whole grid may not fall by more than a tenth either.
    """
    same = exception.rule == fault.rule and exception.codes == fault.codes
    if not same or not may_be_excepted(fault.rule, fault.severity):
        return False
    if fault.area_m2 > exception.area_m2 * (1 + GROWTH) + ROUNDING_M2:
        return False
    then, now = exception.households or 0, fault.households or 0
    change = abs(now - then) if fault.rule in _OF_THE_WHOLE_GRID else now - then
    return change <= GROWTH * then
