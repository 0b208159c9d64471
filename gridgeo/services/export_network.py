"""Published grids into a file of any format that gridgeo writes."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import from_wkb
from gridgeo.db.repositories.grids import PublishedGrids, published_grids
from gridgeo.domain.errors import NotFoundError
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.io.export_formats import (
    Content,
    Format,
    format_of_path,
    require_possible,
    write_content,
)
from gridgeo.io.target_crs import TargetCrs, parse_target
from gridgeo.services.list_networks import get_network
from gridgeo.services.versions import start_of_version
from gridgeo.tiles.grids import label_points

WGS84 = CRS.from_epsg(4326)
# A shapefile's names have ten bytes at most; these stay themselves.
_COLUMNS = {
    "codes": "code",
    "names": "name",
    "kinds": "kind",
    "statuses": "status",
    "area_codes": "area_code",
    "parent_codes": "parent",
    "households": "households",
    "persons": "persons",
    "versions": "version",
    "reasons": "reason",
}
HEADINGS = {
    "code": "网格编码",
    "name": "网格名称",
    "kind": "网格类型",
    "status": "状态",
    "area_code": "社区编码",
    "parent": "上级网格",
    "households": "户数",
    "persons": "人数",
    "version": "版本",
    "reason": "户数说明",
    "valid_from": "生效时间",
    "area_m2": "面积(平方米)",
    "x": "X(经度或东坐标)",
    "y": "Y(纬度或北坐标)",
}


def export_network(
    session: Session,
    network_code: str,
    path: Path,
    *,
    as_of: datetime | None = None,
    version: int | None = None,
    crs: str = "EPSG:4326",
    encoding: str = "utf-8",
    chosen: Format | None = None,
) -> int:
    """Write a network's grids, valid at an instant, to a file; give their number.

    Parameters
    ----------
    session : Session
        Only read from.
    network_code : str
        The network.
    path : Path
        Its ending chooses the format, unless ``chosen`` does.
    as_of : datetime, optional
        Aware instant; now by default.
    version : int, optional
        The publication whose grids are meant, instead of an instant.
    crs : str
        Of the file: ``EPSG:4326``, ``EPSG:4490``, ``EPSG:4547``, ``gcj02``, ``bd09`` ….
    encoding : str
        ``utf-8`` or, for shapefile and CSV, ``gbk``.

    Raises
    ------
    NotFoundError
        If there is no such network or version, or it has no grids at that instant.
    BadInputError
        If the ending, the coordinate system or the encoding is not known, or the format has it not.
    UnavailableError
        If the file cannot be written; nothing half-written stays.
    """
    chosen = chosen or format_of_path(path)
    target = parse_target(crs)
    require_possible(chosen, target, encoding)
    if version is not None:
        as_of = start_of_version(session, network_code, version)
    content = read_content(session, network_code, target, as_of)
    write_content(content, path, chosen, encoding)
    return len(content.frame)


def read_content(
    session: Session, network_code: str, target: TargetCrs, as_of: datetime | None = None
) -> Content:
    """Read a network's grids at an instant, moved into a coordinate system.

    Raises
    ------
    NotFoundError
        If there is no such network, or it has no grids at that instant.
    """
    network = get_network(session, network_code, as_of)
    rows = published_grids(session, network_code, as_of)
    if not len(rows):
        raise NotFoundError(f"The network '{network_code}' has no grids at that time.")
    ground = from_wkb(list(rows.wkb))
    facts = [
        ("网络", f"{network['name']} ({network_code})"),
        ("版本", str(network["version"])),
        ("生效时间", network["valid_from"].isoformat()),
        ("坐标系", f"{target.name} ({target.crs.name})"),
        ("网格数", str(len(rows))),
    ]
    return Content(
        frame=_frame(rows, ground, target),
        places=target.move(label_points(ground)),
        layer=network_code,
        headings=HEADINGS,
        facts=facts,
        target=target,
    )


def _frame(rows: PublishedGrids, ground: NDArray[Any], target: TargetCrs) -> gpd.GeoDataFrame:
    metric = metric_crs(WGS84, shapely.total_bounds(ground).tolist())
    columns = {column: _column(getattr(rows, name)) for name, column in _COLUMNS.items()}
    columns["valid_from"] = pd.Series([moment.astimezone(UTC) for moment in rows.valid_from])
    columns["area_m2"] = pd.Series(shapely.area(transform(ground, WGS84, metric)).round())
    return gpd.GeoDataFrame(columns, geometry=target.move(ground), crs=target.crs)


def _column(values: NDArray[Any]) -> pd.Series:
    """Give a column of the file; a count that was never made is a missing value."""
    if values.dtype.kind == "i":
        return pd.Series(values, dtype="Int64").where(values >= 0)
    return pd.Series(values, dtype="string")
