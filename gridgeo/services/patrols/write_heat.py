"""Heat maps for a meeting as files: a page to open, or a sheet to print."""

from datetime import date
from pathlib import Path
from typing import Literal

from sqlalchemy.orm import Session

from gridgeo.io.binary import write_bytes
from gridgeo.reports.heat_figures import HeatReport
from gridgeo.services.patrols.coverage import Period, read_period
from gridgeo.services.patrols.heat import measure_named
from gridgeo.services.patrols.heat_maps import HeatQuestion
from gridgeo.services.patrols.report_heat import report_heat
from gridgeo.services.staffing.notice_sheets import find_face

FORMS = ("html", "pdf", "png")


def heat_period(session: Session, first: date | None, last: date | None) -> Period:
    """Complete a period: the month of the last points where nothing is said; it is stored whole."""
    period = read_period(session, first, last)
    if first is None and last is None:
        return Period(period.last.replace(day=1), period.last)
    return period


def write_heat(
    session: Session,
    network: str,
    days: tuple[date | None, date | None],
    measure: str,
    output: Path,
    *,
    form: str,
    paper: str,
    font: Path | None,
) -> None:
    """Write the report of a network's heat map as one of `FORMS`.

    Raises
    ------
    NotFoundError
        If there is no such network.
    BadInputError
        If the period or the measure is none.
    """
    period = heat_period(session, *days)
    question = HeatQuestion(network, period.first, period.last)
    report = report_heat(session, question, measure_named(measure))
    write_bytes(output, make_heat(report, form, paper, font))


def make_heat(report: HeatReport, form: str, paper: str, font: Path | None) -> bytes:
    """Give a report as one of `FORMS`."""
    from gridgeo.reports.heat_page import render_heat
    from gridgeo.reports.heat_print import lay_out_heat

    if form == "html":
        return render_heat(report).encode()
    kind: Literal["pdf", "png"] = "png" if form == "png" else "pdf"
    return lay_out_heat(report, find_face(font), kind, "a3" if paper == "a3" else "a4")
