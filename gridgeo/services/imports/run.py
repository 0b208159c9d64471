"""An import from a file to the database, or only as far as to say what it would do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories import import_changes, import_states, imported_tracks, publications
from gridgeo.domain.errors import BadInputError
from gridgeo.io.fields import complete_mapping, take_columns
from gridgeo.io.kinds import GRIDS, HOUSEHOLDS, POSTINGS, TRACKS, Kind
from gridgeo.io.rows import RejectedRow
from gridgeo.io.source_crs import WGS84, SourceCrs, parse_source_crs
from gridgeo.io.sources import LayerInfo, Source, open_source
from gridgeo.io.table_places import TablePlaces, find_places, place_rows
from gridgeo.services.import_network import (
    define_network,
    foresee_grids,
    publish_staged,
    sift_grids,
)
from gridgeo.services.import_report import ImportReport
from gridgeo.services.imports.by_address import place_by_address
from gridgeo.services.imports.guess_crs import CrsGuess, choose_crs, doubt_crs
from gridgeo.services.imports.inspect_file import as_texts, first_rows
from gridgeo.services.imports.origin import Origin
from gridgeo.services.imports.postings import (
    foresee_postings,
    merge_postings,
    sift_postings,
)
from gridgeo.services.imports.rejected_rows import RejectedRows
from gridgeo.services.imports.request import ImportRequest
from gridgeo.services.imports.settle import Effect, foresee, merge, require_few_rejected, sift
from gridgeo.services.imports.stage import Staged, stage_rows
from gridgeo.services.imports.tracks import foresee_tracks, merge_tracks, sift_tracks

# Done, of all, what is being done.
Progress = Callable[[float, float, str], None]
_READING = 0.7  # share of the time that reading and copying takes


def _silent(_done: float, _total: float, _note: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a layer is read: decided before its first row goes in.

    Attributes
    ----------
    layer : LayerInfo
    crs : SourceCrs
    places : TablePlaces
    mapping : dict
        Column to field.
    doubt : CrsGuess or None
        The system that the rows clearly are in by what is known, where another one is taken.
    """

    layer: LayerInfo
    crs: SourceCrs
    places: TablePlaces
    mapping: dict[str, str]
    doubt: CrsGuess | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do.

    Attributes
    ----------
    reading : Reading
    read : int
    rejected : list of RejectedRow
    effect : Effect
    features : dict
        GeoJSON of the first rows that are good, with their state.
    """

    reading: Reading
    read: int
    rejected: list[RejectedRow]
    effect: Effect
    features: dict[str, Any] = field(default_factory=dict)


def decide_reading(
    session: Session, source: Source, request: ImportRequest, *, doubting: bool = False
) -> Reading:
    """Decide how a file is read, from what is told and what its first rows hold.

    With ``doubting`` the coordinates that it claims are held against what is known.

    Raises
    ------
    BadInputError
        If a field is missing, or its coordinate system is not clear.
    """
    layer = source.layer(request.layer, request.kind)
    sample = first_rows(source, layer)
    if not len(sample):
        raise BadInputError(f"'{source.name}' has no rows.", field="file")
    texts = as_texts(sample, layer)
    places = TablePlaces()
    if layer.geometry is None:
        places = find_places(layer.fields, texts, request.places)
    free = [name for name in layer.fields if name not in places.used()]
    mapping = complete_mapping(request.of, free, request.mapping, request.constants, texts)
    if request.geocode and places.address and "address" in [c.name for c in request.of.columns]:
        mapping.setdefault("address", places.address)
    shapes = place_rows(sample, places).geometry.to_numpy()
    if not request.of.geometry or shapely.is_missing(shapes).all():
        return Reading(layer, parse_source_crs("EPSG:4326"), places, mapping)
    crs = choose_crs(session, request.crs, layer.crs, shapes, source.name)
    doubt = doubt_crs(session, crs, layer.crs, shapes) if doubting and not request.crs else None
    return Reading(layer, crs, places, mapping, doubt)


def run_import(
    session: Session,
    path: Path,
    request: ImportRequest,
    *,
    actor: str = "system",
    name: str | None = None,
    rejected: Path | None = None,
    progress: Progress = _silent,
) -> ImportReport:
    """Import a file; the caller commits.

    Parameters
    ----------
    session : Session
        One transaction: all of the import is in it, or nothing.
    path : Path
        Any file that `gridgeo.io.sources` opens.
    request : ImportRequest
        How.
    actor : str
        Who imports it.
    name : str, optional
        What the user calls the file.
    rejected : Path, optional
        CSV for the rows that are left out: written also where too many fail.
    progress : callable, optional
        Told how much is done, of how much, and what is being done.

    Raises
    ------
    BadInputError
        If the file, or how it is to be read, is wrong.
    RefusedError
        If more rows fail than may.
    """
    with open_source(path, encoding=request.encoding) as source:
        reading = decide_reading(session, source, request)
        origin = Origin(
            name or source.name,
            reading.crs,
            request.dataset or name or source.name,
            reading.layer.name,
            source.encoding,
            reading.mapping,
            actor,
        )
        network = _prepare(session, request)
        staged = _stage(session, source, reading, request, network, progress)
        progress(_READING, 1.0, "merge")
        if rejected is not None:
            rows = RejectedRows(reading.layer, staged.rejected)
            rows.write(source, rejected)
        require_few_rejected(staged.read, len(staged.rejected), request.most_rejected)
        report = _finish(session, request, origin, staged, network)
        progress(1.0, 1.0, "merge")
        return report


def preview_import(
    session: Session,
    path: Path,
    request: ImportRequest,
    *,
    shapes: int = 500,
    rejected: Path | None = None,
    progress: Progress = _silent,
) -> Preview:
    """Say what an import would do; all that it writes is rolled back to where it began.

    Parameters
    ----------
    shapes : int
        How many rows are shown as features.
    rejected : Path, optional
        CSV for the rows that would be left out.

    Raises
    ------
    BadInputError
        If the file, or how it is to be read, is wrong.
    """
    with open_source(path, encoding=request.encoding) as source:
        nested = session.begin_nested()
        try:
            return _preview(session, source, request, shapes, rejected, progress)
        finally:
            nested.rollback()


def _preview(
    session: Session,
    source: Source,
    request: ImportRequest,
    shapes: int,
    rejected: Path | None,
    progress: Progress,
) -> Preview:
    reading = decide_reading(session, source, request, doubting=True)
    network = _prepare(session, request)
    staged = _stage(session, source, reading, request, network, progress)
    progress(_READING, 1.0, "compare")
    if rejected is not None:
        RejectedRows(reading.layer, staged.rejected).write(source, rejected)
    effect = _foresee(session, request, network, request.dataset or source.name)
    features = _features(session, request.of, shapes)
    progress(1.0, 1.0, "compare")
    return Preview(reading, staged.read, staged.rejected, effect, features)


def _features(session: Session, kind: Kind, most: int) -> dict[str, Any]:
    if not kind.geometry or not most:
        return {}
    if kind is TRACKS:
        return imported_tracks.staged_features(session, most)
    return import_states.staged_features(session, kind.key, most)


def _prepare(session: Session, request: ImportRequest) -> str | None:
    """Lock what the import writes to, and define its network."""
    import_changes.lock(session, request.kind)
    spec = request.spec
    if spec is None:
        return None
    code = define_network(session, spec)
    publications.lock_network(session, code)
    return code


def _stage(
    session: Session,
    source: Source,
    reading: Reading,
    request: ImportRequest,
    network: str | None,
    progress: Progress,
) -> Staged:
    kind = request.of
    table = _STAGED_AS.get(kind.name)
    frames = canonical_frames(source, reading, request, progress)
    by_address = request.geocode and kind is HOUSEHOLDS
    staged = stage_rows(session, kind, frames, table=table, by_address=by_address)
    if not staged.read:
        raise BadInputError(f"'{source.name}' has no rows.", field="file")
    more = _sift(session, kind, network)
    if by_address:
        more += place_by_address(session, progress)
    staged.rejected = sorted(staged.rejected + more, key=lambda row: row.row)
    return staged


_STAGED_AS = {GRIDS.name: "grid_versions"}


def canonical_frames(
    source: Source, reading: Reading, request: ImportRequest, progress: Progress = _silent
) -> Iterator[gpd.GeoDataFrame]:
    """Give the rows with the kind's own columns, EPSG:4326, some thousand at a time."""
    done, total = 0, reading.layer.rows
    for batch in source.batches(reading.layer):
        placed = place_rows(batch, reading.places)
        moved = reading.crs.to_wgs84(np.asarray(placed.geometry.to_numpy(), dtype=object))
        here = placed.set_geometry(gpd.GeoSeries(moved, index=placed.index, crs=WGS84))
        yield take_columns(here, reading.mapping, request.constants)
        done += len(batch)
        share = min(1.0, done / total) if total else 1 - 1 / (1 + done / 100_000)
        progress(_READING * share, 1.0, f"{done:,} rows")


