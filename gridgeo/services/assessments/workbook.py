"""The assessment of a month as an Excel workbook: ranks, figures, lists, rules, notes."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import assessments, patrol_days
from gridgeo.domain.errors import NotFoundError
from gridgeo.io.drafts import drafted
from gridgeo.io.spreadsheet import Sheet, Value, write_workbook
from gridgeo.services.assessments.assess import list_scores
from gridgeo.services.assessments.measures import load_month
from gridgeo.services.assessments.months import CHINA
from gridgeo.services.assessments.notes import list_notes
from gridgeo.staffing.assessment import MEASURES

_LISTS_ZH = {"red": "红榜", "black": "黑榜", None: ""}
_TRACK_HEADINGS = ("网格", "日期", "轨迹数", "分钟", "米", "轮次", "轨迹地址")
_NOTE_HEADINGS = ("工号", "申诉", "申诉人", "时间", "答复", "答复人", "答复时间")


def write_assessment_workbook(session: Session, network: str, month: date, path: Path) -> None:
    """Write the scores of a month, renamed over the target when whole.

    Raises
    ------
    NotFoundError
        If the month was not assessed.
    UnavailableError
        If the file cannot be written.
    """
    scores = list_scores(session, network, month)
    notes = list_notes(session, network, month)
    kept = assessments.find_month(session, network, month)
    if kept is None:
        raise NotFoundError(f"{month:%Y-%m} was not assessed.", field="month")
    criteria = kept.rules["criteria"]
    sheets = {
        "考核": Sheet(_headings(criteria), [_row(one) for one in scores]),
        "红黑榜": Sheet(
            ("榜单", "工号", "姓名", "得分", "名次"),
            [
                (_LISTS_ZH[one["listed"]], one["worker"], one["name"], one["score"], one["rank"])
                for one in scores
                if one["listed"]
            ],
        ),
        "依据": Sheet(("工号", "指标", "数值", "得分", "满分", "依据"), list(_bases(scores))),
        "轨迹": Sheet(_TRACK_HEADINGS, list(_tracks(session, network, month))),
        "规则": Sheet(
            ("指标", "权重", "目标值"),
            [(MEASURES[one["measure"]][0], one["weight"], one["target"]) for one in criteria],
        ),
        "申诉": Sheet(_NOTE_HEADINGS, [tuple(note[name] for name in _NOTE_KEYS) for note in notes]),
    }
    with drafted(path, ending=".xlsx") as draft:
        write_workbook(draft, sheets)


_NOTE_KEYS = ("worker", "note", "noted_by", "noted_at", "answer", "answered_by", "answered_at")


def _headings(criteria: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    measured = [MEASURES[one["measure"]][0] for one in criteria]
    return ("名次", "工号", "姓名", "得分", "榜单", "网格", *measured)


def _row(one: dict[str, Any]) -> tuple[Value, ...]:
    head = (one["rank"], one["worker"], one["name"], one["score"], _LISTS_ZH[one["listed"]])
    return (*head, "、".join(one["grids"]), *(line["value"] for line in one["lines"]))


def _bases(scores: Sequence[dict[str, Any]]) -> Iterator[tuple[Value, ...]]:
    for one in scores:
        for line in one["lines"]:
            basis = "；".join(f"{name}: {value}" for name, value in line["basis"].items())
            title = MEASURES[line["measure"]][0]
            yield (one["worker"], title, line["value"], line["points"], line["weight"], basis)


def _tracks(session: Session, network: str, month: date) -> Iterator[tuple[Value, ...]]:
    """Give the days of each grid with what was walked there, and where its lines are to be had."""
    served = load_month(session, network, month)
    codes = {key: code for grids in served.grids.values() for key, code in grids}
    last = served.bounds[1].astimezone(CHINA).date() - timedelta(days=1)
    sums = patrol_days.sums_of(session, network, month, last)
    rows = sorted(
        (codes[key], date(1970, 1, 1) + timedelta(days=day), place)
        for place, (key, day) in enumerate(
            zip(sums.grid_id.tolist(), sums.day.tolist(), strict=True)
        )
        if key in codes
    )
    for code, day, place in rows:
        yield (
            code,
            str(day),
            int(sums.tracks[place]),
            round(float(sums.seconds[place]) / 60, 1),
            round(float(sums.metres[place])),
            int(sums.rounds[place]),
            f"/api/v1/networks/{network}/patrols/grids/{code}/tracks.geojson?day={day}",
        )
