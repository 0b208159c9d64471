"""The answer for a point as JSON bytes: the same as of `NetworkSnapshot.locate`, much quicker.

All but the distance to the border is the same for every point inside one grid. So each grid's part
is written when a point first falls into it, and kept beside the snapshot; but not of all grids:
those of seven networks of 20,000 would take 100 MB of each process.
"""

import orjson

from gridgeo.services.located import AreaLink
from gridgeo.services.network_snapshot import NetworkSnapshot

Chains = dict[str, list[AreaLink]]
MOST_STARTS = 20_000  # kept by a process, of all its networks: some 12 MB
_END = b',"ambiguous":false,"neighbours":[],"nearest":null}'


class NetworkBytes:
    """Writes the answers of one network. Safe to use from many threads.

    Parameters
    ----------
    network : NetworkSnapshot
        What answers.
    chains : dict of str to list of AreaLink
        For each area its chain from the district down to itself.
    most : int
        Beginnings of answers that are kept; when there are more, the network begins anew.
    """

    def __init__(self, network: NetworkSnapshot, chains: Chains, most: int = MOST_STARTS) -> None:
        self._network = network
        self._chains = chains
        self._locate_one = network.main.locator.on_globe()
        self._overlay = network.overlay.locator.on_globe() if len(network.overlay.rows) else None
        self._head = _head(network)
        self._areas: dict[str | None, bytes] = {}
        self._most = most
        self._starts: dict[int, bytes] = {}

    def answer(self, lon: float, lat: float) -> bytes:
        """Write the answer for a point on the globe."""
        place, distance = self._locate_one(lon, lat)
        if place < 0 or (self._overlay is not None and self._overlay(lon, lat)[0] >= 0):
            return write_json(self._network.locate(lon, lat, None, self._chains))
        start = self._starts.get(place)
        if start is None:
            if len(self._starts) >= self._most:
                self._starts = {}
            start = self._starts[place] = self._start(int(self._network.main.rows[place]))
        return b"%b%b%b" % (start, orjson.dumps(round(distance, 2)), _END)

    def _start(self, row: int) -> bytes:
        """Write what all answers inside one grid begin with."""
        changed = self._network.table.changes.get(row)
        return b'%b%b,"change":%b,"areas":%b,"dedicated":[],"distance_to_border_m":' % (
            self._head,
            write_json(self._network.grid(row)),
            b"null" if changed is None else write_json(changed),
            self._areas_of(self._network.table.area_codes[row]),
        )

    def _areas_of(self, code: str | None) -> bytes:
        written = self._areas.get(code)
        if written is None:
            chain = [] if code is None else self._chains.get(code, [])
            written = self._areas[code] = write_json(chain)
        return written


def _head(network: NetworkSnapshot) -> bytes:
    """Write what stands before the grid in every answer of a network."""
    shared = {
        "network": network.code,
        "network_name": network.name,
        "version": network.version,
        "valid_from": network.facts["valid_from"],
        "inside": True,
    }
    return write_json(shared)[:-1] + b',"grid":'


def write_json(value: object) -> bytes:
    """Write JSON as all answers have it: instants in ISO 8601, UTC as Z."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)
