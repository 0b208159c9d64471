"""What one operation changed in a plan, before and after, so that it can be undone to the bit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

GridRecord = dict[str, Any]  # a plan's grid as plain values, its geometry as hexadecimal EWKB
Step = tuple[int, int, int]  # key, value before, value after
NO_GRID = 0  # grids are numbered from 1


@dataclass(frozen=True, slots=True)
class PlanChange:
    """The difference between two states of a plan.

    Attributes
    ----------
    units : tuple of (unit id, grid number before, grid number after)
        `NO_GRID` before for a unit that comes, after for one that goes.
    pins : tuple of (unit id, before, after)
        1 for a unit that is pinned, 0 for one that is not.
    grids : tuple of (record or None, record or None)
        Rows before and after; None where there was, or will be, no such grid. Locks are no part of
        them: whether a grid is locked stands outside of undo and redo.
    base_version : (before, after), optional
        The published version that the plan is based on, where that changes.
    cuts : tuple of (unit id, unit id)
        Units that came, with the one on whose ground each stands; the same both ways.
    """

    units: tuple[Step, ...] = ()
    pins: tuple[Step, ...] = ()
    grids: tuple[tuple[GridRecord | None, GridRecord | None], ...] = ()
    base_version: tuple[int, int] | None = None
    cuts: tuple[tuple[int, int], ...] = ()

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
            self.cuts,
        )

    def renamed(self, ids: Mapping[int, int]) -> "PlanChange":
        """Give the change with other ids for some units."""

        def named(steps: Iterable[Step]) -> tuple[Step, ...]:
            return tuple((ids.get(key, key), before, after) for key, before, after in steps)

        cuts = tuple((ids.get(part, part), unit) for part, unit in self.cuts)
        return replace(self, units=named(self.units), pins=named(self.pins), cuts=cuts)

    def document(self) -> dict[str, Any]:
        """Give the change as JSON keeps it."""
        return {
            "units": [list(step) for step in self.units],
            "pins": [list(step) for step in self.pins],
            "grids": [list(pair) for pair in self.grids],
            "base_version": None if self.base_version is None else list(self.base_version),
            "cuts": [list(pair) for pair in self.cuts],
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
            tuple((part, unit) for part, unit in document.get("cuts", ())),
        )


def _turned(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple((key, after, before) for key, before, after in steps)


def _steps(values: Iterable[Any]) -> tuple[Step, ...]:
    return tuple((key, before, after) for key, before, after in values)
