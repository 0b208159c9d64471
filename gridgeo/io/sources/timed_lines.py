"""Lines that have a time for each vertex, read as the points that they were recorded as."""

from collections.abc import Iterator
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgeo.io.line_times import LINE_TIMES, times_of_line
from gridgeo.io.sources.source import FAULT, ROW, LayerInfo, Source

TIME = "time"
_SAMPLE_ROWS = 100
_LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)


def with_points(source: Source) -> Source:
    """Give a source whose timed lines are points, a row for each vertex; others are left alone."""
    timed = {layer.name: field for layer in source.layers if (field := _field(source, layer))}
    if not timed:
        return source
    layers = tuple(_of_points(layer, timed.get(layer.name)) for layer in source.layers)

    def read(layer: LayerInfo, rows: int, most: int | None) -> Iterator[gpd.GeoDataFrame]:
        inner = source.layer(layer.name)
        batches = source.batches(inner, rows, most)
        if layer.name not in timed:
            yield from batches
            return
        given = 0
        for batch in batches:
            points = _vertices(batch, timed[layer.name])
            points[ROW] = np.arange(given + 1, given + 1 + len(points))
            points = points if most is None else points.iloc[: most - given]
            given += len(points)
            yield points
            if most is not None and given >= most:
                return

    notes = tuple(
        f"The lines of '{name}' have a time for each vertex ({field}): each vertex is a row."
        for name, field in timed.items()
    )
    return replace(source, layers=layers, read=read, notes=(*source.notes, *notes))


def _field(source: Source, layer: LayerInfo) -> str | None:
    """Find the field with the times; it has as many for the first line as that has vertices."""
    named = [name for name in LINE_TIMES if name in layer.fields]
    if not named or layer.geometry is None:
        return None
    for batch in source.batches(layer, _SAMPLE_ROWS, _SAMPLE_ROWS):
        lines = batch[np.isin(shapely.get_type_id(batch.geometry.to_numpy()), _LINES)]
        for name in named:
            for value, line in zip(lines[name], lines.geometry, strict=True):
                if len(times_of_line(value)) == shapely.get_num_coordinates(line):
                    return name
    return None


def _of_points(layer: LayerInfo, field: str | None) -> LayerInfo:
    if field is None:
        return layer
    fields = tuple(name for name in layer.fields if name not in (field, TIME))
    return replace(layer, fields=(*fields, TIME), rows=None, geometry="Point")


def _vertices(batch: gpd.GeoDataFrame, field: str) -> gpd.GeoDataFrame:
    """Give a row for each vertex of a timed line; other rows stay as they are."""
    shapes = np.asarray(batch.geometry.to_numpy(), dtype=object)
    times = [times_of_line(value) for value in batch[field]]
    told = np.isin(shapely.get_type_id(shapes), _LINES) & np.array([len(one) > 0 for one in times])
    count = shapely.get_num_coordinates(shapes)
    fits = told & (count == [len(one) for one in times])
    owner = np.repeat(np.arange(len(batch)), np.where(fits, count, 1))
    own = pd.Series(None, index=batch.index, dtype=object) if TIME not in batch else batch[TIME]
    points = pd.DataFrame(batch.drop(columns=[field, batch.geometry.name])).iloc[owner]
    points = points.reset_index(drop=True)
    instants = own.to_numpy(dtype=object)[owner]
    instants[fits[owner]] = [instant for row in np.flatnonzero(fits) for instant in times[row]]
    fault = points[FAULT].to_numpy(dtype=object, copy=True)
    fault[(told & ~fits)[owner]] = "has another number of times than vertices"
    placed = shapes[owner]
    placed[fits[owner]] = shapely.points(shapely.get_coordinates(shapes[fits]))
    points = points.assign(**{TIME: instants, FAULT: fault})
    return gpd.GeoDataFrame(points, geometry=placed, crs=batch.crs)
