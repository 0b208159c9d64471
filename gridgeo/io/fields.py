"""From a file's own fields to the canonical columns: by name, by usual other names, as told."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from gridgeo.domain.errors import BadInputError
from gridgeo.io.guess_fields import guess_fields, sure_mapping
from gridgeo.io.kinds import Kind
from gridgeo.io.names import nearest
from gridgeo.io.sources.source import FAULT, ROW


def parse_mapping(pairs: Sequence[str], kind: Kind) -> dict[str, str]:
    """Read ``field=column`` pairs as given with ``--map``.

    Returns
    -------
    dict
        Canonical column to the file's field.

    Raises
    ------
    BadInputError
        If a pair has no equals sign, or names a column that the kind does not have.
    """
    mapping = {}
    for pair in pairs:
        source, separator, target = pair.rpartition("=")
        if not separator or not source:
            raise BadInputError(f"'{pair}' is no mapping; write field=column.", field="map")
        columns = [column.name for column in kind.columns]
        if target not in columns and source in columns:
            raise BadInputError(
                f"'{pair}' names the column first; write field=column: {target}={source}.",
                field="map",
            )
        require_column(target, kind, "map")
        mapping[target] = source
    return mapping


def parse_constants(pairs: Sequence[str], kind: Kind) -> dict[str, str]:
    """Read ``column=value`` pairs as given with ``--set``: one value for every row.

    Raises
    ------
    BadInputError
        If a pair has no equals sign, or names a column that the kind does not have.
    """
    constants = {}
    for pair in pairs:
        column, separator, value = pair.partition("=")
        if not separator:
            raise BadInputError(f"'{pair}' sets nothing; write column=value.", field="set")
        require_column(column, kind, "set")
        constants[column] = value
    return constants


def require_column(name: str, kind: Kind, option: str) -> None:
    """Refuse a column that the kind does not have, and offer the nearest name.

    Raises
    ------
    BadInputError
        With ``option`` as its field.
    """
    columns = [column.name for column in kind.columns]
    if name not in columns:
        raise BadInputError(
            f"The kind {kind.name} has no column '{name}'{nearest(name, columns)}", field=option
        )


def canonical(
    frame: gpd.GeoDataFrame,
    kind: Kind,
    mapping: Mapping[str, str] | None = None,
    constants: Mapping[str, str] | None = None,
) -> gpd.GeoDataFrame:
    """Give a frame with the kind's columns (those that were found) and the geometry.

    Parameters
    ----------
    frame : GeoDataFrame
        As read; its other fields are left out.
    kind : Kind
        What the rows are.
    mapping : mapping, optional
        Canonical column to field; goes before names.
    constants : mapping, optional
        Canonical column to the value of every row; goes before all.

    Raises
    ------
    BadInputError
        If a mapped field is missing, or no field looks like a required column.
    """
    fields = [str(name) for name in frame.columns if name not in (frame.geometry.name, ROW, FAULT)]
    fixed = constants or {}
    return take_columns(frame, complete_mapping(kind, fields, mapping or {}, fixed), fixed)


def take_columns(
    frame: gpd.GeoDataFrame, told: Mapping[str, str], fixed: Mapping[str, str]
) -> gpd.GeoDataFrame:
    """Give the canonical columns of a frame by a mapping that is complete; see `canonical`."""
    chosen = {name: np.full(len(frame), value, dtype=object) for name, value in fixed.items()}
    chosen |= {column: frame[field].to_numpy() for column, field in told.items()}
    chosen |= {name: frame[name].to_numpy() for name in (ROW, FAULT) if name in frame}
    return gpd.GeoDataFrame(
        chosen, geometry=frame.geometry.to_numpy(), crs=frame.crs, index=frame.index
    )


def complete_mapping(
    kind: Kind,
    fields: Sequence[str],
    mapping: Mapping[str, str],
    constants: Mapping[str, str],
    sample: pd.DataFrame | None = None,
) -> dict[str, str]:
    """Add to what is told the fields that are surely meant; give column to field.

    Raises
    ------
    BadInputError
        If a mapped field is missing, or no field looks like a required column.
    """
    for source in mapping.values():
        if source not in fields:
            raise BadInputError(
                f"There is no field '{source}'{nearest(source, list(fields))}", field="map"
            )
    free = [name for name in fields if name not in mapping.values()]
    guessed = sure_mapping(guess_fields(kind, free, sample))
    complete = {
        column.name: mapping.get(column.name) or guessed.get(column.name)
        for column in kind.columns
        if column.name not in constants
    }
    for column in reversed(kind.columns):
        if column.or_else is not None and not complete.get(column.name):
            complete[column.name] = complete.get(column.or_else)
    for column in kind.columns:
        if column.required and column.name not in constants and not complete[column.name]:
            raise BadInputError(
                f"No field looks like '{column.name}'; name it with --map FIELD={column.name};"
                f" there are: {', '.join(fields) or 'none'}.",
                field=column.name,
            )
    return {column: field for column, field in complete.items() if field}
