"""The report as one HTML page that works without any network: scripts and styles are set into it.

A content security policy in the page forbids the browser to load anything; scripts run only if
their hash is in it.
"""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gridgeo.domain.enums import BandStatus, CountUnit
from gridgeo.reports.deviation_classes import CLASSES, NO_COUNT, UNCOUNTED, classify, colour_of
from gridgeo.reports.grid_map import STATUS_WORDS, draw_map
from gridgeo.reports.histogram import draw_histogram
from gridgeo.reports.network_figures import GridFigures, NetworkReport, sum_by_town, summarise

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMAGE = re.compile(r"url\(images/([a-z0-9.-]+)\)")


def render_report(report: NetworkReport) -> str:
    """Write the report of a network.

    Returns
    -------
    str
        An HTML page of its own; the same report gives the same page.
    """
    parts = draw_map(report)
    held = [grid for grid in report.grids if grid.band is not None and grid.count is not None]
    page = (
        _environment()
        .get_template("network.html.j2")
        .render(
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
            map_style=Markup(_without_scripts(parts.style)),  # noqa: S704 - folium's own, data escaped
            map_body=Markup(parts.body),  # noqa: S704
            map_script=Markup(parts.script),  # noqa: S704
            leaflet_script=Markup(_leaflet_script()),  # noqa: S704
            leaflet_style=Markup(_leaflet_style()),  # noqa: S704
            own_script=Markup(_asset("report.js")),  # noqa: S704
            own_style=Markup(_asset("report.css")),  # noqa: S704
        )
    )
    return page.replace("{policy}", _policy(page), 1)


def _policy(page: str) -> str:
    """Forbid everything but the scripts that stand in the page, its styles and its images."""
    hashes = [b64encode(sha256(text.encode()).digest()).decode() for text in _SCRIPT.findall(page)]
    scripts = " ".join(f"'sha256-{one}'" for one in hashes)
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


def _line(grid: GridFigures) -> dict[str, object]:
    """Give a grid with its class, as the table shows it."""
    deviation = grid.deviation
    position = NO_COUNT if deviation is None else int(classify(deviation))
    return {"grid": grid, "deviation": deviation, "colour": colour_of(position)}


def _counted(report: NetworkReport) -> str:
    return "户数" if report.unit is CountUnit.HOUSEHOLDS else "人数"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("gridgeo.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["thousands"] = lambda number: f"{number:,}"
    environment.filters["signed"] = lambda share: f"{share:+.0%}"
    return environment


@cache
def _asset(name: str) -> str:
    return (files("gridgeo.reports") / "assets" / name).read_text(encoding="utf-8")


@cache
def _leaflet_script() -> str:
    """Give Leaflet without the addresses of its home page and its source map."""
    script = _asset("leaflet.js").replace("https://leafletjs.com", "#")
    return re.sub(r"//# sourceMappingURL=\S+", "", script)


@cache
def _leaflet_style() -> str:
    """Give Leaflet's style with its images set into it, and without its comments."""
    style = _COMMENT.sub("", _asset("leaflet.css"))
    return _IMAGE.sub(lambda found: f"url({_image(found.group(1))})", style)


def _image(name: str) -> str:
    data = (files("gridgeo.reports") / "assets" / name).read_bytes()
    return f"data:image/png;base64,{b64encode(data).decode()}"


def _without_scripts(header: str) -> str:
    """Keep the styles of a folium header; what its script sets, Leaflet works out by itself."""
    return "".join(re.findall(r"<style>.*?</style>", header, re.DOTALL))
