"""The household band (户数区间): the least, the wanted and the most that a grid may hold."""

from dataclasses import dataclass

from gridgeo.domain.enums import BandStatus
from gridgeo.domain.errors import BadInputError

MOST = 1_000_000_000  # nobody counts more; a sum of many still fits 64 bits


@dataclass(frozen=True, slots=True)
class HouseholdBand:
    """Least, wanted and most households (or persons) of one grid, both ends included.

    Raises
    ------
    BadInputError
        Unless 0 < minimum <= target <= maximum <= `MOST`.
    """

    minimum: int = 300
    target: int = 400
    maximum: int = 500

    def __post_init__(self) -> None:
        if not 0 < self.minimum <= self.target <= self.maximum <= MOST:
            raise BadInputError(
                f"The band {self} must rise from a minimum above 0 over the target to the maximum,"
                f" at most {MOST:,}, as in 300:400:500.",
                field="band",
            )

    @classmethod
    def parse(cls, text: str) -> "HouseholdBand":
        """Read ``minimum:target:maximum``, or ``minimum:maximum`` with the target half-way.

        Raises
        ------
        BadInputError
            If the text is not two or three whole numbers joined by colons.
        """
        parts = text.split(":")
        if len(parts) not in (2, 3) or not all(_is_number(part.strip()) for part in parts):
            raise BadInputError(
                f"'{text}' is no band; write minimum:target:maximum, as in 300:400:500.",
                field="band",
            )
        numbers = [int(part) for part in parts]
        if len(numbers) == 2:
            numbers.insert(1, sum(numbers) // 2)
        return cls(*numbers)

    def status(self, count: int) -> BandStatus:
        """Say whether a count lies under, in or over the band."""
        if count < self.minimum:
            return BandStatus.UNDER
        return BandStatus.OVER if count > self.maximum else BandStatus.IN_BAND

    def deviation(self, count: int) -> float:
        """Give the share by which a count departs from the target: -0.25 is a quarter too few."""
        return (count - self.target) / self.target

    def __str__(self) -> str:
        return f"{self.minimum}:{self.target}:{self.maximum}"


def _is_number(text: str) -> bool:
    """Say whether the text is a whole number in ordinary digits, of a length worth reading."""
    return text.isascii() and text.isdigit() and len(text) <= 18
