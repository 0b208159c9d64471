"""GCJ-02 and BD-09, the shifted coordinates of Chinese map services, from and to WGS 84.

Both are degrees moved by a few hundred metres: GCJ-02 by a sum of sines that the map services
published in their clients, BD-09 by a small turn and stretch on top of it. There is no closed
inverse; it is found by iteration, until what goes forward again meets the point. Outside a rough
box around China nothing is shifted.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Degrees = NDArray[np.float64]
Pair = tuple[Degrees, Degrees]

WEST, SOUTH, EAST, NORTH = 72.004, 0.8293, 137.8347, 55.8271
_A_M = 6_378_245.0  # Krasovsky 1940
_E2 = 0.00669342162296594323
_TURN = np.pi * 3000 / 180  # radians a degree, of the wave in BD-09
_BD_EAST, _BD_NORTH = 0.0065, 0.006  # degrees
_CLOSE = 1e-9  # degrees: 0.1 mm
_MOST_ROUNDS = 30  # each gains two digits; a handful is enough


def in_china(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Say for each point whether it lies in the box where coordinates are shifted."""
    lons, lats = _floats(lon, lat)
    inside: NDArray[np.bool_] = (
        (lons >= WEST) & (lons <= EAST) & (lats >= SOUTH) & (lats <= NORTH)
    )  # False for NaN
    return inside


def gcj02_from_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Shift WGS 84 degrees to GCJ-02.

    Parameters
    ----------
    lon, lat : array_like of float (points)
        Degrees; one shape. NaN stays NaN.

    Returns
    -------
    lon, lat : float64 arrays (points)
        Degrees, GCJ-02; as given outside China.
    """
    return _inside_china(_to_gcj02, lon, lat)


def wgs84_from_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Undo `gcj02_from_wgs84` to 0.01 m, except within a kilometre of the box around China."""
    return _inside_china(lambda x, y: _undo(_to_gcj02, x, y), lon, lat)


def bd09_from_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Shift WGS 84 degrees to BD-09; see `gcj02_from_wgs84`."""
    return _inside_china(_to_bd09, lon, lat)


def wgs84_from_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Undo `bd09_from_wgs84` to 0.01 m, except within two kilometres of the box around China."""
    return _inside_china(lambda x, y: _undo(_to_bd09, x, y), lon, lat)


def _inside_china(
    shift: Callable[[Degrees, Degrees], Pair], lon: ArrayLike, lat: ArrayLike
) -> Pair:
    lons, lats = (values.copy() for values in _floats(lon, lat))
    inside = in_china(lons, lats)
    lons[inside], lats[inside] = shift(lons[inside], lats[inside])
    return lons, lats


def _to_gcj02(lon: Degrees, lat: Degrees) -> Pair:
    x, y = lon - 105.0, lat - 35.0
    common = 20.0 * (np.sin(6.0 * np.pi * x) + np.sin(2.0 * np.pi * x))
    root = np.sqrt(np.abs(x))
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east_m += 2.0 / 3.0 * (common + _waves(x, (20.0, 1.0), (40.0, 1 / 3)))
    east_m += 2.0 / 3.0 * _waves(x, (150.0, 1 / 12), (300.0, 1 / 30))
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north_m += 2.0 / 3.0 * (common + _waves(y, (20.0, 1.0), (40.0, 1 / 3)))
    north_m += 2.0 / 3.0 * _waves(y, (160.0, 1 / 12), (320.0, 1 / 30))

    phi = np.radians(lat)
    squeeze = 1.0 - _E2 * np.sin(phi) ** 2
    meridian_m = _A_M * (1.0 - _E2) / squeeze**1.5
    parallel_m = _A_M / np.sqrt(squeeze) * np.cos(phi)
    return lon + np.degrees(east_m / parallel_m), lat + np.degrees(north_m / meridian_m)


def _waves(value: Degrees, *terms: tuple[float, float]) -> Degrees:
    """Sum ``amplitude * sin(frequency * pi * value)``, in metres."""
    total = np.zeros_like(value)
    for amplitude, frequency in terms:
        total += amplitude * np.sin(frequency * np.pi * value)
    return total


def _to_bd09(lon: Degrees, lat: Degrees) -> Pair:
    x, y = _to_gcj02(lon, lat)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _TURN)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _TURN)
    return radius * np.cos(angle) + _BD_EAST, radius * np.sin(angle) + _BD_NORTH


def _undo(shift: Callable[[Degrees, Degrees], Pair], lon: Degrees, lat: Degrees) -> Pair:
    """Find the points that ``shift`` moves to (lon, lat): step back by what is left over."""
    x, y = lon.copy(), lat.copy()
    for _ in range(_MOST_ROUNDS):
        there_x, there_y = shift(x, y)
        left_x, left_y = there_x - lon, there_y - lat
        x, y = x - left_x, y - left_y
        if not len(x) or max(np.abs(left_x).max(), np.abs(left_y).max()) < _CLOSE:
            break
    return x, y


def _floats(lon: ArrayLike, lat: ArrayLike) -> Pair:
    lons, lats = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if lons.shape != lats.shape:
        raise ValueError(f"lon {lons.shape} and lat {lats.shape} must have one shape")
    return np.atleast_1d(lons), np.atleast_1d(lats)
