"""Bodies of uploaded tracks, JSON or Arrow, as one table of points."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pydantic import ValidationError

from api.schemas.patrols import MOST_POINTS, TrackUpload
from gridgeo.domain.errors import BadInputError
from gridgeo.io.point_tables import read_point_batches
from gridgeo.io.track_columns import TrackTable, read_track_columns

JSON = "application/json"
ARROW = "application/vnd.apache.arrow.stream"
MOST_BODY_BYTES = 32 << 20


def read_track_body(body: bytes, kind: str) -> tuple[TrackTable, bool]:
    """Read an upload.

    Parameters
    ----------
    kind : str
        `JSON` or `ARROW`.

    Returns
    -------
    (table, gcj02)
        Points, and whether they are in GCJ-02.

    Raises
    ------
    BadInputError
        If it is cut off, no upload at all, or has more than `MOST_POINTS` points.
    """
    return _of_json(body) if kind == JSON else _of_arrow(body)


def _of_json(body: bytes) -> tuple[TrackTable, bool]:
    try:
        upload = TrackUpload.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "body"
        raise BadInputError(f"{place}: {first['msg']}.", field=place) from None
    rows = [
        (p.worker, p.device, _second(p.recorded_at), p.accuracy_m, p.lon, p.lat)
        for p in upload.points
    ]
    columns = ["worker_code", "device", "recorded_at", "accuracy_m", "lon", "lat"]
    frame = pd.DataFrame(rows, columns=columns)
    return _table(frame), upload.crs == "gcj02"


def _second(value: Any) -> float:
    """Give seconds since 1970; an instant without a zone is that of China."""
    if isinstance(value, float | int):
        return float(value) if abs(value) < 1e11 else value / 1000
    stamp = pd.Timestamp(value)
    return float((stamp if stamp.tzinfo else stamp.tz_localize("Asia/Shanghai")).timestamp())


def _of_arrow(body: bytes) -> tuple[TrackTable, bool]:
    try:
        batches = read_point_batches(pa.py_buffer(body), "arrow")
        parts = list(batches.batches)
        for part in parts:
            part.validate(full=True)  # offsets of a forged body may point anywhere
        table = pa.Table.from_batches(parts) if parts else pa.table({})
    except BadInputError as error:
        raise BadInputError(error.message, field="body") from error
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = str(error).partition("\n")[0][:200]
        raise BadInputError(f"The body is no Arrow stream: {reason}", field="body") from error
    if table.num_rows > MOST_POINTS:
        raise BadInputError(f"Send at most {MOST_POINTS:,} points at once.", field="points")
    metadata = table.schema.metadata or {}
    gcj02 = metadata.get(b"crs", b"4326") == b"gcj02"
    return _table(table.to_pandas()), gcj02


def _table(frame: pd.DataFrame) -> TrackTable:
    lacking = [name for name in ("lon", "lat", "device", "recorded_at") if name not in frame]
    if lacking:
        raise BadInputError(f"The column '{lacking[0]}' is missing.", field=lacking[0])
    lon, lat = (
        pd.to_numeric(frame[name], errors="coerce").to_numpy(np.float64) for name in ("lon", "lat")
    )
    return read_track_columns(frame.reset_index(drop=True), lon, lat, "")
