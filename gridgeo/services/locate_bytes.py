"""The answer for a point as JSON bytes: the same as of `NetworkSnapshot.locate`, much quicker.

All but the distance to the border is the same for every point inside one grid. So each grid's part
is written once, when a point first falls into it, and kept beside the snapshot.
"""

import orjson

from gridgeo.geometry.locator.distance import Scale
from gridgeo.services.located import AreaLink
from gridgeo.services.network_snapshot import NetworkSnapshot

Chains = dict[str, list[AreaLink]]
_CUT = b'"distance_to_border_m":'
_END = b',"ambiguous":false,"neighbours":[],"nearest":null}'


class NetworkBytes:
    """Writes the answers of one network. Safe to use from many threads.

    Parameters
    ----------
    network : NetworkSnapshot
        What answers.
    chains : dict of str to list of AreaLink
        For each area its chain from the district down to itself.
    """

    def __init__(self, network: NetworkSnapshot, chains: Chains) -> None:
        self._network = network
        self._chains = chains
        self._locate_one = network.main.locator.locate_one
        self._overlay = network.overlay.locator if len(network.overlay.rows) else None
        self._starts: list[bytes | None] = [None] * len(network.main.rows)

    def answer(self, lon: float, lat: float, scale: Scale) -> bytes:
        """Write the answer for a point on the globe.

        Parameters
        ----------
        scale : (float, float)
            Metres in a degree of longitude and latitude there.
        """
        place, distance = self._locate_one(lon, lat, scale)
        if place < 0 or (self._overlay is not None and self._overlay.locate_one(lon, lat)[0] >= 0):
            return write_json(self._network.locate(lon, lat, None, self._chains))
        start = self._starts[place]
        if start is None:
            whole = write_json(self._network.locate(lon, lat, None, self._chains))
            start = self._starts[place] = whole[: whole.index(_CUT) + len(_CUT)]
        return b"%b%r%b" % (start, round(distance, 2), _END)


def write_json(value: object) -> bytes:
    """Write JSON as all answers have it: instants in ISO 8601, UTC as Z."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)
