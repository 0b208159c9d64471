"""Heat cells of one day, by network, role and hour."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gridgeo.patrol.heat import cell_of, heat_by_hour
from gridgeo.patrol.tracks import CHINA_OFFSET_S, DAY_S
from gridgeo.services.patrols.frame import NetworkFrame

if TYPE_CHECKING:
    from gridgeo.services.patrols.walk_day import WalkedDay

ALL = "*"  # stands for all networks together, each track once
HeatRow = tuple[str, str, int, bytes]


def heat_rows(walked: "WalkedDay", frame: NetworkFrame, networks: list[str]) -> list[HeatRow]:
    """Give network, role, hour and packed cells of a day.

    Parameters
    ----------
    frame : NetworkFrame
        In whose metres the tracks are.
    networks : list of str
        Those that have rows of their own, beside `ALL`.
    """
    made = walked.tracks
    clean = made.clean
    known = np.isfinite(clean.x)
    lon, lat = np.zeros(len(clean.x)), np.zeros(len(clean.x))
    lon[known], lat[known] = frame.unproject(clean.x[known], clean.y[known])
    place = cell_of(lon, lat)
    hour = (((clean.points.time_s + CHINA_OFFSET_S) % DAY_S) // 3600).astype(np.int64)
    owner = np.repeat(np.arange(len(made)), np.diff(made.first))
    vertex_owner = owner[made.path]
    rows: list[HeatRow] = []
    for network in (ALL, *networks):
        group, names = _groups(walked, network)
        for number, role in enumerate(names):
            mine = group == number
            seconds = np.where(mine[owner], made.seconds, 0.0)
            kept = mine[vertex_owner]
            heat = heat_by_hour(place, hour, owner, seconds, made.path[kept], made.leg[kept])
            rows += [(network, role, one, cells.pack()) for one, cells in heat.items()]
    return rows


def _groups(walked: "WalkedDay", network: str) -> tuple[NDArray[np.int64], list[str]]:
    """Give the role of each track in a network as a number (-1 where it has none), and names."""
    role_of: dict[str, str] = {}
    for one in walked.duty:  # sorted: the first role of a worker holds
        if network in (ALL, one.network):
            role_of.setdefault(one.worker, one.role)
    roles = [next((role_of[w] for w in crew if w in role_of), None) for crew in walked.crew]
    names = sorted({role for role in roles if role is not None})
    number = {name: place for place, name in enumerate(names)}
    return np.array([-1 if r is None else number[r] for r in roles], np.int64), names
