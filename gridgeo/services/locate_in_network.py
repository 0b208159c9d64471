"""Which published grid of a network does each point of a file fall in, now or at its own date."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
from sqlalchemy.orm import Session

from gridgeo.domain.errors import BadInputError
from gridgeo.services.locate_batch import DATE_COLUMN, BatchQuestion, LocateBatch
from gridgeo.services.locate_file import GRID_COLUMN, LocateSummary
from gridgeo.services.locate_rows import REASON_COLUMN, Answers, Progress, write_located
from gridgeo.services.locate_source import WGS84, LocateSource, Piece, mover, open_source
from gridgeo.services.past_snapshots import PastSnapshots
from gridgeo.services.read_instant import read_instant

VERSION_COLUMN = "grid_version"


def locate_in_network(
    session: Session,
    network_code: str,
    points: Path,
    out: Path,
    *,
    as_of: datetime | None = None,
    date_field: str | None = None,
    points_layer: str | None = None,
    x_field: str | None = None,
    y_field: str | None = None,
    points_crs: str | None = None,
    progress: Progress | None = None,
) -> LocateSummary:
    """Write every row of ``points`` with the published grid that divides its ground, or a reason.

    The answers are those of the HTTP look-up, with the version that gave each. Dedicated grids that
    lie over others are left out.

    Parameters
    ----------
    session : Session
        Only read from.
    network_code : str
    points, out, points_layer, x_field, y_field, points_crs, progress
        As in `locate_file`.
    as_of : datetime, optional
        Aware instant; for rows without a date of their own; now by default.
    date_field : str, optional
        Column with the rows' own dates or instants; `DATE_COLUMN` where the file has one.

    Raises
    ------
    NotFoundError
        If nothing is published under this code.
    BadInputError
        If the points cannot be used as they are, or their dates lead to too many versions.
    UnavailableError
        If ``out`` cannot be written.
    """
    source = open_source(points, layer=points_layer, x=x_field, y=y_field, crs=points_crs)
    dated = _date_column(source, points, date_field)
    past = PastSnapshots(session)
    question = BatchQuestion([network_code], mover(source.crs, WGS84), as_of)
    batch = LocateBatch(question, past.at, read_instant)

    def dates_of(piece: Piece) -> pa.Array | None:
        return None if dated is None else piece.batch.column(dated)

    def know(piece: Piece) -> None:
        dates = dates_of(piece)
        if dates is not None:
            batch.know_dates(dates)

    answers = Answers(
        (GRID_COLUMN, VERSION_COLUMN, REASON_COLUMN),
        lambda piece: batch.columns(piece.points, dates_of(piece)),
        know,
    )
    rows = write_located(answers, source, out, progress)
    network = past.at(as_of).network(network_code)
    return LocateSummary(len(network.main.rows), rows)


def _date_column(source: LocateSource, points: Path, wanted: str | None) -> str | None:
    if wanted is None:
        return DATE_COLUMN if DATE_COLUMN in source.columns else None
    if wanted not in source.columns:
        there = ", ".join(source.columns)
        raise BadInputError(
            f"'{points.name}' has no column '{wanted}'. It has: {there}.", field="date"
        )
    return wanted
