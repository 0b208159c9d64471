"""Tables for spreadsheet programs: Excel and CSV whose texts are never taken for formulas."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

# What a spreadsheet program takes for the beginning of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_MOST_WIDTH = 48  # characters of a column

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
    book = Workbook(write_only=True)
    for name, sheet in sheets.items():
        page = book.create_sheet(name)
        page.freeze_panes = "A2"
        rows = [list(row) for row in sheet.rows]
        for number, heading in enumerate(sheet.headings):
            longest = max((_width(row[number]) for row in rows), default=0)
            letter = get_column_letter(number + 1)
            page.column_dimensions[letter].width = min(_MOST_WIDTH, max(longest, _width(heading)))
        page.append([_cell(page, heading, bold=True) for heading in sheet.headings])
        for row in rows:
            page.append([_cell(page, value) for value in row])
    book.save(path)


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
        writer.writerows([[neutral(_plain(value)) for value in row] for row in sheet.rows])


def _cell(page: object, value: Value, *, bold: bool = False) -> WriteOnlyCell:
    value = _plain(value)
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(page, neutral(value))
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _plain(value: Value) -> Value:
    return value.isoformat() if isinstance(value, datetime) else value


def _width(value: Value) -> int:
    """Reckon the width of a cell's text in characters; Chinese ones are twice as wide."""
    return 2 + sum(2 if ord(sign) > 0x2E80 else 1 for sign in str(value or ""))
