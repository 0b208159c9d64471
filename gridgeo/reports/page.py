"""The report of a network against its standard, as one HTML page."""

from gridgeo.domain.enums import BandStatus, CountUnit
from gridgeo.reports.deviation_classes import CLASSES, NO_COUNT, UNCOUNTED, classify, colour_of
from gridgeo.reports.grid_map import STATUS_WORDS, draw_map
from gridgeo.reports.histogram import draw_histogram
from gridgeo.reports.network_figures import GridFigures, NetworkReport, sum_by_town, summarise
from gridgeo.reports.offline_page import render_page


def render_report(report: NetworkReport) -> str:
    """Write the report of a network.

    Returns
    -------
    str
        An HTML page of its own; the same report gives the same page.
    """
    held = [grid for grid in report.grids if grid.band is not None and grid.count is not None]
    return render_page(
        "network.html.j2",
        draw_map(report),
        ("report.css", "report.js"),
        report=report,
        summary=summarise(report.grids),
        towns=sum_by_town(report.grids),
        lines=[_line(grid) for grid in report.grids],
        outside=[grid for grid in held if grid.status is not BandStatus.IN_BAND],
        classes=[*CLASSES, UNCOUNTED],
        histogram=draw_histogram(
            [grid.count for grid in held if grid.count is not None],
            [grid.deviation for grid in held if grid.deviation is not None],
            report.urban,
            f"每个网格的{_counted(report)}",
        ),
        counted=_counted(report),
        counted_en=report.unit.value,
        status_words=STATUS_WORDS,
    )


def _line(grid: GridFigures) -> dict[str, object]:
    """Give a grid with its class, as the table shows it."""
    deviation = grid.deviation
    position = NO_COUNT if deviation is None else int(classify(deviation))
    return {"grid": grid, "deviation": deviation, "colour": colour_of(position)}


def _counted(report: NetworkReport) -> str:
    return "户数" if report.unit is CountUnit.HOUSEHOLDS else "人数"