def _sift(session: Session, kind: Kind, network: str | None) -> list[RejectedRow]:
    if kind is GRIDS and network is not None:
        return sift_grids(session, network)
    if kind is POSTINGS and network is not None:
        return sift_postings(session, network)
    if kind is TRACKS:
        return sift_tracks(session)
    return sift(session, kind)


def _foresee(session: Session, request: ImportRequest, network: str | None, dataset: str) -> Effect:
    if request.of is GRIDS and network is not None:
        return foresee_grids(session, network, dataset)
    if request.of is POSTINGS and network is not None:
        return foresee_postings(session, network)
    if request.of is TRACKS:
        return foresee_tracks(session)
    return foresee(session, request.of, dataset)


def _finish(
    session: Session,
    request: ImportRequest,
    origin: Origin,
    staged: Staged,
    network: str | None,
) -> ImportReport:
    if request.of is GRIDS and network is not None:
        return publish_staged(
            session, network, origin, staged.read, staged.rejected, remove_gone=request.remove_gone
        )
    if request.of is POSTINGS and network is not None:
        return merge_postings(session, network, origin, staged.read, staged.rejected)
    if request.of is TRACKS:
        return merge_tracks(session, origin, staged.read, staged.rejected)
    return merge(
        session,
        request.of,
        origin,
        staged.read,
        staged.rejected,
        remove_gone=request.remove_gone,
    )
