"""What a file holds, said before anything is imported: fields, guesses with reasons, first rows."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy.orm import Session

from gridgeo.io.guess_fields import guess_fields
from gridgeo.io.guess_kind import KindGuess, guess_kinds
from gridgeo.io.kinds import KINDS, Kind
from gridgeo.io.sources import LayerInfo, Source, open_source
from gridgeo.io.sources.source import FAULT, ROW
from gridgeo.io.table_places import TablePlaces, find_places, place_rows
from gridgeo.services.imports.guess_crs import CrsGuess, guess_crs

SAMPLE_ROWS = 500
_SHOWN_ROWS = 10
_SHOWN_TEXT = 80


@dataclass(frozen=True, slots=True)
class LayerInspection:
    """What a layer holds.

    Attributes
    ----------
    name : str
    rows : int or None
        None where only reading all of it tells.
    geometry : str or None
        Type of the shapes, of a table too where its columns give points or WKT.
    fields : list of dict
        ``name``, and up to three ``examples``.
    places : TablePlaces
        Which columns say where rows are.
    kinds : list of KindGuess
        The likeliest first.
    columns : list of dict
        For the kind asked for, or the likeliest: every column with its guess.
    crs : list of CrsGuess
        The likeliest first.
    sample : list of dict
        First rows as text.
    """

    name: str
    rows: int | None
    geometry: str | None
    fields: list[dict[str, Any]]
    places: TablePlaces
    kinds: list[KindGuess]
    kind: str | None
    columns: list[dict[str, Any]]
    crs: list[CrsGuess]
    sample: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file holds: its format, how its text reads and why, its layers, notes."""

    name: str
    format: str
    size_bytes: int
    encoding: str | None
    encoding_why: str | None
    notes: list[str] = field(default_factory=list)
    layers: list[LayerInspection] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Give plain values."""
        return asdict(self)


def inspect_file(
    session: Session | None,
    path: Path,
    *,
    kind: str | None = None,
    encoding: str | None = None,
    name: str | None = None,
) -> Inspection:
    """Look into a file.

    Parameters
    ----------
    session : Session or None
        Where known places are, to judge coordinates by; None to judge them by themselves.
    path : Path
        Any file that `gridgeo.io.sources` opens.
    kind : str, optional
        What its rows are, where that is known.
    encoding : str, optional
        Of its text, in place of what its bytes look like.
    name : str, optional
        What the user calls the file.

    Raises
    ------
    BadInputError
        If it is not admitted, or cannot be read.
    """
    with open_source(path, encoding=encoding) as source:
        layers = [_inspect(session, source, layer, kind) for layer in source.layers]
        return Inspection(
            name or source.name,
            source.format,
            source.size_bytes,
            source.encoding,
            source.encoding_why,
            list(source.notes),
            layers,
        )


def _inspect(
    session: Session | None, source: Source, layer: LayerInfo, asked: str | None
) -> LayerInspection:
    sample = first_rows(source, layer)
    texts = as_texts(sample, layer)
    places = find_places(layer.fields, texts) if layer.geometry is None else TablePlaces()
    placed = place_rows(sample, places)
    geometry = layer.geometry or _types(placed.geometry.to_numpy())
    free = [name for name in layer.fields if name not in places.used()]
    kinds = guess_kinds(f"{source.name} {layer.name}", free, geometry, texts)
    kind = asked or (kinds[0].kind if kinds else None)
    return LayerInspection(
        layer.name,
        layer.rows,
        geometry,
        [{"name": name, "examples": _examples(texts[name])} for name in layer.fields],
        places,
        kinds[:5],
        kind,
        [] if kind is None else _columns(KINDS[kind], free, texts),
        guess_crs(session, layer.crs, placed.geometry.to_numpy()) if geometry else [],
        [
            {name: text[:_SHOWN_TEXT] for name, text in zip(texts.columns, row, strict=True)}
            for row in texts.head(_SHOWN_ROWS).itertuples(index=False, name=None)
        ],
    )


def first_rows(source: Source, layer: LayerInfo, most: int = SAMPLE_ROWS) -> gpd.GeoDataFrame:
    """Give the first rows of a layer; none where it is empty."""
    frames = list(source.batches(layer, most, most))
    if frames:
        return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry")
    empty = pd.DataFrame({name: pd.Series(dtype="str") for name in (*layer.fields, ROW, FAULT)})
    return gpd.GeoDataFrame(empty, geometry=np.array([], dtype=object), crs=layer.crs)


def as_texts(rows: gpd.GeoDataFrame, layer: LayerInfo) -> pd.DataFrame:
    """Give rows as people would read them: whole numbers without a point, nothing for nothing."""
    return pd.DataFrame({name: [_text(value) for value in rows[name]] for name in layer.fields})


def _text(value: Any) -> str:
    if value is None or (not isinstance(value, list | np.ndarray) and pd.isna(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _examples(values: pd.Series) -> list[str]:
    filled = values[values != ""].drop_duplicates().head(3)
    return [text[:_SHOWN_TEXT] for text in filled]


def _columns(kind: Kind, fields: list[str], texts: pd.DataFrame) -> list[dict[str, Any]]:
    guesses = {one.column: one for one in guess_fields(kind, fields, texts)}
    return [
        {
            "column": column.name,
            "type": column.type.value,
            "required": column.required,
            "default": None if column.default is None else str(column.default),
            "choices": sorted(set(column.choices.values())),
            "guess": asdict(guesses[column.name]) if column.name in guesses else None,
        }
        for column in kind.columns
    ]


def _types(shapes: np.ndarray) -> str | None:
    names = {shape.geom_type for shape in shapes[~shapely.is_missing(shapes)]}
    if not names:
        return None
    return names.pop() if len(names) == 1 else "Unknown"
