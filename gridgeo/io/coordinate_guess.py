"""Which coordinate system a file is really in, judged by what is known of the same ground.

Every hypothesis is tried: the file's borders are moved as it says, and counted where they fall on
borders of the reference. Nothing is decided here unless the best is far ahead of all others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.point_system import DEGREES, NAMES, PointSystem
from gridgeo.topology.shift import NEAR_M
from gridgeo.topology.shift_causes import ZONES
from gridgeo.topology.shift_search import Borders

Points = NDArray[np.float64]  # (p, 2): east, north

LEAST_SHARE = 0.3  # of the borders that have to fall together for a clear answer
TIMES = 2.0  # as much as the next hypothesis
FAR_M = 50_000.0  # from the reference: another place altogether


@dataclass(frozen=True, slots=True)
class CoordinateGuess:
    """A hypothesis about a file's coordinates.

    Attributes
    ----------
    name : str
        ``4326``, ``gcj02``, ``bd09``, a zone such as ``4547``; ``axes`` for longitude and latitude
        swapped; ``zone+3`` for degrees that were computed in a zone 3 degrees off.
    score : float
        Share of the file's borders within `gridgeo.topology.shift.NEAR_M` of the reference's.
    east_m, north_m : float
        How far the file lies off on average if this is true and it is read as it claims; NaN where
        the claim is no place near the reference.
    """

    name: str
    score: float
    east_m: float
    north_m: float


def guess_coordinates(
    suspect: NDArray[np.object_], reference: NDArray[np.object_]
) -> list[CoordinateGuess]:
    """Rank what the coordinates of a file may be, the likeliest first.

    Parameters
    ----------
    suspect : (n,) array of polygons
        With the numbers as they stand in the file: degrees or metres.
    reference : (m,) array of polygons
        Buildings, areas or grids of the same ground, EPSG:4326.
    """
    if not len(suspect) or not len(reference):
        return []
    frame = Borders.of(reference)
    samples = _samples(frame, suspect)
    tried = _in_degrees() if np.abs(samples).max() <= 400 else _in_metres()
    found = []
    for name, move in tried.items():
        moved = move(samples)
        if not _near(frame, moved):
            continue
        shift = frame.metres(np.mean(samples - moved, axis=0))
        if not np.hypot(*shift) < FAR_M:
            shift = np.full(2, np.nan)
        score = frame.share(moved, NEAR_M)
        found.append(CoordinateGuess(name, score, float(shift[0]), float(shift[1])))
    return sorted(found, key=lambda one: -one.score)


def read_raw_polygons(path: Path, layer: str | None = None) -> NDArray[np.object_]:
    """Read the polygons of a file with the numbers that stand there, whatever it claims.

    Raises
    ------
    BadInputError
        If the file cannot be read or has no polygons.
    """
    if not path.exists():
        raise BadInputError(f"There is no file '{path}'.")
    try:
        frame = pyogrio.read_dataframe(path, layer=layer, columns=[])
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise BadInputError(f"'{path.name}' cannot be read: {error}") from error
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    polygons: NDArray[np.object_] = shapes[shapely.get_dimensions(shapes) == 2]
    if not len(polygons):
        raise BadInputError(f"'{path.name}' has no polygons; its system cannot be judged by it.")
    return polygons


def clear_guess(guesses: list[CoordinateGuess]) -> CoordinateGuess | None:
    """Give the first hypothesis if it is good and well ahead; None where somebody has to say."""
    if not guesses or guesses[0].score < LEAST_SHARE:
        return None
    best, rivals = guesses[0], guesses[1:]
    return best if all(best.score >= TIMES * other.score for other in rivals) else None


def _samples(frame: Borders, suspect: NDArray[np.object_]) -> Points:
    """Take points on the borders; degrees at even steps, metres at their vertices."""
    first = np.abs(shapely.get_coordinates(suspect)).max()
    points = frame.samples(suspect) if first <= 400 else shapely.get_coordinates(suspect)
    return np.asarray(points[:: max(1, len(points) // 20_000)], dtype=np.float64)


def _near(frame: Borders, moved: Points) -> bool:
    finite = moved[np.isfinite(moved).all(axis=1)]
    if len(finite) < len(moved) / 2:
        return False
    middle = frame.metres(np.median(finite, axis=0) - frame.origin)
    return bool(np.hypot(*middle) < FAR_M)


def _in_degrees() -> dict[str, Callable[[Points], Points]]:
    tried = {name: _by(PointSystem(name)) for name in ("4326", "gcj02", "bd09")}
    tried["axes"] = lambda points: points[:, ::-1]
    for width in ZONES:
        for sign in (1.0, -1.0):
            tried[f"zone{sign * width:+g}"] = _turned(sign * width)
    return tried


def _in_metres() -> dict[str, Callable[[Points], Points]]:
    systems = {name: _by(PointSystem(name)) for name in NAMES if name not in DEGREES}
    swapped = {f"{name} axes": _swapped(move) for name, move in systems.items() if name != "3857"}
    return systems | swapped


def _by(system: PointSystem) -> Callable[[Points], Points]:
    return lambda points: np.column_stack(system.to_wgs84(points[:, 0], points[:, 1]))


def _swapped(move: Callable[[Points], Points]) -> Callable[[Points], Points]:
    return lambda points: move(points[:, ::-1])


def _turned(degrees: float) -> Callable[[Points], Points]:
    return lambda points: points + np.array([degrees, 0.0])
