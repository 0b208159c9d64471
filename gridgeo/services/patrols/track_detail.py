"""Where people walked in one grid on one day: for those entitled, and each look is recorded."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, track_lines
from gridgeo.services.patrols.frame import network_frame
from gridgeo.services.patrols.packed_path import Path, unpack_path

MODES = ("foot", "ebike", "car")


def community_of(session: Session, network: str, code: str) -> str | None:
    """Give the community of a grid, by which leave is given.

    Raises
    ------
    NotFoundError
        If there is no such network or grid.
    """
    frame = network_frame(session, network)
    area = frame.area_codes[frame.place(code)]
    return None if area is None else str(area)


def list_tracks(
    session: Session, network: str, code: str, day: date, *, actor: str
) -> dict[str, Any]:
    """Give the tracks that entered a grid on a day as GeoJSON, one feature a device.

    The look is written into the audit log in the same transaction.
    """
    frame = network_frame(session, network)
    grid_id = int(frame.grid_ids[frame.place(code)])
    rows = track_lines.lines_in(session, network, grid_id, day)
    features = [
        {
            "type": "Feature",
            "id": row["device"],
            "geometry": {"type": "MultiLineString", "coordinates": _lines(row["path"])},
            "properties": {
                "device": row["device"],
                "workers": row["workers"],
                "mode": None if row["mode"] is None else MODES[row["mode"]],
                "minutes": round(row["seconds"] / 60, 1),
                "distance_m": round(row["metres"]),
                "rounds": row["rounds"],
                "flags": row["flags"],
            },
        }
        for row in rows
    ]
    details = {"day": day.isoformat(), "tracks": len(features)}
    audit.append(session, actor, "read_tracks", "grid", f"{network}/{code}", details)
    return {"type": "FeatureCollection", "features": features}


def _lines(packed: bytes) -> list[list[list[float]]]:
    path: Path = unpack_path(packed)
    lines: dict[int, list[list[float]]] = {}
    for leg, lon, lat in zip(path.leg.tolist(), path.lon.tolist(), path.lat.tolist(), strict=True):
        lines.setdefault(leg, []).append([lon, lat])
    return [line if len(line) > 1 else line * 2 for line in lines.values()]
