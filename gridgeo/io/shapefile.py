"""Shapefiles with their old limits: names of ten bytes, texts of 254, one code page, many files."""

import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from gridgeo.domain.errors import BadInputError
from gridgeo.io.gdal import gdal

ENCODINGS = {"utf-8": "UTF-8", "gbk": "GBK"}  # the name that is asked for, and GDAL's
NAME_BYTES, TEXT_BYTES = 10, 254


def write_shapefile(frame: gpd.GeoDataFrame, path: Path, encoding: str = "utf-8") -> None:
    """Write the parts of a shapefile beside each other; ``path`` ends in ``.shp``.

    Names of columns are cut to ten bytes, the second of two equal ones ends in a number; texts are
    cut to 254 bytes, never inside a character. Times become text, as the format has none.

    Raises
    ------
    BadInputError
        If the encoding has no sign for a character.
    """
    fitted = frame.rename(columns=short_names([str(name) for name in frame.columns], encoding))
    for name in fitted.columns:
        if name != fitted.geometry.name and not pd.api.types.is_numeric_dtype(fitted[name]):
            fitted[name] = [_fit(value, encoding, str(name)) for value in fitted[name]]
    gdal().write_dataframe(fitted, path, driver="ESRI Shapefile", encoding=ENCODINGS[encoding])


def write_zipped(frame: gpd.GeoDataFrame, path: Path, name: str, encoding: str = "utf-8") -> None:
    """Write a shapefile called ``name`` into one ZIP file.

    Raises
    ------
    BadInputError
        See `write_shapefile`.
    """
    folder = path.parent / f"{path.stem}-parts"
    folder.mkdir()
    write_shapefile(frame, folder / f"{name}.shp", encoding)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, part.name)
            part.unlink()
    folder.rmdir()


def short_names(names: list[str], encoding: str = "utf-8") -> dict[str, str]:
    """Give each column a name of ten bytes at most, all of them different."""
    short: dict[str, str] = {}
    for name in names:
        chosen, number = _cut(name, encoding, NAME_BYTES), 1
        while chosen in short.values():
            number += 1
            chosen = f"{_cut(name, encoding, NAME_BYTES - 2)}_{number}"
        short[name] = chosen
    return short


def _fit(value: Any, encoding: str, column: str) -> str | None:
    if value is None or pd.isna(value):
        return None
    text = value.isoformat() if isinstance(value, pd.Timestamp) else str(value)
    try:
        text.encode(encoding)
    except UnicodeEncodeError as error:
        raise BadInputError(
            f"{encoding.upper()} has no sign for '{text[error.start]}' in '{text}'"
            f" ({column}); choose utf-8.",
            field="encoding",
        ) from error
    return _cut(text, encoding, TEXT_BYTES)


def _cut(text: str, encoding: str, most: int) -> str:
    return text.encode(encoding)[:most].decode(encoding, errors="ignore")
