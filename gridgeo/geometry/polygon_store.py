"""Many polygons as one array of vertices: a fifth of the memory of shapely's objects."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PolygonStore:
    """Polygons and multipolygons, their vertices one after the other; never changed once made.

    Attributes
    ----------
    vertices : float64 (vertices, 2)
        The last one of a ring is its first one again.
    rings : int64 (rings + 1)
        Vertices of ring ``r`` are ``rings[r]:rings[r + 1]``.
    parts : int64 (parts + 1)
        Rings of part ``p`` are ``parts[p]:parts[p + 1]``, its outer ring first.
    polygons : int64 (polygons + 1)
        Parts of polygon ``k`` are ``polygons[k]:polygons[k + 1]``; an empty one has none.
    """

    vertices: Floats
    rings: Integers
    parts: Integers
    polygons: Integers

    @classmethod
    def of(cls, geometry: NDArray[np.object_]) -> "PolygonStore":
        """Store polygons and multipolygons; None is stored as an empty one."""
        parts, polygon = shapely.get_parts(geometry, return_index=True)
        there = ~shapely.is_empty(parts)
        parts, polygon = parts[there], polygon[there]
        rings, part = shapely.get_rings(parts, return_index=True)
        vertices, ring = shapely.get_coordinates(rings, return_index=True)
        return cls(
            np.ascontiguousarray(vertices),
            _offsets(np.bincount(ring, minlength=len(rings))),
            _offsets(np.bincount(part, minlength=len(parts))),
            _offsets(np.bincount(polygon, minlength=len(geometry))),
        )

    @classmethod
    def join(cls, stores: Sequence["PolygonStore"]) -> "PolygonStore":
        """Put stores one after the other."""
        return cls(
            np.concatenate([store.vertices for store in stores]),
            *(
                _offsets(np.concatenate([np.diff(getattr(store, level)) for store in stores]))
                for level in ("rings", "parts", "polygons")
            ),
        )

    def __len__(self) -> int:
        return len(self.polygons) - 1

    @property
    def first(self) -> Integers:
        """Where the vertices of each polygon begin, and at last where all end; (polygons + 1)."""
        return self.rings[self.parts[self.polygons]]

    @property
    def boxes(self) -> Floats:
        """``minx, miny, maxx, maxy`` of each polygon; NaN for an empty one."""
        first = self.first
        known = first[:-1] < first[1:]
        boxes = np.full((len(self), 4), np.nan)
        if known.any():
            boxes[known, :2] = np.minimum.reduceat(self.vertices, first[:-1][known])
            boxes[known, 2:] = np.maximum.reduceat(self.vertices, first[:-1][known])
        return boxes

    def take(self, chosen: Integers) -> "PolygonStore":
        """Give some polygons in the order asked for."""
        parts = _runs(self.polygons, chosen)
        rings = _runs(self.parts, parts)
        return PolygonStore(
            self.vertices[_runs(self.rings, rings)],
            _offsets(np.diff(self.rings)[rings]),
            _offsets(np.diff(self.parts)[parts]),
            _offsets(np.diff(self.polygons)[chosen]),
        )

    def shapes(self) -> NDArray[np.object_]:
        """Give the polygons as shapely's multipolygons, made anew each time."""
        offsets = (self.rings, self.parts, self.polygons)
        kind = shapely.GeometryType.MULTIPOLYGON
        shapes: NDArray[np.object_] = shapely.from_ragged_array(kind, self.vertices, offsets)
        return shapes

    def equals(self, other: "PolygonStore") -> bool:
        """Say whether both hold the same polygons, vertex by vertex."""
        return all(
            np.array_equal(getattr(self, level), getattr(other, level))
            for level in ("polygons", "parts", "rings", "vertices")
        )

    def marks(self) -> list[bytes]:
        """Give 16 bytes a polygon; equal ones have equal marks, others do not."""
        first = self.first.tolist()
        ring = self.parts[self.polygons].tolist()
        sizes = np.diff(self.rings)
        outer = np.isin(np.arange(len(sizes)), self.parts)
        form = np.column_stack([sizes, outer])
        return [
            _digest(form[ring[k] : ring[k + 1]], self.vertices[first[k] : first[k + 1]])
            for k in range(len(self))
        ]


def _digest(form: Integers, vertices: Floats) -> bytes:
    return hashlib.blake2b(form.tobytes() + vertices.tobytes(), digest_size=16).digest()


def _offsets(sizes: Integers) -> Integers:
    """Give where runs of these sizes begin, and at last where all end."""
    return np.append(0, np.cumsum(sizes)).astype(np.int64)


def _runs(offsets: Integers, chosen: Integers) -> Integers:
    """Give the positions of all members of the chosen runs, run by run."""
    first, sizes = offsets[chosen], np.diff(offsets)[chosen]
    ends = np.cumsum(sizes)
    return np.repeat(first - ends + sizes, sizes) + np.arange(sizes.sum())
