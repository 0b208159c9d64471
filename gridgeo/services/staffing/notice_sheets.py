"""Notice sheets (公示牌) of one grid or of an area: map, border in words, people, QR code."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, browse_networks, sheet_sources, staffing
from gridgeo.db.repositories.areas import communities_below, from_wkb
from gridgeo.db.repositories.grids import published_versions
from gridgeo.db.repositories.networks import load_network
from gridgeo.db.repositories.report_places import version_start
from gridgeo.domain.errors import BadInputError, NotFoundError, UnavailableError
from gridgeo.domain.posting import ROLE_ZH, PostingRole
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.reports.notice_sheet import Face, NoticeSheet, Person
from gridgeo.reports.sheet_map import SheetGround, draw_sheet_map, window_of
from gridgeo.staffing.border_words import Named, describe_border, write_border_zh
from gridgeo.tiles.fonts import family_of, find_font

WGS84 = CRS.from_epsg(4326)
MOST_SHEETS = 3_000
MOST_PEOPLE = 8  # on one sheet; of more the last roles are left out
AROUND_DEG = 0.01  # about a kilometre, so that every map's window is filled
_OUTSIDE = "辖区边界"  # where no grid or community is known beyond
_KIND_ZH = {"railway": "铁路"}  # barriers that are known without a name
_ROLES = {role.value: place for place, role in enumerate(ROLE_ZH)}

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Around:
    """Everything near, in one metric CRS; rows and geometry at the same positions."""

    grids: Sequence[RowMapping]
    ground: NDArray[np.object_]
    barriers: Sequence[RowMapping]
    barrier_ground: NDArray[np.object_]
    buildings: NDArray[np.object_]
    community_names: list[str]
    communities: NDArray[np.object_]


def find_face(font: Path | None = None) -> Face:
    """Find a font with Chinese signs.

    Raises
    ------
    UnavailableError
        If the machine has none.
    """
    file = font or find_font()
    if file is None:
        raise UnavailableError(
            "There is no font with Chinese signs: install fonts-noto-cjk, or set"
            " GRIDGEO_GLYPH_FONT to a font file."
        )
    return Face(family_of(file), file.parent)


def write_notice_sheets(
    session: Session,
    network: str,
    *,
    face: Face,
    area: str | None = None,
    grid: str | None = None,
    public_url: str = "",
    at: datetime | None = None,
    actor: str = "system",
    progress: Progress | None = None,
) -> list[NoticeSheet]:
    """Gather the sheets of one grid, or of all base grids of an area, by code.

    Parameters
    ----------
    session : Session
        Only an entry of the audit log is written: names are read.
    network : str
    face : Face
        Font of the maps.
    area, grid : str, optional
        One of them: an area of any level, or a grid's code.
    public_url : str
        Address of the map page; the QR codes lead there. Without it they hold the grid's name.
    at : datetime, optional
        Aware instant; now by default.
    actor : str
        Who reads the names.
    progress : callable, optional
        Told how many sheets of how many are done.

    Raises
    ------
    BadInputError
        If both or neither of ``area`` and ``grid`` are given, or there are too many sheets.
    NotFoundError
        If there is no such network, area or grid, or no grid in the area.
    """
    if (area is None) == (grid is None):
        raise BadInputError("Say which grid, or which area.", field="grid")
    moment = at or datetime.now(UTC)
    spec = load_network(session, network)
    wanted = _wanted(session, network, area, grid, moment)
    if len(wanted) > MOST_SHEETS:
        raise BadInputError(
            f"{len(wanted):,} sheets at once are too many; take a town at a time.", field="area"
        )
    around = _look_around(session, network, wanted, moment)
    people = _people(session, [row["id"] for row in wanted], moment)
    version = published_versions(session, moment)[network]
    as_of = f"数据版本 {version}，{version_start(session, network, version):%Y-%m-%d} 起生效"
    synthetic = browse_networks.site(session)["synthetic"] is True
    place = {row["id"]: position for position, row in enumerate(around.grids)}
    sheets = []
    for done, row in enumerate(wanted, start=1):
        position = place[row["id"]]
        sheets.append(
            NoticeSheet(
                title=f"{row['town_name'] or ''}{row['area_name']}",
                grid=row["name"],
                code=row["code"],
                network=f"{spec.name}网格",
                households=row["households"],
                persons=row["persons"],
                area_ha=float(shapely.area(around.ground[position])) / 10_000,
                border=write_border_zh(_border(around, position)),
                people=people.get(row["id"], ()),
                link=_link(row, network, public_url),
                map_svg=draw_sheet_map(_map_ground(around, position), face.family),
                as_of=as_of,
                synthetic=synthetic,
            )
        )
        if progress is not None:
            progress(done, len(wanted))
    audit.append(session, actor, "read", "notice_sheets", grid or area or "", {"network": network})
    return sheets


def _wanted(
    session: Session, network: str, area: str | None, grid: str | None, at: datetime
) -> Sequence[RowMapping]:
    communities = communities_below(session, None if area is None else [area]).codes
    rows = staffing.grids_to_serve(session, network, communities, at)
    if grid is not None:
        rows = [row for row in rows if row["code"] == grid]
    if not rows:
        what = f"no base grid '{grid}'" if grid is not None else "no published grids in this area"
        raise NotFoundError(
            f"The network '{network}' has {what}.", field="area" if grid is None else "grid"
        )
    return rows


def _look_around(
    session: Session, network: str, wanted: Sequence[RowMapping], at: datetime
) -> _Around:
    """Load what lies in and around the wanted grids, once for all sheets."""
    bounds = shapely.total_bounds(from_wkb([row["wkb"] for row in wanted]))
    wide = bounds + np.array([-AROUND_DEG, -AROUND_DEG, AROUND_DEG, AROUND_DEG])
    crs = metric_crs(WGS84, list(bounds))

    def metric(wkb: Sequence[bytes]) -> NDArray[np.object_]:
        return transform(from_wkb(wkb), WGS84, crs)

    grids = sheet_sources.grids_around(session, network, wide, at)
    barriers = sheet_sources.barriers_around(session, wide)
    communities = sheet_sources.communities_around(session, wide)
    return _Around(
        grids,
        metric([row["wkb"] for row in grids]),
        barriers,
        metric([row["wkb"] for row in barriers]),
        metric(sheet_sources.buildings_around(session, wide)),
        [row["name"] for row in communities],
        metric([row["wkb"] for row in communities]),
    )


def _people(session: Session, grids: Sequence[int], at: datetime) -> dict[int, tuple[Person, ...]]:
    """Give who serves each grid: leads first, then workers, then those who support."""
    found: dict[int, list[tuple[int, Person]]] = {}
    for row in staffing.postings_at(session, grids, at):
        role = ROLE_ZH[PostingRole(row["role"])] if row["role"] in _ROLES else row["role"]
        person = Person(role, row["name"], row["duty_phone"] or "")
        found.setdefault(row["grid_id"], []).append((_ROLES.get(row["role"], len(_ROLES)), person))
    return {
        grid: tuple(person for _, person in sorted(rows, key=lambda one: one[0])[:MOST_PEOPLE])
        for grid, rows in found.items()
    }


def _near(shapes: NDArray[np.object_], window: shapely.Geometry) -> NDArray[np.int64]:
    return np.flatnonzero(shapely.intersects(shapes, window))


def _map_ground(around: _Around, position: int) -> SheetGround:
    window = window_of(around.ground[position])
    others = [place for place in _near(around.ground, window).tolist() if place != position]
    lines = _near(around.barrier_ground, window).tolist()
    return SheetGround(
        grid=around.ground[position],
        neighbours=around.ground[others],
        neighbour_names=[around.grids[place]["name"] for place in others],
        barriers=around.barrier_ground[lines],
        kinds=[around.barriers[place]["kind"] for place in lines],
        ranks=[around.barriers[place]["rank"] for place in lines],
        names=[around.barriers[place]["name"] for place in lines],
        buildings=around.buildings[_near(around.buildings, window)],
    )


def _border(around: _Around, position: int) -> dict[str, list[str]]:
    """Describe a grid's border by streets and water first, then by the grid that lies beyond."""
    own, window = around.grids[position], window_of(around.ground[position])
    lines = [
        place
        for place in _near(around.barrier_ground, window).tolist()
        if _line_name(around.barriers[place])
    ]
    others = [place for place in _near(around.ground, window).tolist() if place != position]
    communities = _near(around.communities, window).tolist()
    border = describe_border(
        around.ground[position],
        Named(
            lines=around.barrier_ground[lines],
            line_names=[_line_name(around.barriers[place]) for place in lines],
            areas=np.concatenate([around.ground[others], around.communities[communities]]),
            area_names=[_beyond(around.grids[place], own) for place in others]
            + [around.community_names[place] for place in communities],
        ),
    )
    return {direction: names or [_OUTSIDE] for direction, names in border.items()}


def _line_name(barrier: RowMapping) -> str:
    name: str = barrier["name"] or _KIND_ZH.get(barrier["kind"], "")
    return name


def _beyond(other: RowMapping, own: RowMapping) -> str:
    """Name a neighbouring grid; one of another community with that community's name."""
    name: str = other["name"]
    same = other["area_code"] == own["area_code"] or name.startswith(other["community"] or "")
    return name if same else f"{other['community'] or ''}{name}"


def _link(row: RowMapping, network: str, public_url: str) -> str:
    if not public_url:
        return f"{row['area_name']} {row['name']} {row['code']}"
    inside = shapely.point_on_surface(shapely.from_wkb(bytes(row["wkb"])))
    return f"{public_url.rstrip('/')}/#network={network}&at={inside.y:.6f}/{inside.x:.6f}"
