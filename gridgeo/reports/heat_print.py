"""The report of a heat map for a meeting: one page as PDF or picture, laid out by Typst."""

from importlib.resources import files
from typing import Any, Literal

import orjson
import typst

from gridgeo.reports.heat_drawing import draw_heat
from gridgeo.reports.heat_figures import HeatReport, PatrolledGrid
from gridgeo.reports.notice_sheet import Face, Paper

Form = Literal["pdf", "png"]
_EPOCH = 0  # the same report gives the same file
_LINES = 8  # grids named, the worst first


def lay_out_heat(report: HeatReport, face: Face, form: Form = "pdf", paper: Paper = "a4") -> bytes:
    """Lay out the report on one page across."""
    inputs: dict[str, bytes] = {
        "main": (files("gridgeo.reports") / "templates" / "heat.typ").read_bytes(),
        "data.json": orjson.dumps(_content(report, face, paper)),
        "map.svg": draw_heat(report).encode(),
    }
    output: dict[str, Any] = (
        {"format": "pdf", "timestamp": _EPOCH} if form == "pdf" else {"format": "png", "ppi": 150.0}
    )
    made: bytes = typst.compile(
        inputs, font_paths=[str(face.folder)], ignore_system_fonts=True, **output
    )
    return made


def _content(report: HeatReport, face: Face, paper: Paper) -> dict[str, object]:
    totals = report.totals
    cards = [
        (f"{totals['met']:,.0f} / {totals['grids']:,.0f}", "达标网格"),
        (_percent(report.households_share), "户覆盖率"),
        (_percent(report.ground_share), "面积覆盖率"),
        (f"{totals['hours']:,.0f}", "巡查小时"),
        (f"{totals['km']:,.0f}", "里程（公里）"),
        (f"{totals['not_patrolled']:,.0f}", "未巡查网格"),
    ]
    if totals["divided"]:
        cards.append((f"{totals['divided']:,.0f}", "按现状走不通"))
    return {
        "paper": paper,
        "font": face.family,
        "title": f"{report.network_name}巡查热力图",
        "measure": f"{report.measure.title_zh}（{report.measure.unit_zh}）",
        "period": report.period,
        "whose": report.whose,
        "cards": cards,
        "classes": report.classes,
        "lines": [_line(one) for one in report.lines[:_LINES]],
        "synthetic": report.synthetic,
        "software": report.software,
    }


def _line(one: PatrolledGrid) -> list[str]:
    return [
        one.name or one.code,
        one.words[0],
        f"{one.days}/{one.days_due}",
        _percent(one.households_share),
    ]


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.0%}"
