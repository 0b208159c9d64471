"""Tables for spreadsheet programs: Excel and CSV whose texts are never taken for formulas."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

# What a spreadsheet program takes for the beginning of a formula, guarded already or not: texts
# that bear an apostrophe of their own get one more, so that `unguarded` leads back from each. The
# signs in full width count too: programs that are set to Chinese take them for the plain ones.
FORMULA_SIGNS = r"[=+\-@\t\r\n＝＋－＠]"
GUARDED = f"'*{FORMULA_SIGNS}"
_FORMULA = re.compile(GUARDED)

Value = str | int | float | datetime | None


class Sheet(NamedTuple):
    """A table with one row of headings."""

    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]


def neutral(value: Value) -> Value:
    """Give a text that begins like a formula an apostrophe, as spreadsheet programs show it."""
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value


def unguarded(text: str) -> str:
    """Take away the apostrophe that `neutral` gave a text; others stay as they are.

    >>> unguarded("'=1+1"), unguarded("'s-Hertogenbosch")
    ('=1+1', "'s-Hertogenbosch")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


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
