"""Excel workbooks by openpyxl, which is loaded only where one is written."""

from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from gridgeo.io.spreadsheet import Sheet, Value, neutral, plain

_MOST_WIDTH = 48  # characters of a column


def make_workbook(sheets: Mapping[str, Sheet]) -> Workbook:
    """Make a workbook with a page for each sheet, ready to be saved once."""
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
    return book


def _cell(page: object, value: Value, *, bold: bool = False) -> WriteOnlyCell:
    value = plain(value)
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(page, neutral(value))
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _width(value: Value) -> int:
    """Reckon the width of a cell's text in characters; Chinese ones are twice as wide."""
    return 2 + sum(2 if ord(sign) > 0x2E80 else 1 for sign in str(value or ""))
