"""From a file's own fields to the canonical columns: by name, by usual other names, as told."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np

from gridgeo.domain.errors import BadInputError
from gridgeo.io.kinds import Column, Kind
from gridgeo.io.vector import nearest


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
        _require_column(target, kind, "map")
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
        _require_column(column, kind, "set")
        constants[column] = value
    return constants


def _require_column(name: str, kind: Kind, option: str) -> None:
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
    fields = [str(name) for name in frame.columns if name != frame.geometry.name]
    fixed = constants or {}
    chosen = {name: np.full(len(frame), value, dtype=object) for name, value in fixed.items()}
    for column in kind.columns:
        if column.name in fixed:
            continue
        source = _source(column, fields, mapping or {})
        if source is not None:
            chosen[column.name] = frame[source].to_numpy()
    return gpd.GeoDataFrame(
        chosen, geometry=frame.geometry.to_numpy(), crs=frame.crs, index=frame.index
    )


def _source(column: Column, fields: list[str], mapping: Mapping[str, str]) -> str | None:
    if column.name in mapping:
        source = mapping[column.name]
        if source not in fields:
            raise BadInputError(
                f"There is no field '{source}'{nearest(source, fields)}", field="map"
            )
        return source
    by_lower = {name.strip().lower(): name for name in reversed(fields)}
    found = next(
        (by_lower[name] for name in (column.name, *column.names) if name in by_lower), None
    )
    if found is None and column.required:
        raise BadInputError(
            f"No field looks like '{column.name}'; name it with --map FIELD={column.name};"
            f" there are: {', '.join(fields) or 'none'}.",
            field=column.name,
        )
    return found
