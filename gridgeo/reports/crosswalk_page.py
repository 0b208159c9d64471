"""The report of a crosswalk: how far two networks agree, where they do not, and the matrices."""

from gridgeo.reports.crosswalk_figures import CrosswalkFigures
from gridgeo.reports.crosswalk_map import COLOUR_A, COLOUR_B, COLOUR_MOVING, draw_crosswalk
from gridgeo.reports.offline_page import render_page


def render_crosswalk(figures: CrosswalkFigures, software: str) -> str:
    """Write the report of a crosswalk.

    Returns
    -------
    str
        An HTML page of its own; the same crosswalk gives the same page.
    """
    return render_page(
        "crosswalk.html.j2",
        draw_crosswalk(figures),
        ("report.css", "findings.css", "crosswalk.css", "findings.js"),
        figures=figures,
        counted=figures.households is not None,
        colours={"a": COLOUR_A, "b": COLOUR_B, "moving": COLOUR_MOVING},
        software=software,
    )
