"""Use case: which grids of two networks meet, and the ground and households that they share."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.crosswalk import NOWHERE, SharedCounts, count_areas, count_points
from gridgeo.geometry.crs import transform
from gridgeo.io.text import write_text
from gridgeo.io.vector import read_layer
from gridgeo.services.network_file import (
    NetworkFile,
    counts_of,
    is_points,
    is_polygons,
    read_network,
    require_codes,
)
from gridgeo.topology.relation import Overlay, agreement, overlay

OUTSIDE = "outside"  # class of what only one of the networks covers
COLUMNS = (
    "a",
    "b",
    "class",
    "area_m2",
    "share_of_a",
    "share_of_b",
    "households",
    "households_share_of_a",
    "households_share_of_b",
)


@dataclass(frozen=True, slots=True)
class Source:
    """A network, or where the households are: a file and what to read of it."""

    path: Path
    layer: str | None = None
    field: str | None = None
    crs: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a crosswalk; an empty code stands for outside of that network."""

    a: str
    b: str
    kind: str
    area_m2: float
    share_of_a: float
    share_of_b: float
    households: int | None
    households_share_of_a: float | None
    households_share_of_b: float | None


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The crosswalk of two networks.

    Parameters
    ----------
    rows : list of Row
        Sorted by the codes; what one network leaves bare stands last under its grid.
    households : int or None
        Total of the source, equal to the sum over the rows; None where none was given.
    agreement : float or None
        Share of households whose grid is the same in both networks.
    """

    rows: list[Row]
    households: int | None
    agreement: float | None


def crosswalk_files(
    a: Source, b: Source, homes: Source | None = None, sliver_width_m: float = 3.0
) -> Crosswalk:
    """Lay two networks over each other and count what each pair of grids shares.

    Parameters
    ----------
    a, b : Source
        The networks; ``field`` holds the codes.
    homes : Source, optional
        Points or small areas with the count in ``field`` (points without one count 1 each).
    sliver_width_m : float
        Common ground thinner than this is a sliver.

    Raises
    ------
    BadInputError
        A file, layer or field that cannot be used; an invalid polygon; a code used twice.
    """
    first = read_network(a.path, layer=a.layer, id_field=a.field, crs=a.crs)
    second = read_network(b.path, layer=b.layer, id_field=b.field, crs=b.crs, metric=first.crs)
    for network in (first, second):
        _require_sound(network)
    laid = overlay(first.polygons, second.polygons, sliver_width_m)
    counted = None if homes is None else _count(first, second, homes)
    rows = _rows(first, second, laid, counted)
    if counted is None:
        return Crosswalk(rows, None, None)
    return Crosswalk(rows, int(counted.counts.sum()), agreement(counted))


def write_crosswalk(crosswalk: Crosswalk, path: Path) -> None:
    """Write the rows as CSV (UTF-8, dot as decimal sign, empty where unknown)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in crosswalk.rows:
        writer.writerow(
            (
                row.a,
                row.b,
                row.kind,
                f"{row.area_m2:.6f}",
                _share(row.share_of_a),
                _share(row.share_of_b),
                "" if row.households is None else row.households,
                _share(row.households_share_of_a),
                _share(row.households_share_of_b),
            )
        )
    write_text(path, text.getvalue())


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.9f}"


def _require_sound(network: NetworkFile) -> None:
    """Refuse polygons and codes that would make shares meaningless."""
    bad = np.flatnonzero(
        shapely.is_missing(network.polygons)
        | shapely.is_empty(network.polygons)
        | ~shapely.is_valid(network.polygons)
    )
    if len(bad):
        raise BadInputError(
            f"'{network.name}' has {len(bad)} invalid polygons, the first is"
            f" '{network.codes[bad[0]]}' (row {bad[0] + 1}); see gridgeo check."
        )
    require_codes(network, "name the field with the codes (--id-a, --id-b)", "id")


def _count(first: NetworkFile, second: NetworkFile, homes: Source) -> SharedCounts:
    frame = read_layer(homes.path, layer=homes.layer, crs=homes.crs)
    source = CRS.from_user_input(frame.crs)
    shapes = transform(np.asarray(frame.geometry.values, dtype=object), source, first.crs)
    names = tuple(str(row + 1) for row in range(len(shapes)))
    counts = (
        np.ones(len(shapes), dtype=np.int64)
        if homes.field is None
        else counts_of(frame, homes.field, names, "count")
    )
    # A location without a geometry has no grid in either network.
    if is_points(shapes):
        return count_points(first.polygons, second.polygons, shapes, counts)
    if not is_polygons(shapes) or homes.field is None:
        raise BadInputError(
            f"'{homes.path.name}' must hold points, or polygons with their count in --count.",
            field="households",
        )
    return count_areas(first.polygons, second.polygons, shapes, counts)


def _rows(
    first: NetworkFile, second: NetworkFile, laid: Overlay, counted: SharedCounts | None
) -> list[Row]:
    """Join ground and counts by pair; bare ground and homes outside have an empty code."""
    area_a, area_b = shapely.area(first.polygons), shapely.area(second.polygons)
    ground = laid.ground
    pairs = list(zip(ground.first.tolist(), ground.second.tolist(), strict=True))
    size = dict(zip(pairs, ground.area_m2.tolist(), strict=True))
    kind = dict(zip(pairs, laid.classes.tolist(), strict=True))
    size |= {(i, NOWHERE): m2 for i, m2 in enumerate(laid.first_bare_m2.tolist()) if m2 > 0}
    size |= {(NOWHERE, j): m2 for j, m2 in enumerate(laid.second_bare_m2.tolist()) if m2 > 0}
    homes = _by_pair(counted)
    in_a, in_b = _totals(homes, 0, len(area_a)), _totals(homes, 1, len(area_b))

    def line(pair: tuple[int, int]) -> Row:
        i, j = pair
        m2, count = size.get(pair, 0.0), homes.get(pair, 0)
        return Row(
            a=first.codes[i] if i != NOWHERE else "",
            b=second.codes[j] if j != NOWHERE else "",
            kind=str(kind.get(pair, OUTSIDE)),
            area_m2=m2,
            share_of_a=m2 / area_a[i] if i != NOWHERE else 0.0,
            share_of_b=m2 / area_b[j] if j != NOWHERE else 0.0,
            households=None if counted is None else count,
            households_share_of_a=_part(counted, count, in_a, i),
            households_share_of_b=_part(counted, count, in_b, j),
        )

    rows = [line(pair) for pair in size.keys() | homes.keys()]
    return sorted(rows, key=lambda row: (not row.a, row.a, not row.b, row.b))


def _by_pair(counted: SharedCounts | None) -> dict[tuple[int, int], int]:
    if counted is None:
        return {}
    pairs = zip(counted.first.tolist(), counted.second.tolist(), strict=True)
    return dict(zip(pairs, counted.counts.tolist(), strict=True))


def _totals(homes: dict[tuple[int, int], int], side: int, size: int) -> NDArray[np.int64]:
    totals = np.zeros(size, dtype=np.int64)
    for pair, count in homes.items():
        if pair[side] != NOWHERE:
            totals[pair[side]] += count
    return totals


def _part(
    counted: SharedCounts | None, count: int, totals: NDArray[np.int64], index: int
) -> float | None:
    """Share of a grid's households; unknown without counts, 0 of nothing."""
    if counted is None:
        return None
    return count / int(totals[index]) if index != NOWHERE and totals[index] else 0.0
