"""Tables for spreadsheet programs: Excel and CSV whose texts are never taken for formulas."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

# What a spreadsheet program takes for the beginning of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Value = str | int | float | datetime | None


class Sheet(NamedTuple):
    """A table with one row of headings."""

    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]


def neutral(value: Value) -> Value:
    """Give a text that begins like a formula an apostrophe, as spreadsheet programs show it."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def write_workbook(path: Path, sheets: Mapping[str, Sheet]) -> None:
    """Write an Excel workbook (.xlsx); texts stay texts, times are written in UTC.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    from gridgeo.io.workbook import make_workbook

    make_workbook(sheets).save(path)


def write_csv(path: Path, sheet: Sheet, encoding: str = "utf-8") -> None:
    """Write a CSV; in UTF-8 with the mark by which spreadsheet programs know it.

    Raises
    ------
    OSError
        If the file cannot be written.
    UnicodeEncodeError
        If the encoding has no sign for a character.
    """
    marked = "utf-8-sig" if encoding == "utf-8" else encoding
    with path.open("w", encoding=marked, newline="") as file:
        writer = csv.writer(file)
        writer.writerow([neutral(heading) for heading in sheet.headings])
        writer.writerows([[neutral(plain(value)) for value in row] for row in sheet.rows])


def plain(value: Value) -> Value:
    """Give times as text in ISO 8601, other values as they are."""
    return value.isoformat() if isinstance(value, datetime) else value
