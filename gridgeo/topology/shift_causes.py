"""Why a network can lie beside its place, and what undoes each cause."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry import china_offsets

Degrees = NDArray[np.float64]  # (p, 2): longitude, latitude
ZONES = (3.0, 6.0)  # degrees between central meridians


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason for a shift.

    Parameters
    ----------
    name : str
        A stable word: ``gcj02``, ``bd09``, ``axes`` …
    undo : callable
        Moves longitudes and latitudes (p, 2) to where they belong.
    zh, en : str
        What happened.
    cure_zh, cure_en : str
        What to do.
    """

    name: str
    undo: Callable[[Degrees], Degrees]
    zh: str
    en: str
    cure_zh: str
    cure_en: str


def _by(function: Callable[..., tuple[Degrees, Degrees]]) -> Callable[[Degrees], Degrees]:
    return lambda points: np.column_stack(function(points[:, 0], points[:, 1]))


def _system(name: str, label: str, function: Callable[..., tuple[Degrees, Degrees]]) -> Cause:
    return Cause(
        name,
        _by(function),
        f"坐标像是 {label}，被当成了 WGS 84",
        f"its coordinates look like {label} taken for WGS 84",
        f"按 {label} 重新导入，不要逐条修改边界",
        f"Import it again as {label}; do not mend border by border",
    )


def _reverse(name: str, label: str, function: Callable[..., tuple[Degrees, Degrees]]) -> Cause:
    return Cause(
        name,
        _by(function),
        f"另一网络的坐标像是 {label}，被当成了 WGS 84",
        f"the other network's coordinates look like {label} taken for WGS 84",
        f"把另一网络按 {label} 重新导入",
        f"Import the other network again as {label}",
    )


def _zone(degrees: float) -> Cause:
    return Cause(
        "zone",
        lambda points: points + np.array([degrees, 0.0]),
        f"分带错误，中央经线差 {abs(degrees):g}°",
        f"it was read in a wrong zone, {abs(degrees):g}° off its central meridian",
        "用正确的分带（中央经线）重新导入",
        "Import it again with the right zone (central meridian)",
    )


CAUSES: tuple[Cause, ...] = (
    _system("gcj02", "GCJ-02", china_offsets.wgs84_from_gcj02),
    _system("bd09", "BD-09", china_offsets.wgs84_from_bd09),
    _reverse("other_gcj02", "GCJ-02", china_offsets.gcj02_from_wgs84),
    _reverse("other_bd09", "BD-09", china_offsets.bd09_from_wgs84),
    Cause(
        "axes",
        lambda points: points[:, ::-1],
        "经度和纬度写反了",
        "its longitude and latitude are swapped",
        "交换经纬度后重新导入",
        "Swap longitude and latitude and import it again",
    ),
    *(_zone(sign * width) for width in ZONES for sign in (1.0, -1.0)),
)


def twin(cause: Cause) -> Cause:
    """Give the same cause as seen from the other network."""
    names = {"gcj02": "other_gcj02", "bd09": "other_bd09"}
    names |= {there: here for here, there in names.items()}
    return next((one for one in CAUSES if one.name == names.get(cause.name)), cause)


def unknown_cause() -> Cause:
    """Give the cause of a shift that no known system explains."""
    return Cause(
        "offset",
        lambda points: points,
        "整体平移，原因不明（可能是北京 54、西安 80 或地方坐标系）",
        "it is displaced as a whole; perhaps Beijing 1954, Xi'an 1980 or a local system",
        "找出原坐标系后重新导入，不要逐条修改边界",
        "Find out its true coordinate system and import it again; do not mend border by border",
    )
