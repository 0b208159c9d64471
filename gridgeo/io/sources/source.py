"""What a file is once it is open: its layers, and its rows a batch at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
from pyproj import CRS

from gridgeo.domain.errors import BadInputError
from gridgeo.io.names import nearest

BATCH_ROWS = 32_768
ROW = "__row__"  # the row's number in the file, from 1
FAULT = "__fault__"  # why it cannot be used, as the end of a sentence; None for most


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """One layer or sheet.

    Attributes
    ----------
    name : str
    fields : tuple of str
        Without the geometry.
    rows : int or None
        None where only reading tells.
    geometry : str or None
        ``Polygon``, ``Point`` …; None for a table without places; ``Unknown`` for a mixture.
    crs : CRS or None
        What the file says; None where it says nothing.
    """

    name: str
    fields: tuple[str, ...]
    rows: int | None
    geometry: str | None
    crs: CRS | None


Batches = Callable[[LayerInfo, int, int | None], Iterator[gpd.GeoDataFrame]]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was admitted and opened.

    Attributes
    ----------
    path : Path
        What is read; inside an unpacked archive, where it came in one.
    name : str
        What the user calls it.
    format : str
    layers : tuple of LayerInfo
        Those that can be read, in the file's order.
    read : callable
        Gives a layer's rows (the layer, rows a batch, rows at most): frames with the file's own
        fields, `ROW`, `FAULT` and the geometry, in the file's own coordinates.
    encoding, encoding_why : str or None
        How its text is read, and why so.
    notes : tuple of str
        What a user should know: the row that the headings were found in, parts left out.
    size_bytes : int
    """

    path: Path
    name: str
    format: str
    layers: tuple[LayerInfo, ...]
    read: Batches
    encoding: str | None = None
    encoding_why: str | None = None
    notes: tuple[str, ...] = field(default=())
    size_bytes: int = 0

    def layer(self, name: str | None = None, usual: str | None = None) -> LayerInfo:
        """Choose a layer: the one named, the usual one, or the only one.

        Raises
        ------
        BadInputError
            If there is none of that name, or several and none is named.
        """
        names = [layer.name for layer in self.layers]
        if not names:
            raise BadInputError(f"'{self.name}' has no layer with rows.", field="layer")
        if name is None:
            if usual in names:
                return self.layers[names.index(usual)]
            if len(names) > 1:
                raise BadInputError(
                    f"'{self.name}' has {len(names)} layers ({', '.join(names)});"
                    " choose one with --layer.",
                    field="layer",
                )
            return self.layers[0]
        if name not in names:
            raise BadInputError(
                f"'{self.name}' has no layer '{name}'{nearest(name, names)}", field="layer"
            )
        return self.layers[names.index(name)]

    def batches(
        self, layer: LayerInfo, rows: int | None = None, most: int | None = None
    ) -> Iterator[gpd.GeoDataFrame]:
        """Give a layer's rows, some thousand at a time."""
        return self.read(layer, rows or BATCH_ROWS, most)
