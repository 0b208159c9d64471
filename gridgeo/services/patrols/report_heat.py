"""The report of a heat map: the picture of a whole network, its grids, and how well they did."""

from importlib.metadata import version
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from gridgeo.db.repositories import browse_networks, report_places
from gridgeo.db.repositories.networks import load_network
from gridgeo.patrol.heat_classes import Measure
from gridgeo.reports.heat_figures import HeatReport, PatrolledGrid
from gridgeo.services.patrols.coverage import Period
from gridgeo.services.patrols.coverage_list import list_coverage
from gridgeo.services.patrols.frame import NetworkFrame, network_frame
from gridgeo.services.patrols.heat_maps import HeatQuestion, heat_map, shown
from gridgeo.services.patrols.heat_tiles import ground_in
from gridgeo.services.report_network import base_map
from gridgeo.tiles.heat import Window, picture_of

_MOST = 800  # pixels along the longer side: smaller ones are not seen on paper
_MARGIN = 0.02  # of the picture, left around the grids


def report_heat(session: Session, question: HeatQuestion, measure: Measure) -> HeatReport:
    """Gather the report of a network's heat map.

    Raises
    ------
    NotFoundError
        If there is no such network, or nothing of it is published.
    """
    frame = network_frame(session, question.network)
    window = Window.around(_wider(frame.bounds()), _MOST)
    found = list_coverage(
        session,
        question.network,
        Period(question.first, question.last),
        sort="households_share",
        descending=False,
    )
    lines = [_line(row) for row in found["items"]]
    degrees = frame.degrees(frame.polygons)
    grids = degrees[[frame.place(one.code) for one in lines]]
    return HeatReport(
        network_code=question.network,
        network_name=load_network(session, question.network).name,
        period=_period(question),
        whose="全部人员" if question.role is None else f"角色：{question.role}",
        measure=measure,
        picture=_picture(session, question, measure, frame, window),
        bounds=window.bounds(),
        grids=grids,
        lines=lines,
        totals=_totals(found),
        households_share=found["totals"]["households_share"],
        ground_share=found["totals"]["ground_share"],
        base=base_map(session, degrees, report_places.load_places(session)),
        synthetic=browse_networks.site(session)["synthetic"] is True,
        software=version("gridgeo"),
    )


def _picture(
    session: Session,
    question: HeatQuestion,
    measure: Measure,
    frame: NetworkFrame,
    window: Window,
) -> bytes:
    parts = heat_map(session, question).whole(session, window.doubled)
    cells = np.concatenate([np.empty(0, np.int64), *(part.cell for part in parts)])
    values = np.concatenate([np.empty(0), *(shown(measure, part) for part in parts)])
    ground = ground_in(session, question, frame, window)
    return picture_of(window, cells, measure.classes(values), ground)


def _wider(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = bounds
    across, up = (east - west) * _MARGIN, (north - south) * _MARGIN
    return west - across, south - up, east + across, north + up


def _period(question: HeatQuestion) -> str:
    days = f"{question.first:%Y-%m-%d} 至 {question.last:%Y-%m-%d}"
    if (question.hour_from, question.hour_to) == (0, 24):
        return days
    return f"{days}，每日 {question.hour_from} 至 {question.hour_to} 时"


def _line(row: dict[str, Any]) -> PatrolledGrid:
    return PatrolledGrid(
        code=str(row["grid"]),
        name=str(row["name"] or ""),
        state=row["state"],
        days=row["days"],
        days_due=row["days_due"],
        minutes=row["minutes"],
        households_share=row["households_share"],
        ground_share=row["ground_share"],
    )


def _totals(found: dict[str, Any]) -> dict[str, float]:
    totals, items = found["totals"], found["items"]
    return {
        "grids": totals["grids"],
        "met": totals["met"],
        "divided": totals["divided"],
        "not_patrolled": sum(row["state"] == "not_patrolled" for row in items),
        "hours": totals["minutes"] / 60,
        "km": totals["distance_m"] / 1000,
    }
