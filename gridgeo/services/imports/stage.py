"""Rows held against their kind and copied into the staging table, a batch at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
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
    for frame in frames:
        numbered = frame.reset_index(drop=True)
        if ROW not in numbered:
            numbers = np.arange(staged.read + 1, staged.read + 1 + len(numbered))
            numbered = numbered.assign(**{ROW: numbers})
        later = _has_address(numbered) if by_address else None
        checked = check_rows(numbered, kind, placed_later=later)
        rows = checked.frame
        if kind is HOUSEHOLDS:
            rows = _with_quality(rows, numbered)
        if not staged.read:
            bulk.make_staging(session, table or kind.name, rows)
        bulk.copy(session, "staging", rows)
        staged.read += len(numbered)
        staged.rejected += checked.rejected
        if len(staged.rejected) > MOST_NAMED:
            raise RefusedError(
                f"{len(staged.rejected):,} of the first {staged.read:,} rows cannot be used; look"
                " at the coordinate system and at the mapping of fields."
            )
    if staged.read:
        bulk.finish_staging(session)
    return staged


def _has_address(frame: gpd.GeoDataFrame) -> np.ndarray:
    if "address" not in frame:
        return np.zeros(len(frame), dtype=bool)
    text = frame["address"].astype("string").str.strip()
    return np.asarray((text.fillna("") != "").to_numpy(bool))


def _with_quality(rows: pd.DataFrame, source: gpd.GeoDataFrame) -> pd.DataFrame:
    """Say where positions come from, where the file does not: given points count as surveyed."""
    kinds = pd.Series(source.geometry.geom_type.fillna("").to_numpy(), index=source[ROW].to_numpy())
    types = kinds.reindex(rows["row_number"].to_numpy()).to_numpy()
    implied = np.where(types == "Point", "surveyed", "geocoded")
    quality = rows["position_quality"]
    return rows.assign(position_quality=quality.where(quality.notna(), implied))
