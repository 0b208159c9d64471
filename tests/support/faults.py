"""Known faults planted into a clean lattice, each with what a check has to say about it."""

from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from tests.support.coverages import Lattice

SLIVER_M = 3.0  # a strip between two borders that is thinner is told as a sliver
PACE = 4  # cells from one fault to the next: none touches another's neighbours


@dataclass(frozen=True)
class Expected:
    """The one finding that a planted fault has to give."""

    kind: str
    rule: str
    codes: frozenset[str] | None  # None: whichever grids lie around
    area_m2: float | None  # None: a line, or a size that the kind does not fix


@dataclass
class Faulty:
    """A coverage under attack: rings by code, and what was planted."""

    lattice: Lattice
    shapes: dict[str, shapely.Geometry]
    expected: list[Expected] = field(default_factory=list)

    @classmethod
    def clean(cls, lattice: Lattice) -> "Faulty":
        return cls(lattice, {_code(i): p for i, p in enumerate(lattice.polygons())})

    def codes(self) -> tuple[str, ...]:
        return tuple(self.shapes)

    def polygons(self) -> NDArray[np.object_]:
        held = np.empty(len(self.shapes), dtype=object)
        held[:] = list(self.shapes.values())
        return held

    def plant(self, kind: str, r: int, c: int) -> None:
        """Plant one fault at cell (r, c), which must not lie on the rim."""
        self.expected.append(PLANTERS[kind](self, r, c))

    def code(self, r: int, c: int) -> str:
        return _code(r * self.lattice.columns + c)


def sites(lattice: Lattice) -> list[tuple[int, int]]:
    """Cells that are far enough from each other and from the rim."""
    return [
        (r, c)
        for r in range(2, lattice.rows - 2, PACE)
        for c in range(2, lattice.columns - 3, PACE)
    ]


def _code(index: int) -> str:
    return f"G{index:07d}"


def _pushed(faulty: Faulty, r: int, c: int, d: float) -> tuple[str, str, shapely.Polygon]:
    """Move what lies between the ends of the cell's right border east by d; the neighbour stays."""
    ring = faulty.lattice.ring(r, c)
    bends = faulty.lattice.up.shape[2] - 2
    first = faulty.lattice.across.shape[2]
    ring[first : first + bends, 0] += d
    return faulty.code(r, c), faulty.code(r, c + 1), shapely.Polygon(ring)


def _overlap(faulty: Faulty, r: int, c: int) -> Expected:
    mine, other, shape = _pushed(faulty, r, c, 5.0)
    area = shape.area - faulty.shapes[mine].area
    rule = _rule("overlap", shape.difference(faulty.shapes[mine]))
    faulty.shapes[mine] = shape
    return Expected("overlap", rule, frozenset({mine, other}), area)


def _gap(kind: str, d: float):
    def planter(faulty: Faulty, r: int, c: int) -> Expected:
        mine, other, shape = _pushed(faulty, r, c, -d)
        area = faulty.shapes[mine].area - shape.area
        rule = _rule("gap", faulty.shapes[mine].difference(shape))
        faulty.shapes[mine] = shape
        return Expected(kind, rule, frozenset({mine, other}), area)

    return planter


def _rule(wide: str, strip: shapely.Geometry) -> str:
    """What a strip is told as, by the rectangle of the same area and perimeter."""
    sides = np.roots([1.0, -strip.length / 2.0, strip.area])
    return "sliver" if sides.real.min() < SLIVER_M else wide


def _duplicate(faulty: Faulty, r: int, c: int) -> Expected:
    mine = faulty.code(r, c)
    faulty.shapes["D" + mine] = faulty.shapes[mine]
    codes = frozenset({mine, "D" + mine})
    return Expected("duplicate", "duplicate", codes, faulty.shapes[mine].area)


def _contained(faulty: Faulty, r: int, c: int) -> Expected:
    mine = faulty.code(r, c)
    inner = shapely.point_on_surface(faulty.shapes[mine]).buffer(20.0)
    faulty.shapes["C" + mine] = inner
    return Expected("contained", "overlap", frozenset({mine, "C" + mine}), inner.area)


def _vertex(faulty: Faulty, r: int, c: int) -> Expected:
    ring = faulty.lattice.ring(r, c)
    at = faulty.lattice.across.shape[2]
    middle = (ring[at - 1] + ring[at]) / 2.0
    mine, other = faulty.code(r, c), faulty.code(r, c + 1)
    faulty.shapes[mine] = shapely.Polygon(np.insert(ring, at, middle, axis=0))
    return Expected("unmatched vertex", "edge_match", frozenset({mine, other}), None)


def _missing(faulty: Faulty, r: int, c: int) -> Expected:
    lost = faulty.shapes.pop(faulty.code(r, c))
    around = {faulty.code(r, c - 1), faulty.code(r, c + 1)}
    around |= {faulty.code(r - 1, c), faulty.code(r + 1, c)}
    return Expected("missing", "gap", frozenset(around), lost.area)


def _spike(faulty: Faulty, r: int, c: int) -> Expected:
    ring = faulty.lattice.ring(r, c)
    at = faulty.lattice.across.shape[2]
    start, end = ring[at - 1], ring[at]
    along = (end - start) / np.hypot(*(end - start))
    middle, out = (start + end) / 2.0, np.array([along[1], -along[0]])
    needle = [middle - 0.1 * along, middle + 8.0 * out, middle + 0.1 * along]
    mine = faulty.code(r, c)
    faulty.shapes[mine] = shapely.Polygon(np.insert(ring, at, needle, axis=0))
    return Expected("spike", "spike", frozenset({mine}), shapely.Polygon(needle).area)


def _bow_tie(faulty: Faulty, r: int, c: int) -> Expected:
    ring, mine = faulty.lattice.ring(r, c), faulty.code(r, c)
    at = faulty.lattice.across.shape[2]
    start, end = ring[at - 1], ring[at]
    along = end - start
    out = np.array([along[1], -along[0]]) * 0.1
    swapped = [start + along * 2 / 3 + out, start + along / 3 + out]
    faulty.shapes[mine] = shapely.Polygon(np.insert(ring, at, swapped, axis=0))
    assert not faulty.shapes[mine].is_valid
    return Expected("bow-tie", "invalid", frozenset({mine}), None)


def _multipart(faulty: Faulty, r: int, c: int) -> Expected:
    mine, far = faulty.code(r, c - 1), faulty.code(r, c + 1)
    parts = [faulty.shapes[mine], faulty.shapes.pop(far)]
    faulty.shapes[mine] = shapely.MultiPolygon(parts)
    smaller = min(part.area for part in parts)
    return Expected("multipart", "contiguity", frozenset({mine}), smaller)


PLANTERS = {
    "overlap": _overlap,
    "duplicate": _duplicate,
    "contained": _contained,
    "gap of metres": _gap("gap of metres", 3.0),
    "gap of decimetres": _gap("gap of decimetres", 0.3),
    "gap of millimetres": _gap("gap of millimetres", 0.003),
    "unmatched vertex": _vertex,
    "missing grid": _missing,
    "spike": _spike,
    "bow-tie": _bow_tie,
    "multipart": _multipart,
}
