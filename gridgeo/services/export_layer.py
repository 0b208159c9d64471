"""Layers of places into a file of any format: the columns that an import reads again."""

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit
from gridgeo.db.repositories.areas import communities_below, from_wkb
from gridgeo.db.repositories.layer_rows import layer_rows
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.io.export_formats import (
    Content,
    Format,
    format_of_path,
    require_possible,
    write_content,
)
from gridgeo.io.kinds import (
    AREAS,
    BARRIERS,
    BUILDINGS,
    COMPOUNDS,
    DEVELOPMENTS,
    GAZETTEER,
    HOUSEHOLDS,
    LAND_USE,
    PLACES,
    UNITS,
    Column,
    ColumnType,
    Kind,
)
from gridgeo.io.target_crs import TargetCrs, parse_target
from gridgeo.services.imports.targets import target_of

LAYERS = {
    kind.name: kind
    for kind in (
        *(AREAS, BARRIERS, COMPOUNDS, BUILDINGS),
        *(HOUSEHOLDS, PLACES, DEVELOPMENTS, LAND_USE, UNITS, GAZETTEER),
    )
}
# Addresses of homes, and counts that may be of a single one.
COUNTED = frozenset({BUILDINGS.name, UNITS.name, HOUSEHOLDS.name, GAZETTEER.name})


def export_layer(
    session: Session,
    kind: str,
    path: Path,
    *,
    crs: str = "EPSG:4326",
    encoding: str = "utf-8",
    chosen: Format | None = None,
    seen: Sequence[str] | None = None,
    actor: str = "system",
) -> int:
    """Write the rows of a kind to a file; give their number.

    The caller commits: what of `COUNTED` went out is in the audit log.

    Parameters
    ----------
    session : Session
        Households are those that it may read.
    kind : str
        Of `LAYERS`.
    path : Path
        Its ending chooses the format, unless ``chosen`` does.
    crs, encoding : str
        Of the file, as in `gridgeo.services.export_network.export_network`.
    seen : sequence of str, optional
        Areas whose rows alone are given: those in a community of theirs; everywhere by default.
    actor : str
        Who takes the file, for the audit log.

    Raises
    ------
    BadInputError
        If the kind, ending, coordinate system or encoding is not known, or the format has it not.
    NotFoundError
        If there are no rows.
    UnavailableError
        If the file cannot be written; nothing half-written stays.
    """
    if kind not in LAYERS:
        raise BadInputError(
            f"'{kind}' cannot be exported; there are: network, {', '.join(LAYERS)}.", field="what"
        )
    chosen, target = chosen or format_of_path(path), parse_target(crs)
    require_possible(chosen, target, encoding)
    content = _read(session, LAYERS[kind], target, seen)
    if chosen.name == "shp":
        _require_one_dimension(content.frame, kind)
    write_content(content, path, chosen, encoding)
    if kind in COUNTED:
        details = {"rows": len(content.frame), "format": chosen.name}
        audit.append(session, actor, "export", kind, path.name, details)
    return len(content.frame)


def _read(session: Session, kind: Kind, target: TargetCrs, seen: Sequence[str] | None) -> Content:
    communities = None if seen is None else communities_below(session, seen).codes
    rows = layer_rows(session, target_of(kind), communities)
    if not rows:
        where = "yet; import some first" if seen is None else "in your areas"
        raise NotFoundError(f"There are no {kind.name} {where}.")
    *columns, shapes = zip(*rows, strict=True)
    ground = from_wkb(list(shapes))
    values = {
        column.name: _series(column, cells)
        for column, cells in zip(kind.columns, columns, strict=True)
    }
    return Content(
        frame=gpd.GeoDataFrame(values, geometry=target.move(ground), crs=target.crs),
        places=target.move(shapely.point_on_surface(ground)),
        layer=kind.name,
        headings=_headings(kind, target),
        facts=[("坐标系", f"{target.name} ({target.crs.name})"), ("行数", str(len(rows)))],
        target=target,
        sheet=kind.name,
    )


def _series(column: Column, cells: tuple[object, ...]) -> pd.Series:
    if column.type is ColumnType.COUNT:
        return pd.Series(cells, dtype="Int64")
    return pd.Series([None if cell is None else str(cell) for cell in cells], dtype="string")


def _headings(kind: Kind, target: TargetCrs) -> dict[str, str]:
    """Head columns in Chinese, by names that an import knows."""
    chinese = {
        column.name: next((name for name in column.names if not name.isascii()), column.name)
        for column in kind.columns
    }
    degrees = target.crs.is_geographic
    return chinese | ({"x": "经度", "y": "纬度"} if degrees else {"x": "东坐标", "y": "北坐标"})


def _require_one_dimension(frame: gpd.GeoDataFrame, kind: str) -> None:
    if len(set(shapely.get_dimensions(frame.geometry.to_numpy()))) > 1:
        raise BadInputError(
            f"These {kind} are points, lines and surfaces side by side, and a shapefile holds one"
            " of them; choose gpkg.",
            field="output",
        )
