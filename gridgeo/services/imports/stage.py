"""Rows held against their kind and copied into the staging table, a batch at a time."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy.orm import Session

from gridgeo.db import bulk
from gridgeo.domain.errors import RefusedError
from gridgeo.io.kinds import HOUSEHOLDS, Kind
from gridgeo.io.rows import RejectedRow, check_rows
from gridgeo.io.sources.source import ROW

MOST_NAMED = 200_000  # rows that are named; where more fail, something else is wrong


@dataclass(slots=True)
class Staged:
    """How many rows were read, and those that were left out."""

    read: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)


def stage_rows(
    session: Session,
    kind: Kind,
    frames: Iterable[gpd.GeoDataFrame],
    *,
    table: str | None = None,
    by_address: bool = False,
) -> Staged:
    """Check frames and copy their good rows into ``pg_temp.staging``.

    Parameters
    ----------
    session : Session
        The staging table vanishes with its transaction.
    kind : Kind
        What the rows are.
    frames : iterable of GeoDataFrame
        Canonical columns, any coordinate system; read while they are copied.
    table : str, optional
        Whose columns give the types; the kind's own by default.
    by_address : bool
        Whether a row with an address may do without a place.

    Raises
    ------
    RefusedError
        If so many rows fail that nobody would read their list.
    """
    staged = Staged()
    with ExitStack() as stack:
        append = None
        for frame in frames:
            rows = _checked(frame, kind, staged, by_address)
            if append is None:
                bulk.make_staging(session, table or kind.table, rows)
                append = stack.enter_context(bulk.copying_aside(session, "staging"))
            append(rows)
            _require_some_good(staged)
    if staged.read:
        bulk.finish_staging(session, columns=_joined_by(kind))
    return staged


def _checked(frame: gpd.GeoDataFrame, kind: Kind, staged: Staged, by_address: bool) -> pd.DataFrame:
    """Give the good rows of a frame; count them all, and keep why others are left out."""
    numbered = frame.reset_index(drop=True)
    if ROW not in numbered:
        numbers = np.arange(staged.read + 1, staged.read + 1 + len(numbered))
        numbered = numbered.assign(**{ROW: numbers})
    later = _has_address(numbered) if by_address else None
    checked = check_rows(numbered, kind, placed_later=later)
    staged.read += len(numbered)
    staged.rejected += checked.rejected
    return _with_quality(checked.frame, numbered) if kind is HOUSEHOLDS else checked.frame


def _require_some_good(staged: Staged) -> None:
    if len(staged.rejected) > MOST_NAMED:
        raise RefusedError(
            f"{len(staged.rejected):,} of the first {staged.read:,} rows cannot be used; look"
            " at the coordinate system and at the mapping of fields."
        )


def _joined_by(kind: Kind) -> list[str]:
    return [column.name for column in kind.columns if column.refers_to or column.name == kind.key]


def _has_address(frame: gpd.GeoDataFrame) -> np.ndarray:
    if "address" not in frame:
        return np.zeros(len(frame), dtype=bool)
    text = frame["address"].astype("string").str.strip()
    return np.asarray((text.fillna("") != "").to_numpy(bool))


def _with_quality(rows: pd.DataFrame, source: gpd.GeoDataFrame) -> pd.DataFrame:
    """Say where positions come from, where the file does not: given points count as surveyed."""
    quality = rows["position_quality"]
    if quality.notna().all():
        return rows
    shapes = np.asarray(source.geometry.to_numpy(), dtype=object)
    given = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    known = np.isin(source[ROW].to_numpy(), rows["row_number"].to_numpy())
    implied = np.where(given[known], "surveyed", "geocoded")
    return rows.assign(position_quality=quality.where(quality.notna(), implied))
