"""Notice sheets (公示牌): one page a grid, as PDF or picture, laid out by Typst."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import orjson

Paper = Literal["a3", "a4"]
_EPOCH = 0  # a document carries no time of its making: the same sheets give the same file


@dataclass(frozen=True, slots=True)
class Face:
    """The font of a sheet: its family, and the folder where Typst finds it."""

    family: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who serves the grid: role, name, and the number on which duty answers."""

    role: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """What stands on one sheet; texts are ready to be read.

    Attributes
    ----------
    title : str
        Such as 和平街道和平社区.
    grid, code : str
    network : str
        The network's name.
    households, persons : int or None
    area_ha : float
    border : str
        东至…，南至…，西至…，北至…。
    people : sequence of Person
    link : str
        What the QR code holds.
    map_svg : str
    as_of : str
        Day and version of the data.
    synthetic : bool
        Made-up data are marked on every page.
    """

    title: str
    grid: str
    code: str
    network: str
    households: int | None
    persons: int | None
    area_ha: float
    border: str
    people: Sequence[Person] = field(default_factory=tuple)
    link: str = ""
    map_svg: str = ""
    as_of: str = ""
    synthetic: bool = False


def lay_out_sheets(sheets: Sequence[NoticeSheet], face: Face, paper: Paper = "a4") -> bytes:
    """Lay out sheets, a page each.

    Returns
    -------
    bytes
        A PDF with the signs that it uses; the same sheets give the same bytes.
    """
    return _compile(sheets, face, paper, format="pdf", timestamp=_EPOCH)


def draw_sheet(
    sheet: NoticeSheet, face: Face, paper: Paper = "a4", dots_per_inch: int = 110
) -> bytes:
    """Draw one sheet as PNG."""
    return _compile([sheet], face, paper, format="png", ppi=float(dots_per_inch))


def _compile(sheets: Sequence[NoticeSheet], face: Face, paper: Paper, **output: Any) -> bytes:
    import typst

    pages = [_page(sheet, number) for number, sheet in enumerate(sheets)]
    data = {"paper": paper, "font": face.family, "sheets": pages}
    inputs: dict[str, bytes] = {
        "main": (files("gridgeo.reports") / "templates" / "notice_sheet.typ").read_bytes(),
        "data.json": orjson.dumps(data),
    }
    for number, sheet in enumerate(sheets):
        inputs[f"map-{number}.svg"] = sheet.map_svg.encode()
        inputs[f"code-{number}.svg"] = _qr_code(sheet.link)
    made: bytes = typst.compile(
        inputs, font_paths=[str(face.folder)], ignore_system_fonts=True, **output
    )
    return made


def _page(sheet: NoticeSheet, number: int) -> dict[str, object]:
    counts = {"households": sheet.households, "persons": sheet.persons}
    return {
        "title": sheet.title,
        "grid": sheet.grid,
        "code": sheet.code,
        "network": sheet.network,
        **{name: "—" if count is None else f"{count:,}" for name, count in counts.items()},
        "area": f"{sheet.area_ha:,.1f}",
        "border": sheet.border,
        "people": [[person.role, person.name, person.phone or "—"] for person in sheet.people],
        "map": f"map-{number}.svg",
        "qr": f"code-{number}.svg",
        "as_of": sheet.as_of,
        "synthetic": sheet.synthetic,
    }


def _qr_code(link: str) -> bytes:
    import segno

    drawn = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        drawn, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True
    )
    return drawn.getvalue()
