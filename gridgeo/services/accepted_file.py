"""Exceptions in a file: findings that somebody accepted, for checks that have no database."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from gridgeo.domain.errors import BadInputError
from gridgeo.services.network_report import NetworkReport
from gridgeo.topology.exception import Extent, FindingException, excuses
from gridgeo.topology.finding import Finding
from gridgeo.topology.registry import may_be_excepted

FIELDS = ("id", "area_m2", "reason", "by")  # and households and until, which may be empty


@dataclass(frozen=True, slots=True)
class Accepted:
    """One line of the file.

    Parameters
    ----------
    finding_id : str
    area_m2 : float
    households : int or None
        The size that the fault had, as the check wrote it.
    reason, by : str
        Why it stays, and who answers for that.
    until : date or None
        Day from which it has to be looked at again.
    """

    finding_id: str
    area_m2: float
    households: int | None
    reason: str
    by: str
    until: date | None

    def covers(self, finding: Finding, today: date) -> bool:
        """Say whether it still covers a finding of its id."""
        if self.until is not None and today >= self.until:
            return False
        fault = Extent.of(finding)
        granted = FindingException(
            0, self.finding_id, fault.rule, fault.codes, self.area_m2, self.households
        )
        return excuses(granted, fault)


def read_accepted(path: Path) -> dict[str, Accepted]:
    """Read a CSV file with headings, or JSON with a list of objects.

    Raises
    ------
    BadInputError
        If it is neither, or a line lacks an id, a size, a reason or a name.
    """
    try:
        content = path.read_bytes()
        if path.suffix.lower() == ".json":
            rows = orjson.loads(content)
            rows = rows.get("accepted") if isinstance(rows, dict) else rows
        else:
            rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))
    except (OSError, ValueError, csv.Error) as error:
        raise _unreadable(path) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _unreadable(path)
    lines = [_line(path, number, row) for number, row in enumerate(rows, start=1)]
    return {one.finding_id: one for one in lines}


def set_apart(report: NetworkReport, lines: Mapping[str, Accepted], today: date) -> NetworkReport:
    """Take the findings out of a report that the file accepts.

    Raises
    ------
    BadInputError
        If it accepts a fault from which there is no exception.
    """
    known = [one for one in report.findings if one.id in lines]
    for one in known:
        if not may_be_excepted(one.rule, one.severity):
            raise BadInputError(
                f"There is no exception from the rule '{one.rule}': mend finding '{one.id}'.",
                field="accepted",
            )
    covered = {one.id for one in known if lines[one.id].covers(one, today)}
    return replace(
        report,
        findings=[one for one in report.findings if one.id not in covered],
        accepted=tuple(one for one in known if one.id in covered),
    )


def _line(path: Path, number: int, row: dict[str, Any]) -> Accepted:
    for name in FIELDS:
        if not str(row.get(name) if row.get(name) is not None else "").strip():
            raise _wrong(path, number, f"has no '{name}'")
    try:
        area, homes, until = float(row["area_m2"]), row.get("households"), row.get("until")
        if not np.isfinite(area) or area < 0:
            raise ValueError(area)
        return Accepted(
            str(row["id"]).strip(),
            area,
            int(homes) if homes not in (None, "") else None,
            str(row["reason"]).strip(),
            str(row["by"]).strip(),
            date.fromisoformat(until) if until else None,
        )
    except (ValueError, TypeError) as error:
        raise _wrong(
            path, number, "has an area_m2, households or until (2026-01-31) that cannot be read"
        ) from error


def _unreadable(path: Path) -> BadInputError:
    return BadInputError(
        f"'{path.name}' is no list of accepted findings: CSV (UTF-8) with the columns"
        f" {', '.join(FIELDS)}, households, until, or JSON with a list of such objects.",
        field="accepted",
    )


def _wrong(path: Path, number: int, what: str) -> BadInputError:
    return BadInputError(f"Line {number} of '{path.name}' {what}.", field="accepted")
