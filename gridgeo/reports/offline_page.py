"""HTML pages that work without any network: scripts, styles and images are set into them.

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

from gridgeo.reports.map_parts import MapParts

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMAGE = re.compile(r"url\(images/([a-z0-9.-]+)\)")


def render_page(
    template: str, drawn_map: MapParts, assets: tuple[str, ...], **content: object
) -> str:
    """Fill a template and set everything into it that it needs.

    Parameters
    ----------
    template : str
        Name of a file in ``templates``.
    drawn_map : MapParts
        The page's map.
    assets : tuple of str
        The page's own scripts and styles, files in ``assets``.
    content
        What the template names; texts are escaped.

    Returns
    -------
    str
        An HTML page of its own; the same content gives the same page.
    """
    scripts = [_asset(name) for name in assets if name.endswith(".js")]
    styles = [_asset(name) for name in assets if name.endswith(".css")]
    page = (
        _environment()
        .get_template(template)
        .render(
            **content,
            map_style=Markup(_without_scripts(drawn_map.style)),  # noqa: S704 - folium's own, data escaped
            map_body=Markup(drawn_map.body),  # noqa: S704
            map_script=Markup(drawn_map.script),  # noqa: S704
            leaflet_script=Markup(_leaflet_script()),  # noqa: S704
            leaflet_style=Markup(_leaflet_style()),  # noqa: S704
            own_script=Markup("\n".join(scripts)),  # noqa: S704
            own_style=Markup("\n".join(styles)),  # noqa: S704
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
    environment.filters["size"] = _size
    environment.filters["signed"] = lambda share: f"{share:+.0%}"
    return environment


def _size(value: float) -> str:
    """Write a size with as many digits as it deserves: 6,351 / 12.4 / 0.042 / 0."""
    if value >= 100 or value == 0:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if value >= 1 else f"{value:.2g}"


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
