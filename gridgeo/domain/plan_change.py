"""What one operation changed in a plan, before and after, so that it can be undone to the bit."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

GridRecord = dict[str, Any]  # a plan's grid as plain values, its geometry as hexadecimal EWKB
Step = tuple[int, int, int]  # key, value before, value after


@dataclass(frozen=True, slots=True)
class PlanChange:
    """The difference between two states of a plan.

    Attributes
    ----------
    units : tuple of (unit id, grid number before, grid number after)
    pins : tuple of (unit id, before, after)
        1 for a unit that is pinned, 0 for one that is not.
    grids : tuple of (record or None, record or None)
        Rows before and after; None where there was, or will be, no such grid. Locks are no part of
        them: whether a grid is locked stands outside of undo and redo.
    base_version : (before, after), optional
        The published version that the plan is based on, where that changes.
    """

    units: tuple[Step, ...] = ()
    pins: tuple[Step, ...] = ()
    grids: tuple[tuple[GridRecord | None, GridRecord | None], ...] = ()
    base_version: tuple[int, int] | None = None

    def __bool__(self) -> bool:
        return bool(self.units or self.pins or self.grids or self.base_version)

    @property
    def numbers(self) -> frozenset[int]:
        """Numbers of the grids that are changed, made or removed."""
        return frozenset(record["number"] for pair in self.grids for record in pair if record)

    def inverse(self) -> "PlanChange":
        """Give the change that undoes this one."""
        base = self.base_version
        return PlanChange(
            _turned(self.units),
            _turned(self.pins),
            tuple((after, before) for before, after in self.grids),
            None if base is None else (base[1], base[0]),
        )

    def document(self) -> dict[str, Any]:
        """Give the change as JSON keeps it."""
        return {
            "units": [list(step) for step in self.units],
            "pins": [list(step) for step in self.pins],
            "grids": [list(pair) for pair in self.grids],
            "base_version": None if self.base_version is None else list(self.base_version),
        }

    @classmethod
    def of_document(cls, document: dict[str, Any]) -> "PlanChange":
        """Read what `document` gave; an empty document is no change."""
        base = document.get("base_version")
        return cls(
            _steps(document.get("units", ())),
            _steps(document.get("pins", ())),
            tuple((before, after) for before, after in document.get("grids", ())),
            None if base is None else (base[0], base[1]),
        )


def _turned(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple((key, after, before) for key, before, after in steps)


def _steps(values: Iterable[Any]) -> tuple[Step, ...]:
    return tuple((key, before, after) for key, before, after in values)
