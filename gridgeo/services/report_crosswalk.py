"""Use case: how far two networks agree, as one HTML page for screen and paper."""

from importlib.metadata import version
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.geometry.crs import transform
from gridgeo.geometry.shapes import object_array
from gridgeo.io.text import write_text
from gridgeo.reports.crosswalk_figures import (
    Cell,
    CommunityLine,
    CrosswalkFigures,
    MatrixPage,
    PairLine,
)
from gridgeo.services.crosswalk_networks import WGS84, CrosswalkReport
from gridgeo.services.write_crosswalk import CLASSES_ZH
from gridgeo.topology.crosswalk import Crosswalk
from gridgeo.topology.crosswalk_matrix import Matrix, matrices
from gridgeo.topology.crosswalk_rows import Row

MOST_PAIRS = 500  # in the table and on the map, the worst
MOST_MATRICES = 60  # sheets of paper
MOST_VERTICES = 400_000  # of both networks on the map; beyond that borders are drawn more simply
SIMPLER_M = 2.0


def write_crosswalk_page(report: CrosswalkReport, path: Path) -> None:
    """Write the HTML report of a crosswalk: map, agreement, worst pairs, matrices.

    Raises
    ------
    UnavailableError
        If the file cannot be written.
    """
    from gridgeo.reports.crosswalk_page import render_crosswalk

    write_text(path, render_crosswalk(_figures(report), version("gridgeo")))


def _figures(report: CrosswalkReport) -> CrosswalkFigures:
    walk = report.crosswalk
    pages = matrices(walk)
    worst = [row for row in walk.worst if row.kind != "sliver" or row.households]
    return CrosswalkFigures(
        a_name=walk.a.name,
        b_name=walk.b.name,
        a_grids=len(walk.a.codes),
        b_grids=len(walk.b.codes),
        pairs=len(walk.laid.ground.first),
        kinds=_kinds(walk),
        households=walk.households,
        persons=walk.persons,
        agreement=walk.agreement,
        worst=[_line(row, number) for number, row in enumerate(worst[:MOST_PAIRS], start=1)],
        moving=len(worst),
        places=transform(_places(walk, worst[:MOST_PAIRS]), report.crs, WGS84),
        communities=[
            CommunityLine(one.community, one.households, one.same, one.share)
            for one in walk.communities
        ],
        matrices=[_page(matrix) for matrix in pages[:MOST_MATRICES]],
        matrices_left_out=max(0, len(pages) - MOST_MATRICES),
        a_ground=transform(_drawn(walk.a.polygons), report.crs, WGS84),
        b_ground=transform(_drawn(walk.b.polygons), report.crs, WGS84),
    )


def _kinds(walk: Crosswalk) -> dict[str, int]:
    counts = dict.fromkeys(CLASSES_ZH, 0)
    for row in walk.rows:
        counts[row.kind] += 1
    return {f"{CLASSES_ZH[kind]} {kind}": count for kind, count in counts.items()}


def _line(row: Row, number: int) -> PairLine:
    return PairLine(
        number=number,
        a=row.a,
        b=row.b,
        kind=CLASSES_ZH[row.kind],
        community=row.community,
        area_m2=row.area_m2,
        share_of_a=row.share_of_a,
        share_of_b=row.share_of_b,
        households=row.households,
        persons=row.persons,
    )


def _places(walk: Crosswalk, rows: list[Row]) -> NDArray[np.object_]:
    """Give the ground behind some rows: what two grids share, or what one has alone."""
    ground = walk.laid.ground
    row_a = {code: i for i, code in enumerate(walk.a.codes)}
    row_b = {code: j for j, code in enumerate(walk.b.codes)}
    pairs = zip(ground.first.tolist(), ground.second.tolist(), strict=True)
    number = {pair: k for k, pair in enumerate(pairs)}

    def place(row: Row) -> BaseGeometry:
        if row.a and row.b:
            at = number.get((row_a[row.a], row_b[row.b]))
            found = None if at is None else ground.ground(np.array([at]))[0]
        elif row.a:
            found = walk.laid.first_bare[row_a[row.a]]
        else:
            found = walk.laid.second_bare[row_b[row.b]] if row.b else None
        return shapely.Polygon() if found is None else found

    return object_array([place(row) for row in rows])


def _page(matrix: Matrix) -> MatrixPage:
    cells = {key: _cell(row) for key, row in matrix.cells.items()}
    return MatrixPage(matrix.community, matrix.a, matrix.b, cells)


def _cell(row: Row) -> Cell:
    if row.households is None:
        return Cell(round(row.area_m2), row.share_of_a, row.same)
    return Cell(row.households, row.households_share_of_a or 0.0, row.same)


def _drawn(polygons: NDArray[np.object_]) -> NDArray[np.object_]:
    """Draw large networks more simply, so that a browser can hold them."""
    if shapely.get_num_coordinates(polygons).sum() <= MOST_VERTICES:
        return polygons
    return np.asarray(shapely.simplify(polygons, SIMPLER_M))
