"""Which coordinate system a file is really in, judged by what is known of the same ground.

Every hypothesis is tried: the file's borders and lines are moved as it says, and counted where they
fall on those of the reference; its points are counted where they fall into known surfaces, or on
known points. Nothing is decided here unless the best is far ahead of all others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.point_system import DEGREES, NAMES, PointSystem
from gridgeo.io.sources import open_source
from gridgeo.io.table_places import find_places, place_rows
from gridgeo.topology.shift import NEAR_M
from gridgeo.topology.shift_causes import ZONES
from gridgeo.topology.shift_search import METRES_PER_DEGREE, Borders

Points = NDArray[np.float64]  # (p, 2): east, north

LEAST_SHARE = 0.3  # of the borders that have to fall together for a clear answer
TIMES = 2.0  # as much as the next hypothesis
MOST_SHAPES = 200_000
FAR_M = 50_000.0  # from the reference: another place altogether
POINT_M = 2.0  # from a known surface or point to one that belongs to it
SMALL_DEGREES = 0.003  # across: buildings and compounds, not communities


@dataclass(frozen=True, slots=True)
class CoordinateGuess:
    """A hypothesis about a file's coordinates.

    Attributes
    ----------
    name : str
        ``4326``, ``gcj02``, ``bd09``, a zone such as ``4547``; ``axes`` for longitude and latitude
        swapped; ``zone+3`` for degrees that were computed in a zone 3 degrees off.
    score : float
        Share of the file's borders within `gridgeo.topology.shift.NEAR_M` of the reference's; of
        its points, the share inside the reference's surfaces or near its points.
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
    suspect : (n,) array of geometries
        With the numbers as they stand in the file: degrees or metres. What most of them are,
        points or else, decides how they are judged.
    reference : (m,) array of geometries
        Buildings, streets, areas or grids, households of the same ground, EPSG:4326.
    """
    suspect = _usable(suspect)
    if not len(suspect) or not len(reference):
        return []
    judge = _judge(suspect, reference)
    frame, samples = judge.frame, judge.samples
    tried = _in_degrees() if np.abs(samples).max() <= 400 else _in_metres()
    found = []
    for name, move in tried.items():
        moved = move(samples)
        same = name != "4326" and np.array_equal(moved, samples)  # nothing is shifted there
        if same or not _near(frame, moved):
            continue
        shift = frame.metres(np.mean(samples - moved, axis=0))
        if not np.hypot(*shift) < FAR_M:
            shift = np.full(2, np.nan)
        score = judge.share(moved)
        found.append(CoordinateGuess(name, score, float(shift[0]), float(shift[1])))
    return sorted(found, key=lambda one: -one.score)


def read_raw_shapes(path: Path, layer: str | None = None) -> NDArray[np.object_]:
    """Read the shapes of a file with the numbers that stand there, whatever it claims.

    Raises
    ------
    BadInputError
        If the file cannot be read or has no shapes.
    """
    with open_source(path) as source:
        chosen = source.layer(layer)
        frames = list(source.batches(chosen, most=MOST_SHAPES))
    if frames and chosen.geometry is None:
        places = find_places(chosen.fields, pd.DataFrame(frames[0]).head(200))
        frames = [place_rows(frame, places) for frame in frames]
    parts = [np.asarray(frame.geometry.to_numpy(), dtype=object) for frame in frames]
    shapes = _usable(np.concatenate(parts)) if parts else np.array([], dtype=object)
    if not len(shapes):
        raise BadInputError(f"'{path.name}' has no shapes; its system cannot be judged by it.")
    return shapes


def clear_guess(guesses: list[CoordinateGuess]) -> CoordinateGuess | None:
    """Give the first hypothesis if it is good and well ahead; None where somebody has to say."""
    if not guesses or guesses[0].score < LEAST_SHARE:
        return None
    best, rivals = guesses[0], guesses[1:]
    return best if all(best.score >= TIMES * other.score for other in rivals) else None


@dataclass(frozen=True)
class _ByOutlines:
    """Judges borders and lines by those that are known."""

    frame: Borders
    samples: Points

    def share(self, moved: Points) -> float:
        return self.frame.share(moved, NEAR_M)


@dataclass(frozen=True)
class _ByPlaces:
    """Judges points by the known surfaces that they fall into, and the points that they meet."""

    frame: Borders
    samples: Points
    known: shapely.STRtree  # metres around the frame's middle

    def share(self, moved: Points) -> float:
        points = np.asarray(shapely.points(self.frame.local(moved)), dtype=object)
        hit = self.known.query(points, predicate="dwithin", distance=POINT_M)[0]
        return float(len(np.unique(hit)) / len(points))


def _judge(suspect: NDArray[np.object_], reference: NDArray[np.object_]) -> _ByOutlines | _ByPlaces:
    outlined = shapely.get_dimensions(reference) > 0
    is_points = np.median(shapely.get_dimensions(suspect)) == 0
    if not is_points and outlined.any():
        frame = Borders.of(reference[outlined])
        return _ByOutlines(frame, _samples(frame, suspect))
    # Buildings hold their households; a community holds them wherever it is shifted to.
    small = shapely.bounds(reference)
    small = (small[:, 2] - small[:, 0] < SMALL_DEGREES) & (shapely.get_dimensions(reference) != 1)
    chosen = reference[small] if small.any() else reference
    west, south, east, north = shapely.total_bounds(chosen)
    origin = np.array([(west + east) / 2, (south + north) / 2])
    scale = METRES_PER_DEGREE * np.array([np.cos(np.radians(origin[1])), 1.0])
    frame = Borders(origin, scale, shapely.STRtree([]))
    known = np.asarray(shapely.transform(chosen, frame.local), dtype=object)
    points = np.asarray(shapely.get_coordinates(suspect))
    return _ByPlaces(frame, points[:: max(1, len(points) // 20_000)], shapely.STRtree(known))


def _usable(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    given = np.asarray(shapes, dtype=object)
    given = given[~shapely.is_missing(given) & ~shapely.is_empty(given)]
    finite = np.isfinite(shapely.bounds(given)).all(axis=1)
    return np.asarray(given[finite], dtype=object)


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
